import type { Condition } from './condition.ts';

/** A set of types, or all types but those. */
interface Types {
  readonly all: boolean;
  readonly names: ReadonlySet<string>;
}

const every: Types = { all: true, names: new Set() };

/** Types of events for which a condition can hold; null for all. */
export function eventTypesOf(condition: Condition): ReadonlySet<string> | null {
  const { all, names } = typesOf(condition, new Map()).holds;
  return all ? null : names;
}

interface Answer {
  /** Types for which it may hold, and for which it may not. */
  readonly holds: Types;
  readonly fails: Types;
}

function typesOf(condition: Condition, known: Map<Condition, Answer>): Answer {
  const answered = known.get(condition);
  if (answered !== undefined) return answered;
  const answer = decide(condition, known);
  known.set(condition, answer);
  return answer;
}

function decide(condition: Condition, known: Map<Condition, Answer>): Answer {
  switch (condition.kind) {
    case 'macro':
      return { holds: every, fails: every };
    case 'not': {
      const { holds, fails } = typesOf(condition.part, known);
      return { holds: fails, fails: holds };
    }
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => typesOf(part, known));
      const [holds, fails] = [parts.map((part) => part.holds), parts.map((part) => part.fails)];
      return condition.kind === 'and'
        ? { holds: holds.reduce(both), fails: fails.reduce(either) }
        : { holds: holds.reduce(either), fails: fails.reduce(both) };
    }
    case 'check': {
      const { left, operator, right, modifier } = condition;
      if (left.kind !== 'field' || left.name !== 'evt.type' || right === undefined || modifier !== undefined)
        return { holds: every, fails: every };
      const values = right.kind === 'list' ? right.items : right.kind === 'text' ? [right] : undefined;
      if (values === undefined) return { holds: every, fails: every };
      const names: Types = { all: false, names: new Set(values.map(({ value }) => value)) };
      const others: Types = { all: true, names: names.names };
      if (['=', '==', 'in', 'intersects'].includes(operator)) return { holds: names, fails: others };
      if (operator === '!=') return { holds: others, fails: names };
      return { holds: every, fails: every };
    }
  }
}

function either(a: Types, b: Types): Types {
  if (!a.all && !b.all) return { all: false, names: new Set([...a.names, ...b.names]) };
  if (a.all && b.all) return { all: true, names: shared(a.names, b.names) };
  return a.all ? { all: true, names: without(a.names, b.names) } : either(b, a);
}

function both(a: Types, b: Types): Types {
  if (a.all && b.all) return { all: true, names: new Set([...a.names, ...b.names]) };
  if (!a.all && !b.all) return { all: false, names: shared(a.names, b.names) };
  return a.all ? { all: false, names: without(b.names, a.names) } : both(b, a);
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}

function without(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => !b.has(name)));
}
