import type { AnyCheck } from '../model/check.ts';
import type { Fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import { EngineOutcome } from './outcome.ts';

export interface Ran {
  readonly outcomes: EngineOutcome[];
  /** Passes of each aspect, listed or not. */
  readonly passes: ReadonlyMap<string, number>;
  readonly gaps: Gap[];
}

/**
 * Runs every check over the facts it needs. A check that throws becomes a gap of its aspect, never a silence.
 *
 * @param listPasses false: passes are only counted. They are nine of ten outcomes, and a report that
 * shows none of them need not hold them.
 */
export function runChecks(checks: readonly AnyCheck[], facts: readonly Fact[], listPasses: boolean): Ran {
  const byKind = Map.groupBy(facts, ({ kind }) => kind);
  const outcomes: EngineOutcome[] = [];
  const passes = new Map<string, number>();
  const gaps: Gap[] = [];
  for (const check of checks) {
    const needed = Object.fromEntries(
      Object.entries(check.needs).map(([name, kind]) => [name, byKind.get(kind.name) ?? []]),
    );
    let passed = 0;
    try {
      for (const judgement of check.evaluate(needed as never)) {
        if (judgement.verdict === 'pass') {
          passed++;
          if (!listPasses) continue;
        }
        outcomes.push(new EngineOutcome(check, judgement));
      }
    } catch (error) {
      gaps.push({
        code: 'CHECK_CRASHED',
        source: 'plimsoll',
        subject: `${check.id} ${check.name}`,
        because: error instanceof Error ? error.message : String(error),
        toKnow: 'Report this fault of Plimsoll with the input that shows it.',
        touches: [check.aspect],
      });
    }
    passes.set(check.aspect, (passes.get(check.aspect) ?? 0) + passed);
  }
  return { outcomes, passes, gaps };
}
