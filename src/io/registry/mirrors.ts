/** A place that has the images of a registry as well. */
export interface Mirror {
  /** `http` only when it was written so. */
  readonly scheme: 'https' | 'http';
  readonly host: string;
  /** What stands before the repository there: `hub` for `mirror.example/hub/library/nginx`; may be empty. */
  readonly prefix: string;
}

/**
 * Reads `docker.io=mirror.example,ghcr.io=https://cache.example/ghcr`: mirrors by registry, asked in
 * this order before the registry itself. A string says what is wrong.
 */
export function readMirrors(text: string): ReadonlyMap<string, readonly Mirror[]> | string {
  const mirrors = new Map<string, Mirror[]>();
  for (const entry of text.split(/[\s,]+/)) {
    if (entry === '') continue;
    const [, registry, scheme = 'https', host, prefix = ''] =
      /^([\w.:[\]-]+)=(?:(https?):\/\/)?([\w.:[\]-]+)((?:\/[a-z0-9._-]+)*)\/?$/.exec(entry) ?? [];
    if (registry === undefined || host === undefined) {
      // A password may stand behind the scheme, cut in two by a comma of its own.
      return `${JSON.stringify(entry.replace(/:\/\/.*|[^=]*@.*/s, '…').slice(0, 100))} is no REGISTRY=HOST[/PATH]`;
    }
    const mirror: Mirror = { scheme: scheme as 'https' | 'http', host, prefix: prefix.slice(1) };
    mirrors.set(registry, [...(mirrors.get(registry) ?? []), mirror]);
  }
  return mirrors;
}
