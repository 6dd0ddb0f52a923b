import type { Evidence } from './evidence.ts';

/** What a thing was when it was seen: a file, an API object, or what the kernel or engine runs. */
export const stages = ['declared', 'admitted', 'running'] as const;
export type Stage = (typeof stages)[number];

/** What an outcome is about. Names are the source's own; absent parts do not apply. */
export interface Subject {
  readonly source: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly container?: string;
}

/** A subject at a stage: what a check needs to say whom it speaks of. */
export interface About {
  readonly subject: Subject;
  readonly stage: Stage;
}

/** One thing seen, of one kind. Facts are plain data: they can be stored and compared. */
export interface Fact<V = unknown> extends About {
  readonly kind: string;
  readonly value: V;
  readonly at: Evidence;
}

/** The name of a kind of fact; its type parameter types what checks receive. */
export interface FactKind<V> {
  readonly name: string;
  /** Only for types; never present. */
  readonly holds?: V;
}

export function defineFact<V>(name: string): FactKind<V> {
  return { name };
}

export function fact<V>(kind: FactKind<V>, about: About, value: V, at: Evidence): Fact<V> {
  return { kind: kind.name, stage: about.stage, subject: about.subject, value, at };
}

/** `Deployment default/web (nginx)`. */
export function describeSubject(subject: Subject): string {
  const name = subject.namespace === undefined ? subject.name : `${subject.namespace}/${subject.name}`;
  return `${subject.kind} ${name}${subject.container === undefined ? '' : ` (${subject.container})`}`;
}
