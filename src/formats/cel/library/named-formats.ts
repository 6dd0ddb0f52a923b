import { overload, type Overload } from '../functions.ts';
import { formatType } from '../types.ts';
import { type CelError, List, none, noSuchOverload, Opaque, Optional, type Value } from '../values.ts';
import { readTimestamp } from '../time.ts';
import { byteLength } from './text.ts';
import { requestUriFault } from './urls.ts';

/** A format that texts can be held against. */
export class NamedFormat extends Opaque {
  readonly type = formatType;
  readonly name: string;
  /** Length of the pattern behind it, which cost counts. */
  readonly patternLength: number;
  readonly faults: (text: string) => readonly string[];
  constructor(name: string, patternLength: number, faults: (text: string) => readonly string[]) {
    super();
    this.name = name;
    this.patternLength = patternLength;
    this.faults = faults;
  }
  equals(other: Value): boolean | CelError {
    return other instanceof NamedFormat ? this.name === other.name : noSuchOverload;
  }
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const startsWithLetter = '[a-z]([-a-z0-9]*[a-z0-9])?';
const key = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);
const patterns = {
  label: whole(label),
  subdomain: whole(subdomain),
  startsWithLetter: whole(startsWithLetter),
  key: whole(key),
  value: whole(`(${key})?`),
};

function tooLong(text: string, most: number, unit: string): string[] {
  return byteLength(text) > most ? [`must be no more than ${most} ${unit}`] : [];
}

/** The API machinery's own sentence about a text that does not match, which users know from kubectl. */
function unlike(what: string, pattern: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${what} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

const anyCase = "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

function labelFaults(text: string): string[] {
  const faults = tooLong(text, 63, 'characters');
  if (patterns.label.test(text)) return faults;
  if (patterns.subdomain.test(text)) return [...faults, 'must not contain dots'];
  const what =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...faults, unlike(what, label, 'my-name', '123-abc')];
}

function subdomainFaults(text: string, unit = 'characters'): string[] {
  const faults = tooLong(text, 253, unit);
  if (patterns.subdomain.test(text)) return faults;
  const what =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...faults, unlike(what, subdomain, 'example.com')];
}

function letterLabelFaults(text: string): string[] {
  const faults = tooLong(text, 63, 'characters');
  if (patterns.startsWithLetter.test(text)) return faults;
  const what =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...faults, unlike(what, startsWithLetter, 'my-name', 'abc-123')];
}

/** Why the API machinery does not take a text as the key of a label. */
export function keyFaults(text: string): string[] {
  const parts = text.split('/');
  const must = unlike(`must consist of ${anyCase}`, key, 'MyName', 'my.name', '123-abc');
  if (parts.length > 2)
    return [`a valid label key ${must} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const faults: string[] = [];
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    const own = prefix === '' ? ['must be non-empty'] : subdomainFaults(prefix, 'bytes');
    faults.push(...own.map((fault) => `prefix part ${fault}`));
  }
  if (name === '') faults.push('name part must be non-empty');
  else faults.push(...tooLong(name, 63, 'bytes').map((fault) => `name part ${fault}`));
  if (!patterns.key.test(name)) faults.push(`name part ${must}`);
  return faults;
}

/** The same for the value of a label. */
export function labelValueFaults(text: string): string[] {
  const faults = tooLong(text, 63, 'bytes');
  if (patterns.value.test(text)) return faults;
  const what = `a valid label must be an empty string or consist of ${anyCase}`;
  return [...faults, unlike(what, `(${key})?`, 'MyValue', 'my_value', '12345')];
}

/** What a generated suffix is appended to may end in a dash. */
function asPrefix(faults: (text: string) => string[]): (text: string) => string[] {
  return (text) => faults(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text);
}

function matching(pattern: RegExp, fault: string): (text: string) => string[] {
  return (text) => (pattern.test(text) ? [] : [fault]);
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && readsAsTime(`${text}T00:00:00Z`);

function readsAsTime(text: string): boolean {
  // The year 0 is a date to Go, though no timestamp of CEL.
  return readTimestamp(text) !== null;
}

function isDateTime(text: string): boolean {
  const parts = text.toLowerCase().split('t');
  if (text.length < 4 || parts.length < 2 || !isDate(parts[0]!)) return false;
  const match = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$/.exec(parts[1]!);
  return match !== null && match[1]! <= '23' && match[2]! <= '59' && match[3]! <= '59';
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const uuidPatternLength = 70;
const timePatternLength = 71;

/** By the names that `format.named` takes (k8s.io/apiserver/pkg/cel/library/format.go). */
const named: ReadonlyMap<string, NamedFormat> = new Map(
  Object.entries({
    dns1123Label: new NamedFormat('DNS1123Label', 30, labelFaults),
    dns1123Subdomain: new NamedFormat('DNS1123Subdomain', 60, (text) => subdomainFaults(text)),
    dns1035Label: new NamedFormat('DNS1035Label', 30, letterLabelFaults),
    qualifiedName: new NamedFormat('QualifiedName', 60, keyFaults),
    dns1123LabelPrefix: new NamedFormat('DNS1123LabelPrefix', 30, asPrefix(labelFaults)),
    dns1123SubdomainPrefix: new NamedFormat(
      'DNS1123SubdomainPrefix',
      60,
      asPrefix((text) => subdomainFaults(text)),
    ),
    dns1035LabelPrefix: new NamedFormat('DNS1035LabelPrefix', 30, asPrefix(letterLabelFaults)),
    labelValue: new NamedFormat('LabelValue', 40, labelValueFaults),
    uri: new NamedFormat('URI', 1103, (text) => {
      const fault = requestUriFault(text);
      return fault === null ? [] : [fault];
    }),
    uuid: new NamedFormat('uuid', uuidPatternLength, matching(uuid, 'does not match the UUID format')),
    byte: new NamedFormat('byte', 84, matching(base64, 'invalid base64')),
    date: new NamedFormat('date', timePatternLength, (text) => (isDate(text) ? [] : ['invalid date'])),
    datetime: new NamedFormat('datetime', timePatternLength, (text) => (isDateTime(text) ? [] : ['invalid datetime'])),
  }),
);

export const namedFormats: readonly Overload[] = [
  overload(
    'format-validate',
    'Format::validate(string) optional(list(string))',
    (format: NamedFormat, text: string): Value => {
      const faults = format.faults(text);
      return faults.length === 0 ? none : new Optional(List.of([...faults]));
    },
  ),
  overload('format-named', 'format.named(string) optional(Format)', (name: string): Value => {
    const found = named.get(name);
    return found === undefined ? none : new Optional(found);
  }),
  ...[...named].map(([name, format]) => overload(`format.${name}`, `format.${name}() Format`, (): Value => format)),
];
