import type { Fact } from '../../../model/fact.ts';

/** Facts by name and place: what is said first of several must not depend on the order they came in. */
export function inOrder<F extends Fact>(facts: readonly F[]): F[] {
  return facts
    .map((fact) => ({ fact, key: keyOf(fact) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ fact }) => fact);
}

/** The first of some facts in that order; empty when there is none. */
export function firstInOrder<F extends Fact>(facts: readonly F[]): F[] {
  return facts.length === 0 ? [] : [facts.reduce((a, b) => (keyOf(b) < keyOf(a) ? b : a))];
}

const keys = new WeakMap<Fact, string>();

/** Several checks put the same facts in order. */
function keyOf(fact: Fact): string {
  let key = keys.get(fact);
  if (key === undefined) {
    const { subject, at } = fact;
    const line = String(at.line ?? 0).padStart(9, '0');
    key = [subject.kind, subject.namespace, subject.name, at.file, line, at.api].join('\0');
    keys.set(fact, key);
  }
  return key;
}
