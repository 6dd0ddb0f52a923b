import type { Condition, Rule } from '../../../formats/packet-filter/rule-set.ts';
import type { Firewall } from './firewalls.ts';

export interface NotUnderstood {
  readonly because: string;
  readonly table: string;
  readonly line: number;
  readonly place?: string;
}

/** Rules that were read and hold something that Plimsoll does not know; what depends on time or chance is none of these. */
export function notUnderstood({ ruleSet }: Firewall): NotUnderstood[] {
  const found: NotUnderstood[] = [];
  for (const table of ruleSet.tables) {
    for (const { rules } of table.chains) {
      for (const rule of rules) {
        const because = reasonOf(rule);
        if (because === undefined) continue;
        found.push({
          because,
          table: table.name,
          line: rule.line,
          ...(rule.place === undefined ? {} : { place: rule.place }),
        });
      }
    }
  }
  return found;
}

function reasonOf({ steps }: Rule): string | undefined {
  for (const step of steps) {
    if (step.kind === 'elsewhere' && isUnknown(step.because)) return step.because;
    if (step.kind === 'choose') {
      for (const { actions } of step.elements) {
        for (const action of actions) if (action.kind === 'elsewhere') return action.because;
      }
    }
    const because = step.kind === 'undecidable' || step.kind === 'any' ? unknownIn(step) : undefined;
    // A rule that only counts or logs decides nothing.
    if (because !== undefined && steps.at(-1) !== step) return because;
  }
  return undefined;
}

function unknownIn(condition: Condition): string | undefined {
  if (condition.kind === 'undecidable') return isUnknown(condition.because) ? condition.because : undefined;
  return condition.kind === 'any' ? condition.of.map(unknownIn).find((one) => one !== undefined) : undefined;
}

/** What depends on the moment or the sender is understood: its reason names the module that asks. */
function isUnknown(because: string): boolean {
  return /not understood|not there|was not read|no address|no value|not shown|neither a chain/.test(because);
}
