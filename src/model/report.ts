import type { Gap } from './gap.ts';
import type { Outcome, Verdict } from './outcome.ts';
import type { Severity } from './severity.ts';

export const answers = ['yes', 'no', 'unknown', 'n/a'] as const;
export type Answer = (typeof answers)[number];

export interface AspectAnswer {
  readonly aspect: string;
  readonly asks: string;
  readonly answer: Answer;
  readonly because: string;
  /** For an unknown: the one command, source, permission or file that would answer it. */
  readonly toKnow: string | null;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly waived: number;
  readonly gaps: number;
}

export interface QuestionAnswer {
  readonly question: string;
  readonly asks: string;
  readonly answer: Exclude<Answer, 'n/a'>;
  readonly because: string;
  readonly aspects: readonly AspectAnswer[];
}

export interface Coverage {
  readonly subjects: number;
  readonly facts: Readonly<Record<string, number>>;
  readonly checks: number;
  readonly outcomes: Readonly<Record<Verdict, number>>;
  readonly waived: number;
  readonly gaps: number;
}

/** What was asked and what was answered; schema `plimsoll.report/1`. */
export interface Report {
  readonly schema: 'plimsoll.report/1';
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly asked: {
    readonly targets: readonly string[];
    readonly at: string;
    /** The settings file that was used; null when there was none. */
    readonly configuration: string | null;
    readonly failOn: Severity;
    /** True only when the user asked that unknown counts as yes for the exit code. */
    readonly unknownPasses: boolean;
  };
  readonly card: Readonly<Record<Answer, number>>;
  readonly answers: readonly QuestionAnswer[];
  readonly outcomes: readonly Outcome[];
  readonly gaps: readonly Gap[];
  readonly coverage: Coverage;
}

/** 0 all yes, 1 at least one no, 2 no no but something unknown (design: exit codes). */
export function exitCodeOf(report: Report): 0 | 1 | 2 {
  if (report.answers.some(({ answer }) => answer === 'no')) return 1;
  if (report.answers.some(({ answer }) => answer === 'unknown')) return report.asked.unknownPasses ? 0 : 2;
  return 0;
}
