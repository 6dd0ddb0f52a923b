import type { AnyCheck } from '../model/check.ts';
import type { Fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Coverage } from '../model/report.ts';
import type { WaiverEntry } from '../model/waiver.ts';
import { compareGaps, inOrder, subjectKey } from './order.ts';
import { sign } from './outcome.ts';
import { runChecks, type Passes } from './run-checks.ts';
import { waive } from './waive.ts';

/** What checks are run over, and how. */
export interface Judging {
  readonly facts: readonly Fact[];
  readonly gaps: readonly Gap[];
  readonly waivers: readonly WaiverEntry[];
  /** False: passes are counted, but not listed among the outcomes. */
  readonly listPasses: boolean;
  readonly now: Date;
}

/** What checks said: in report order, signed and waived. */
export interface Judged {
  readonly outcomes: readonly Outcome[];
  readonly passes: Passes;
  /** What the collectors could not see, and what went wrong with checks and waivers, in order. */
  readonly gaps: readonly Gap[];
  readonly coverage: Coverage;
}

/** Runs the checks and puts what they say in order. The order of facts and checks changes nothing. */
export function judgeAll(checks: readonly AnyCheck[], judging: Judging): Judged {
  const { facts, gaps, waivers, listPasses, now } = judging;
  const ran = runChecks(checks, facts, listPasses);
  const sorted = inOrder(ran.outcomes);
  sign(sorted);
  const waived = waive(sorted, waivers, now.toISOString().slice(0, 10));
  const allGaps = [...gaps, ...ran.gaps, ...waived.gaps].toSorted(compareGaps);
  const counts = countBy(waived.outcomes, ({ verdict }) => verdict);
  return {
    outcomes: waived.outcomes,
    passes: ran.passes,
    gaps: allGaps,
    coverage: {
      subjects: new Set(facts.map((fact) => subjectKey(fact))).size,
      facts: countBy(facts, ({ kind }) => kind),
      checks: checks.length,
      outcomes: { pass: ran.passes.total, fail: counts.fail ?? 0, unknown: counts.unknown ?? 0 },
      waived: waived.outcomes.filter(({ waiver }) => waiver !== null).length,
      gaps: allGaps.length,
    },
  };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
