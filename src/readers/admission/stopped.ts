import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';

/** An expression was stopped over one object: at the server's budget, or at a limit of Plimsoll's own. */
export function stoppedGap(subject: string, stopped: 'budget' | 'work', at: Evidence, touches: readonly string[]): Gap {
  return {
    code: stopped === 'budget' ? 'CEL_BUDGET' : 'CEL_LIMIT',
    source: at.source,
    subject,
    because:
      stopped === 'budget'
        ? 'an expression costs more than the API server allows, and was stopped there'
        : 'an expression makes more than Plimsoll computes, and was stopped',
    toKnow: 'Make the expression cheaper: look at fewer items, or shorter texts.',
    touches,
    at,
  };
}
