import { auditdFields } from './auditd.ts';
import { dockerFields } from './docker.ts';
import { commonFields } from './draft.ts';
import { jsonFields } from './json-value.ts';
import { kubernetesAuditFields } from './kubernetes-audit.ts';
import { eventKinds, type EventKind } from './read-events.ts';
import { sysdigFields } from './sysdig.ts';
import { tetragonFields } from './tetragon.ts';
import { traceeFields } from './tracee.ts';

/** A field of Falco's language and the sources whose events have it, where the event is one that can. */
export interface EventField {
  /** Without brackets: `proc.aname`, `ka.uri.param`. */
  readonly name: string;
  readonly sources: readonly EventKind[];
}

/**
 * What each source fills whatever it is told to print. Alerts of Falco carry the fields that their rule prints, and
 * lines of sysdig those that `-p` asks for, beside these.
 */
const filled: Readonly<Record<EventKind, readonly string[]>> = {
  'kubernetes-audit': [...kubernetesAuditFields, ...jsonFields],
  falco: ['evt.hostname', ...jsonFields],
  tetragon: tetragonFields,
  tracee: traceeFields,
  docker: dockerFields,
  sysdig: sysdigFields,
  auditd: auditdFields,
};

/** Every field that a reader of events fills, by name. */
export const eventFields: readonly EventField[] = [
  ...new Set(eventKinds.flatMap((kind) => [...commonFields, ...filled[kind]])),
]
  .toSorted((a, b) => (a < b ? -1 : 1))
  .map((name) => ({
    name,
    sources: eventKinds.filter((kind) => commonFields.includes(name) || filled[kind].includes(name)),
  }));
