import type { Event } from '../../facts/event.ts';
import { conditionText, type Condition, type Operand } from '../../formats/falco/condition.ts';
import type { Compiler } from './compile.ts';
import { shown } from './values.ts';

/** One comparison that decided, with the value that was compared. */
export interface Reason {
  readonly condition: string;
  readonly holds: boolean;
  /** As an output shows it: `<NA>` when it is missing. */
  readonly value: string;
}

/** A person reads no more. */
const maxReasons = 100;

/**
 * The comparisons that made a condition hold for an event: all parts of an `and`, the first part of an `or` that
 * holds. Of a `not`, what kept its part from holding.
 */
export function explain(condition: Condition, event: Event, compiler: Compiler): readonly Reason[] {
  const reasons = new Map<string, Reason>();
  const visit = (condition: Condition): void => {
    if (reasons.size >= maxReasons || condition.kind === 'macro') return;
    const holds = compiler.test(condition)(event);
    switch (condition.kind) {
      case 'not':
        return visit(condition.part);
      case 'and':
      case 'or': {
        const decidesAlone = condition.kind === 'or' ? holds : !holds;
        const parts = decidesAlone
          ? condition.parts.filter((part) => compiler.test(part)(event) === holds).slice(0, 1)
          : condition.parts;
        return parts.forEach(visit);
      }
      case 'check': {
        const text = conditionText(condition);
        reasons.set(text, { condition: text, holds, value: shownOperand(condition.left, event, compiler) });
      }
    }
  };
  visit(condition);
  return [...reasons.values()];
}

function shownOperand(operand: Operand, event: Event, compiler: Compiler): string {
  return shown(compiler.getter(operand)(event));
}
