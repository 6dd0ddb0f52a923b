import { quote } from '../describe.ts';
import { overload, type Overload } from '../functions.ts';
import { semverType } from '../types.ts';
import { CelError, noSuchOverload, Opaque, type Value } from '../values.ts';

const maxUint = 2n ** 64n - 1n;

class Semver extends Opaque {
  readonly type = semverType;
  readonly numbers: readonly bigint[];
  readonly pre: readonly (bigint | string)[];
  constructor(numbers: readonly bigint[], pre: readonly (bigint | string)[]) {
    super();
    this.numbers = numbers;
    this.pre = pre;
  }
  equals(other: Value): boolean | CelError {
    return other instanceof Semver ? compareVersions(this, other) === 0 : noSuchOverload;
  }
}

/** Precedence by https://semver.org, build metadata aside. */
function compareVersions(a: Semver, b: Semver): number {
  for (let index = 0; index < 3; index++) {
    const order = compareParts(a.numbers[index]!, b.numbers[index]!);
    if (order !== 0) return order;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (let index = 0; index < Math.min(a.pre.length, b.pre.length); index++) {
    const order = compareParts(a.pre[index]!, b.pre[index]!);
    if (order !== 0) return order;
  }
  return Math.sign(a.pre.length - b.pre.length);
}

function compareParts(a: bigint | string, b: bigint | string): number {
  if (typeof a !== typeof b) return typeof a === 'bigint' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

class VersionFault extends Error {}

/** The words of its faults are those of github.com/blang/semver, which the API server uses. */
function readVersion(text: string): Semver {
  if (text === '') throw new VersionFault('Version string empty');
  const [major, minor, ...rest] = text.split('.');
  if (minor === undefined || rest.length === 0) throw new VersionFault('No Major.Minor.Patch elements found');
  let patch = rest.join('.');
  const numbers = [readNumber('Major', major!), readNumber('Minor', minor)];
  const plus = patch.indexOf('+');
  const build = plus === -1 ? [] : patch.slice(plus + 1).split('.');
  if (plus !== -1) patch = patch.slice(0, plus);
  const dash = patch.indexOf('-');
  const pre = dash === -1 ? [] : patch.slice(dash + 1).split('.');
  if (dash !== -1) patch = patch.slice(0, dash);
  numbers.push(readNumber('Patch', patch));
  const read = pre.map((part) => readPre(part));
  for (const part of build) {
    if (part === '') throw new VersionFault('Build meta data is empty');
    if (!/^[0-9A-Za-z-]+$/.test(part))
      throw new VersionFault(`Invalid character(s) found in build meta data ${quote(part)}`);
  }
  return new Semver(numbers, read);
}

function readNumber(name: string, text: string): bigint {
  if (!/^[0-9]*$/.test(text))
    throw new VersionFault(`Invalid character(s) found in ${name.toLowerCase()} number ${quote(text)}`);
  if (/^0./.test(text)) throw new VersionFault(`${name} number must not contain leading zeroes ${quote(text)}`);
  return unsigned(text);
}

function readPre(text: string): bigint | string {
  if (text === '') throw new VersionFault('Prerelease is empty');
  if (/^[0-9]+$/.test(text)) {
    if (/^0./.test(text))
      throw new VersionFault(`Numeric PreRelease version must not contain leading zeroes ${quote(text)}`);
    return unsigned(text);
  }
  if (/^[0-9A-Za-z-]+$/.test(text)) return text;
  throw new VersionFault(`Invalid character(s) found in prerelease ${quote(text)}`);
}

function unsigned(text: string): bigint {
  const fault = (why: string): VersionFault => new VersionFault(`strconv.ParseUint: parsing ${quote(text)}: ${why}`);
  if (text === '') throw fault('invalid syntax');
  const value = BigInt(text);
  if (value > maxUint) throw fault('value out of range');
  return value;
}

/** `v1.02` becomes `1.2.0`. */
function normalize(text: string): string {
  const [major, minor, ...rest] = text.replace(/^v/, '').split('.');
  const given = [major!, ...(minor === undefined ? [] : [minor]), ...(rest.length === 0 ? [] : [rest.join('.')])];
  const parts = given.map((part) => {
    if (part.length <= 1) return part;
    const trimmed = part.replace(/^0+/, '');
    return /^[0-9]/.test(trimmed) ? trimmed : `0${trimmed}`;
  });
  if (parts.length < 3) {
    if (/[+-]/.test(parts.at(-1)!)) throw new VersionFault('short version cannot contain PreRelease/Build meta data');
    while (parts.length < 3) parts.push('0');
  }
  return parts.join('.');
}

function read(text: string, normalized = false): Semver | CelError {
  try {
    return readVersion(normalized ? normalize(text) : text);
  } catch (error) {
    if (error instanceof VersionFault) return new CelError(error.message);
    throw error;
  }
}

const part =
  (index: number) =>
  ({ numbers }: Semver): Value =>
    BigInt.asIntN(64, numbers[index]!);
const is = (text: string, normalized = false): Value => read(text, normalized) instanceof Semver;

/** `semver` of Kubernetes (k8s.io/apiserver/pkg/cel/library/semverlib.go). */
export const versions: readonly Overload[] = [
  overload('string_to_semver', 'semver(string) Semver', read),
  overload('string_bool_to_semver', 'semver(string, bool) Semver', read),
  overload('is_semver_string', 'isSemver(string) bool', is),
  overload('is_semver_string_bool', 'isSemver(string, bool) bool', is),
  overload(
    'semver_is_greater_than',
    'Semver::isGreaterThan(Semver) bool',
    (a: Semver, b: Semver): Value => compareVersions(a, b) > 0,
  ),
  overload(
    'semver_is_less_than',
    'Semver::isLessThan(Semver) bool',
    (a: Semver, b: Semver): Value => compareVersions(a, b) < 0,
  ),
  overload('semver_compare_to', 'Semver::compareTo(Semver) int', (a: Semver, b: Semver): Value =>
    BigInt(compareVersions(a, b)),
  ),
  overload('semver_major', 'Semver::major() int', part(0)),
  overload('semver_minor', 'Semver::minor() int', part(1)),
  overload('semver_patch', 'Semver::patch() int', part(2)),
];
