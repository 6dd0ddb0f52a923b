import type { Chain, Condition, Range, Rule, Step } from '../../../formats/packet-filter/rule-set.ts';

export interface Shadowed {
  readonly rule: Rule;
  /** The earlier rule that takes every packet of it. */
  readonly by: Rule;
}

/**
 * Rules that no packet reaches, because one earlier rule of the chain takes them all. Rules that several
 * earlier ones take together are not found.
 */
export function shadowedIn({ rules }: Chain): Shadowed[] {
  const ends: { readonly rule: Rule; readonly conditions: readonly Condition[] }[] = [];
  const found: Shadowed[] = [];
  for (const rule of rules) {
    const conditions = rule.steps.filter(isCondition);
    // A rule that only counts is there to count.
    if (conditions.length < rule.steps.length) {
      const by = ends.find((one) => one.conditions.every((wide) => conditions.some((narrow) => implies(narrow, wide))));
      if (by !== undefined) found.push({ rule, by: by.rule });
    }
    const last = rule.steps.at(-1);
    const ending = last !== undefined && (last.kind === 'accept' || last.kind === 'drop' || last.kind === 'return');
    const plain = rule.steps.slice(0, -1).every((step) => isCondition(step) && isCertain(step));
    if (ending && plain) ends.push({ rule, conditions });
  }
  return found;
}

const conditionKinds: ReadonlySet<string> = new Set<Condition['kind']>([
  'field',
  'fields',
  'interface',
  'state',
  'direction',
  'translated',
  'address-type',
  'any',
  'undecidable',
]);

function isCondition(step: Step): step is Condition {
  return conditionKinds.has(step.kind);
}

function isCertain(condition: Condition): boolean {
  if (condition.kind === 'any') return condition.of.every(isCertain);
  // A rule between the two may have marked the packet.
  if (condition.kind === 'field' && (condition.field === 'mark' || condition.field === 'ctMark')) return false;
  return condition.kind !== 'undecidable';
}

/** Whether every packet of the first fulfils the second. */
function implies(narrow: Condition, wide: Condition): boolean {
  if (narrow.kind === 'field' && wide.kind === 'field') {
    if (narrow.field !== wide.field || narrow.raw !== wide.raw) return false;
    if (narrow.mask === undefined && wide.mask === undefined && !narrow.negated)
      return narrow.ranges.every((one) =>
        wide.negated
          ? wide.ranges.every((other) => apart(one, other))
          : wide.ranges.some((other) => inside(one, other)),
      );
  }
  if (narrow.kind === 'state' && wide.kind === 'state' && !narrow.negated && !wide.negated)
    return narrow.states.every((one) => wide.states.includes(one));
  return same(narrow, wide);
}

function inside(one: Range, other: Range): boolean {
  return other.first <= one.first && one.last <= other.last;
}

function apart(one: Range, other: Range): boolean {
  return one.last < other.first || other.last < one.first;
}

function same(a: Condition, b: Condition): boolean {
  const text = (one: Condition): string =>
    JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? value.toString(16) : value));
  return a.kind === b.kind && a.kind !== 'undecidable' && text(a) === text(b);
}
