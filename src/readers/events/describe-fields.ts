import { fields, findField } from '../../formats/falco/fields.ts';
import { eventFields } from './fields.ts';
import type { EventKind } from './read-events.ts';

const titles: Readonly<Record<EventKind, string>> = {
  'kubernetes-audit': 'Kubernetes audit',
  falco: 'Falco',
  tetragon: 'Tetragon',
  tracee: 'Tracee',
  docker: 'Docker',
  sysdig: 'sysdig',
  auditd: 'auditd',
};

/** Why no event has what rules may ask for, where the table of the language does not say it. */
const reasons: Readonly<Record<string, string>> = {
  'fd.name_changed': 'no source tells the name that a descriptor had before its connection changed',
  'fd.sip.name': 'no source tells which name an address was looked up by',
  'fd.cip.name': 'no source tells which name an address was looked up by',
  'fd.lip.name': 'no source tells which name an address was looked up by',
  'fd.rip.name': 'no source tells which name an address was looked up by',
  'ka.cluster.name': 'an audit event does not say of which cluster it is',
};

/** A field with who fills it; one that nobody fills has its reason. */
export interface FieldDescribed {
  readonly name: string;
  readonly filledBy: readonly string[];
  readonly because: string;
}

/** Every field of the language, and what sources fill beyond it, by name. */
export function describeFields(): readonly FieldDescribed[] {
  const sources = new Map(eventFields.map((field) => [field.name, field.sources]));
  const names = [...new Set([...fields.map(({ name }) => name), ...sources.keys(), ...Object.keys(reasons)])];
  return names.toSorted((a, b) => (a < b ? -1 : 1)).map(describe);

  function describe(name: string): FieldDescribed {
    const field = findField(name);
    const told = (sources.get(name) ?? []).map((kind) => titles[kind]);
    // Of Kubernetes and Docker the sensor tells nothing.
    const own = field?.filledBy.some((filler) => ['sensor', 'proc', 'engine', 'kubernetes'].includes(filler)) === true;
    const filledBy = own ? ['our sensor', ...told] : told;
    const because =
      filledBy.length > 0
        ? ''
        : (reasons[name] ??
          field?.why ??
          'only alerts of Falco and lines of sysdig have it, when they were asked to print it');
    return { name, filledBy, because };
  }
}

/** Rows of the table in docs/events.md. */
export function fieldRows(): readonly string[] {
  return describeFields().map(
    ({ name, filledBy, because }) =>
      `| \`${name}\` | ${filledBy.length === 0 ? `– ${because}` : filledBy.join(', ')} |`,
  );
}
