/**
 * Precedence of Semantic Versioning 2.0.0 §11, for ranges of type SEMVER, whatever the ecosystem.
 * Build metadata does not count. A missing minor or patch number reads as 0, and the `v` of Go
 * modules and the `go` of Go's own releases are taken off, because packages are named so.
 */
export interface SemVer {
  readonly numbers: readonly [string, string, string];
  readonly pre: readonly string[];
}

const pattern =
  /^(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?(?:\.(0|[1-9]\d*))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
/** `go1.21rc2`, `go1.4beta1`: what Go's releases were called before they were semantic versions. */
const goRelease = /^go(\d+(?:\.\d+){0,2})(?:(rc|beta|alpha)(\d+))?(-\S+)?(?: .*)?$/;

export function parseSemVer(text: string): SemVer | null {
  if (text.length > 256) return null;
  const go = goRelease.exec(text);
  const plain = go === null ? text.replace(/^v/, '') : goSemVer(go);
  const match = pattern.exec(plain);
  if (match === null) return null;
  const pre = match[4]?.split('.') ?? [];
  if (pre.some((part) => /^0\d+$/.test(part))) return null;
  return { numbers: [match[1]!, match[2] ?? '0', match[3] ?? '0'], pre };
}

function goSemVer([, numbers, kind, count, rest]: RegExpExecArray): string {
  const padded = [...numbers!.split('.'), '0', '0'].slice(0, 3).join('.');
  return kind === undefined ? `${padded}${rest ?? ''}` : `${padded}-${kind}.${count}`;
}

export function compareSemVer(a: SemVer, b: SemVer): number {
  for (let index = 0; index < 3; index++) {
    const order = compareNumbers(a.numbers[index]!, b.numbers[index]!);
    if (order !== 0) return order;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (let index = 0; index < Math.min(a.pre.length, b.pre.length); index++) {
    const order = compareIdentifiers(a.pre[index]!, b.pre[index]!);
    if (order !== 0) return order;
  }
  return Math.sign(a.pre.length - b.pre.length);
}

function compareIdentifiers(a: string, b: string): number {
  const numeric = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numeric[0] && numeric[1]) return compareNumbers(a, b);
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Decimal numbers without leading zeros, of any length. */
function compareNumbers(a: string, b: string): number {
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
