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
    const filledBy = (sources.get(name) ?? []).map((kind) => titles[kind]);
    const because = filledBy.length > 0 ? '' : (reasons[name] ?? field?.why ?? onHost(field?.filledBy ?? []));
    return { name, filledBy, because };
  }
}

/** Where a sensor on the host finds what no event of another source carries. */
function onHost(fillers: readonly string[]): string {
  const place = fillers.includes('sensor')
    ? 'in the event of the kernel'
    : fillers.includes('proc')
      ? 'in /proc'
      : fillers.includes('engine')
        ? 'at the container engine'
        : undefined;
  const printed = 'alerts of Falco and lines of sysdig have it when they were asked to print it';
  return place === undefined ? `only ${printed}` : `a sensor on the host finds it ${place}; ${printed}`;
}

/** Rows of the table in docs/events.md. */
export function fieldRows(): readonly string[] {
  return describeFields().map(
    ({ name, filledBy, because }) =>
      `| \`${name}\` | ${filledBy.length === 0 ? `– ${because}` : filledBy.join(', ')} |`,
  );
}
