import type { Gap } from '../model/gap.ts';
import { gapTouches } from '../model/gap.ts';
import { describeSubject } from '../model/fact.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Aspect, Question } from '../model/question.ts';
import type { AspectAnswer, QuestionAnswer } from '../model/report.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';

export interface Measure {
  /** A fail at or above this turns an aspect to no. */
  readonly failOn: Severity;
  /** `question/aspect` → the reason why it does not apply here, stated by the user. */
  readonly notApplicable: ReadonlyMap<string, string>;
}

/**
 * Folds outcomes and gaps into the answer of one aspect (docs/questions.md, "Verdicts").
 *
 * @param id `question/aspect`
 * @param passes how many passed, whether or not they are among `outcomes`
 */
export function answerAspect(
  id: string,
  aspect: Aspect,
  outcomes: readonly Outcome[],
  passes: number,
  gaps: readonly Gap[],
  measure: Measure,
): AspectAnswer {
  const fails = outcomes.filter(({ verdict }) => verdict === 'fail');
  const standing = fails.filter(({ waiver }) => waiver === null);
  const bad = standing.filter(({ severity }) => compareSeverity(severity, measure.failOn) >= 0);
  const unknowns = outcomes.filter(({ verdict, waiver }) => verdict === 'unknown' && waiver === null);
  const touching = gaps.filter((gap) => gapTouches(gap, id));
  const counts = {
    aspect: aspect.name,
    asks: aspect.asks,
    pass: passes,
    fail: standing.length,
    unknown: unknowns.length,
    waived: outcomes.filter(({ waiver }) => waiver !== null).length,
    gaps: touching.length,
  };
  const reason = measure.notApplicable.get(id);
  if (bad.length > 0) return { ...counts, answer: 'no', because: becauseOf(bad), toKnow: null };
  if (reason !== undefined) return { ...counts, answer: 'n/a', because: reason, toKnow: null };
  const unseen = unknowns[0];
  if (unseen !== undefined) {
    return { ...counts, answer: 'unknown', because: plural(unseen.saw, unknowns.length), toKnow: unseen.toKnow };
  }
  const gap = touching[0];
  if (gap !== undefined) {
    return {
      ...counts,
      answer: 'unknown',
      because: plural(`${gap.subject}: ${gap.because}`, touching.length),
      toKnow: gap.toKnow,
    };
  }
  if (outcomes.length + passes === 0)
    return { ...counts, answer: 'unknown', because: 'nothing that was seen speaks of it', toKnow: aspect.toKnow };
  if (counts.pass + counts.waived === 0) {
    // A fail must never better a cell that nothing else spoke to.
    const because = `${standing.length} below ${measure.failOn}, and nothing passed`;
    return { ...counts, answer: 'unknown', because, toKnow: 'Mend what is listed, or ask with a lower --fail-on.' };
  }
  const parts = [
    counts.pass > 0 ? `${counts.pass} passed` : '',
    standing.length > 0 ? `${standing.length} below ${measure.failOn}` : '',
    counts.waived > 0 ? `${counts.waived} waived` : '',
  ];
  return { ...counts, answer: 'yes', because: parts.filter((part) => part !== '').join('; '), toKnow: null };
}

export function answerQuestion(question: Question, aspects: readonly AspectAnswer[]): QuestionAnswer {
  const having = (answer: AspectAnswer['answer']): string[] =>
    aspects.filter((aspect) => aspect.answer === answer).map(({ aspect }) => aspect);
  const [no, unknown, yes] = [having('no'), having('unknown'), having('yes')];
  const common = { question: question.name, asks: question.asks, aspects };
  if (no.length > 0) return { ...common, answer: 'no', because: `no: ${no.join(', ')}` };
  if (unknown.length > 0) return { ...common, answer: 'unknown', because: `unknown: ${unknown.join(', ')}` };
  if (yes.length === 0) return { ...common, answer: 'unknown', because: 'no aspect applies' };
  return { ...common, answer: 'yes', because: `yes: ${yes.join(', ')}` };
}

function becauseOf(bad: readonly Outcome[]): string {
  const worst = bad.reduce((a, b) => (compareSeverity(b.severity, a.severity) > 0 ? b : a));
  return plural(`${describeSubject(worst.subject)}: ${worst.saw}`, bad.length);
}

function plural(first: string, count: number): string {
  return count === 1 ? first : `${first} (and ${count - 1} more)`;
}
