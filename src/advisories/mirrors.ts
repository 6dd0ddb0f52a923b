/** Beginnings of URLs and what stands in their place: `https://` → `https://mirror.example/`. */
export type Mirrors = ReadonlyMap<string, string>;

/** The URL as it is really asked. Of several beginnings that fit, the longest counts. */
export function mirrored(url: string, mirrors: Mirrors): string {
  let best: readonly [string, string] | null = null;
  for (const [from, to] of mirrors) {
    if (url.startsWith(from) && from.length > (best?.[0].length ?? 0)) best = [from, to];
  }
  return best === null ? url : best[1] + url.slice(best[0].length);
}

/** `FROM=TO` of a command line; a string says what is wrong with it. */
export function readMirror(text: string): readonly [from: string, to: string] | string {
  const at = text.indexOf('=');
  const [from, to] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (!/^https?:\/\//.test(from)) return 'does not name a URL to replace: FROM=TO';
  return /^(https?:\/\/[^/]|file:\/\/\/)/.test(to) ? [from, to] : 'leads to no http, https or file URL';
}
