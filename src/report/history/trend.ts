import type { HistoryRun, QuestionTrend, Series } from '../../model/history.ts';

/** How one question fared over the runs of a series. */
export interface QuestionLine {
  readonly question: string;
  /** Its place in each run; null in a run that cannot be compared. */
  readonly points: readonly (QuestionTrend | null)[];
  readonly last: QuestionTrend;
  /** Fails of the newest of them less those of the one before; null without one. */
  readonly change: number | null;
}

/**
 * The questions of a series, by name, each over the runs that can be compared: those that asked the
 * whole question, or, where none did, those of the same guides as the newest.
 */
export function linesOf({ runs }: Series): QuestionLine[] {
  const whole = runs.some(isWhole);
  const guides = runs.at(-1)?.standards.join();
  const counts = (run: HistoryRun): boolean => (whole ? isWhole(run) : run.standards.join() === guides);
  const names = [...new Set(runs.flatMap(({ questions }) => questions.map(({ question }) => question)))].toSorted();
  return names.flatMap((question) => {
    const points = runs.map((run) =>
      counts(run) ? (run.questions.find((one) => one.question === question) ?? null) : null,
    );
    const known = points.filter((point) => point !== null);
    const [last, before] = [known.at(-1), known.at(-2)];
    if (last === undefined) return [];
    return [{ question, points, last, change: before === undefined ? null : last.fail - before.fail }];
  });
}

function isWhole({ questions }: HistoryRun): boolean {
  return questions.some(({ answer }) => answer !== null);
}

/** `2026-11-24 15:11`. */
export function minuteOf(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}

/** What was run: the questions, or the guides of an audit. */
export function whatOf({ command, standards }: HistoryRun): string {
  return standards.length === 0 ? command : `audit ${standards.join(', ')}`;
}

/** `3 gaps`, or nothing that was left unseen. */
export function wholeOf({ complete, gaps }: HistoryRun): string {
  return complete ? 'whole' : `${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`;
}
