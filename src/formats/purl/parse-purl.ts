import type { PurlParts } from './purl.ts';

/** Longer ones are no names of packages. */
const maxLength = 4096;

/**
 * Takes a package URL apart by the steps of ECMA-427 §5.6, from the right. Null when it is none. The
 * version and what else is percent-encoded comes out decoded.
 */
export function parsePurl(text: string): PurlParts | null {
  if (text.length > maxLength) return null;
  const scheme = /^pkg:\/*(.*)$/is.exec(text);
  if (scheme === null) return null;
  try {
    let [rest, subpath] = cut(scheme[1]!, '#');
    let query: string;
    [rest, query] = cut(rest, '?');
    const slash = rest.indexOf('/');
    if (slash < 1) return null;
    const type = rest.slice(0, slash).toLowerCase();
    let path = rest.slice(slash + 1).replace(/^\/+|\/+$/g, '');
    // The version begins at the last @; those of a namespace (`@angular`) are written %40, or begin it.
    const at = path.lastIndexOf('@');
    const version = at > 0 && !path.slice(at).includes('/') ? path.slice(at + 1) : '';
    if (version !== '') path = path.slice(0, at);
    const segments = path.split('/').filter((part) => part !== '');
    const name = decodeURIComponent(segments.pop() ?? '');
    if (name === '' || !/^[a-z][a-z0-9.+-]*$/.test(type)) return null;
    const qualifiers = qualifiersOf(query);
    return {
      type,
      ...(segments.length === 0 ? {} : { namespace: segments.map((part) => decodeURIComponent(part)).join('/') }),
      name,
      ...(version === '' ? {} : { version: decodeURIComponent(version) }),
      ...(Object.keys(qualifiers).length === 0 ? {} : { qualifiers }),
      ...(subpath === '' ? {} : { subpath: decodeURIComponent(subpath.replace(/^\/+|\/+$/g, '')) }),
    };
  } catch {
    // A percent sign that begins no encoded byte, or bytes that are no UTF-8.
    return null;
  }
}

function cut(text: string, mark: string): [before: string, after: string] {
  const at = mark === '#' ? text.lastIndexOf(mark) : text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function qualifiersOf(query: string): Record<string, string> {
  const found: [string, string][] = [];
  for (const pair of query.split('&')) {
    const [key, value] = cut(pair, '=');
    if (key !== '' && value !== '') found.push([key.toLowerCase(), decodeURIComponent(value)]);
  }
  return Object.fromEntries(found);
}
