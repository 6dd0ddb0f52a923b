import type { Subject } from './fact.ts';
import type { Verdict } from './outcome.ts';
import type { Coverage, QuestionAnswer, Report } from './report.ts';
import type { Severity } from './severity.ts';

/** One run of `ask` or `hardening audit` as it was recorded. */
export interface RecordedRun {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `ask`, `hardening audit`. */
  readonly command: string;
  /** The guides that were audited: `cis-docker@1.8.0`; none for `ask`. */
  readonly standards: readonly string[];
  /** As the user named them. */
  readonly targets: readonly string[];
  /** What tells the targets apart wherever they are named from: absolute paths, addresses. In order. */
  readonly keys: readonly string[];
  /** Of Plimsoll. */
  readonly version: string;
  /** Ids of the checks that were run. */
  readonly checks: readonly string[];
  /** Answers of the questions that were asked; none for an audit. */
  readonly answers: readonly Pick<QuestionAnswer, 'question' | 'answer'>[];
  /** Every fail and every unknown. */
  readonly findings: readonly RecordedFinding[];
  /** Outcomes of each question; waived ones are counted apart. */
  readonly counts: Readonly<Record<string, Readonly<Record<Verdict | 'waived', number>>>>;
  readonly gaps: RecordedGaps;
  readonly coverage: Coverage;
}

export interface RecordedFinding {
  readonly fingerprint: string;
  readonly check: string;
  /** `question/aspect`. */
  readonly aspect: string;
  readonly title: string;
  readonly subject: Subject;
  readonly verdict: 'fail' | 'unknown';
  readonly severity: Severity;
  readonly waiver: RecordedWaiver | null;
}

export interface RecordedWaiver {
  readonly reason: string;
  readonly approver: string;
  /** `2026-12-31`. */
  readonly expires: string;
}

/** What was not seen. An audit that has any is not complete. */
export interface RecordedGaps {
  readonly count: number;
  /** Whatever any of them touches, each once (see `Gap`). */
  readonly touches: readonly string[];
  /** The first of them. */
  readonly first: readonly { readonly code: string; readonly subject: string; readonly because: string }[];
}

/**
 * What became of a finding by a run. `new`: never failed before. `reopened`: it was fixed once.
 * `standing`: it failed before. `fixed`: it failed before, its check was run, nothing that was not seen
 * touches the check, and it does not fail. `unclear`: it failed before, and now nobody can tell.
 * `waived`: somebody answers for it.
 */
export const findingStates = ['new', 'reopened', 'standing', 'unclear', 'waived', 'fixed'] as const;
export type FindingState = (typeof findingStates)[number];

/** What a history tells; schema `plimsoll.history/1`. */
export interface HistoryReport {
  readonly schema: 'plimsoll.history/1';
  readonly tool: Report['tool'];
  readonly at: string;
  /** Only runs from then on are listed; null for all. What was before still counts for what is new. */
  readonly since: string | null;
  /** One for each set of targets, in order of their names. */
  readonly series: readonly Series[];
}

/** The runs about the same targets. */
export interface Series {
  readonly targets: readonly string[];
  readonly keys: readonly string[];
  /** Oldest first. */
  readonly runs: readonly HistoryRun[];
  /** Findings as of the newest run, and those fixed since `since`: open ones first, worst first. */
  readonly findings: readonly HistoryFinding[];
  readonly waivers: readonly WaiverAge[];
}

export interface HistoryRun {
  readonly at: string;
  readonly command: string;
  readonly standards: readonly string[];
  readonly version: string;
  readonly checks: number;
  /** True: nothing was left unseen. */
  readonly complete: boolean;
  readonly gaps: number;
  readonly questions: readonly QuestionTrend[];
}

/** One question in one run. */
export interface QuestionTrend {
  readonly question: string;
  /** Null where only some of its checks were run. */
  readonly answer: QuestionAnswer['answer'] | null;
  readonly pass: number;
  /** Fails that nobody answers for. */
  readonly fail: number;
  readonly unknown: number;
  readonly waived: number;
  readonly new: number;
  readonly reopened: number;
  readonly fixed: number;
  readonly unclear: number;
}

export interface HistoryFinding {
  readonly fingerprint: string;
  readonly check: string;
  readonly aspect: string;
  readonly title: string;
  readonly subject: Subject;
  readonly severity: Severity;
  readonly state: FindingState;
  /** When it first failed, and when it last did. */
  readonly first: string;
  readonly last: string;
  /** When it came to this state. */
  readonly since: string;
  /** How often it failed again after it was fixed. */
  readonly reopenings: number;
}

/** A waiver that the newest run used. */
export interface WaiverAge extends RecordedWaiver {
  readonly fingerprint: string;
  readonly check: string;
  readonly title: string;
  readonly subject: Subject;
  /** The first run from which on the finding was waived without a break. */
  readonly since: string;
  /** Whole days from then to the report. */
  readonly days: number;
  /** Whole days that it still holds; negative when it has expired since. */
  readonly daysLeft: number;
}
