import type { Fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import type { Question } from '../model/question.ts';
import type { Answer, Report } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import type { WaiverEntry } from '../model/waiver.ts';
import { answerAspect, answerQuestion, type Measure } from './answer.ts';
import { sign } from './outcome.ts';
import { compareGaps, inOrder, subjectKey } from './order.ts';
import { runChecks } from './run-checks.ts';
import { waive } from './waive.ts';

export interface Asked {
  readonly questions: readonly Question[];
  readonly facts: readonly Fact[];
  readonly gaps: readonly Gap[];
  readonly waivers: readonly WaiverEntry[];
  readonly notApplicable: Measure['notApplicable'];
  readonly targets: readonly string[];
  readonly configuration: string | null;
  readonly failOn: Severity;
  /** False: passes are counted, but not listed in `outcomes`. */
  readonly listPasses: boolean;
  readonly unknownPasses: boolean;
  readonly now: Date;
  readonly version: string;
}

/** The whole of reasoning, pure: facts and gaps in, report out. Order of facts and checks changes nothing. */
export function ask(asked: Asked): Report {
  const checks = asked.questions.flatMap(({ checks: own }) => own);
  const ran = runChecks(checks, asked.facts, asked.listPasses);
  const sorted = inOrder(ran.outcomes);
  sign(sorted);
  const waived = waive(sorted, asked.waivers, asked.now.toISOString().slice(0, 10));
  const gaps = [...asked.gaps, ...ran.gaps, ...waived.gaps].toSorted(compareGaps);
  const byAspect = Map.groupBy(waived.outcomes, ({ aspect }) => aspect);
  const answers = asked.questions.map((question) =>
    answerQuestion(
      question,
      question.aspects.map((aspect) => {
        const id = `${question.name}/${aspect.name}`;
        return answerAspect(id, aspect, byAspect.get(id) ?? [], ran.passes.get(id) ?? 0, gaps, asked);
      }),
    ),
  );
  const counts = countBy(waived.outcomes, ({ verdict }) => verdict);
  const passes = [...ran.passes.values()].reduce((sum, count) => sum + count, 0);
  return {
    schema: 'plimsoll.report/1',
    tool: { name: 'plimsoll', version: asked.version },
    asked: {
      targets: asked.targets,
      at: asked.now.toISOString(),
      configuration: asked.configuration,
      failOn: asked.failOn,
      unknownPasses: asked.unknownPasses,
    },
    card: countCard(answers.flatMap(({ aspects }) => aspects.map(({ answer }) => answer))),
    answers,
    outcomes: waived.outcomes,
    gaps,
    coverage: {
      subjects: new Set(asked.facts.map((fact) => subjectKey(fact))).size,
      facts: countBy(asked.facts, ({ kind }) => kind),
      checks: checks.length,
      outcomes: { pass: passes, fail: counts.fail ?? 0, unknown: counts.unknown ?? 0 },
      waived: waived.outcomes.filter(({ waiver }) => waiver !== null).length,
      gaps: gaps.length,
    },
  };
}

function countCard(all: readonly Answer[]): Record<Answer, number> {
  const card = { yes: 0, no: 0, unknown: 0, 'n/a': 0 };
  for (const answer of all) card[answer]++;
  return card;
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of items.map(key).toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
