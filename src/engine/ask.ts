import type { Question } from '../model/question.ts';
import type { Answer, Report } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import { answerAspect, answerQuestion, type Measure } from './answer.ts';
import { judgeAll, type Judging } from './judge.ts';

export interface Asked extends Judging {
  readonly questions: readonly Question[];
  readonly notApplicable: Measure['notApplicable'];
  readonly targets: readonly string[];
  readonly configuration: string | null;
  readonly failOn: Severity;
  readonly unknownPasses: boolean;
  readonly version: string;
}

/** The whole of reasoning, pure: facts and gaps in, report out. Order of facts and checks changes nothing. */
export function ask(asked: Asked): Report {
  const checks = asked.questions.flatMap(({ checks: own }) => own);
  const { outcomes, passes, gaps, coverage } = judgeAll(checks, asked);
  const byAspect = Map.groupBy(outcomes, ({ aspect }) => aspect);
  const answers = asked.questions.map((question) =>
    answerQuestion(
      question,
      question.aspects.map((aspect) => {
        const id = `${question.name}/${aspect.name}`;
        return answerAspect(id, aspect, byAspect.get(id) ?? [], passes.ofAspect(id), gaps, asked);
      }),
    ),
  );
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
    outcomes,
    gaps,
    coverage,
  };
}

function countCard(all: readonly Answer[]): Record<Answer, number> {
  const card = { yes: 0, no: 0, unknown: 0, 'n/a': 0 };
  for (const answer of all) card[answer]++;
  return card;
}
