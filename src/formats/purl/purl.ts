/** Parts of a package URL, decoded. */
export interface PurlParts {
  /** Lower case: `deb`, `npm`. */
  readonly type: string;
  /** Segments with slashes between them: `debian`, `@angular`, `github.com/acme`; empty when there is none. */
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  /** Those without a value are left out. */
  readonly qualifiers?: Readonly<Record<string, string | undefined>>;
  readonly subpath?: string;
}

/**
 * Percent-encodes as ECMA-427 asks: all but letters, digits, `.`, `-`, `_`, `~` and the colon.
 * Lone surrogates, which no UTF-8 has, become U+FFFD.
 */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Writes the canonical form: qualifiers sorted by key, no empty parts. The type's own rules are the caller's. */
export function formatPurl({
  type,
  namespace = '',
  name,
  version = '',
  qualifiers = {},
  subpath = '',
}: PurlParts): string {
  const segments = (text: string): string[] => text.split('/').filter((part) => part !== '');
  const space = segments(namespace).map((part) => `${encode(part)}/`);
  const pairs = Object.entries(qualifiers)
    .filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '')
    .map(([key, value]): [string, string] => [key.toLowerCase(), value])
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `${key}=${encode(value)}`);
  const below = segments(subpath).filter((part) => part !== '.' && part !== '..');
  return [
    `pkg:${type.toLowerCase()}/${space.join('')}${encode(name)}`,
    version === '' ? '' : `@${encode(version)}`,
    pairs.length === 0 ? '' : `?${pairs.join('&')}`,
    below.length === 0 ? '' : `#${below.map((part) => encode(part)).join('/')}`,
  ].join('');
}
