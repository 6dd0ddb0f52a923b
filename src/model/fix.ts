import type { Evidence } from './evidence.ts';
import type { Stage, Subject } from './fact.ts';
import type { Gap } from './gap.ts';
import type { Verdict } from './outcome.ts';
import type { RefusalCode } from './refusals.ts';
import type { Severity } from './severity.ts';

/** `safe`: offered unless told otherwise. `asked`: may stop a program, so only by `--check`. */
export type RemedyClass = 'safe' | 'asked';

/** What a fix or a refusal speaks of. */
export interface FixSubject {
  readonly check: string;
  readonly name: string;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly stage: Stage;
  readonly fingerprint: string;
  readonly evidence: readonly Evidence[];
  readonly saw: string;
}

/** One outcome that an edit turns to pass; shown by asking again with the edited text. */
export interface Fix extends FixSubject {
  readonly class: RemedyClass;
  /** What is written. */
  readonly does: string;
  /** What may no longer work. */
  readonly mayBreak: string;
  readonly file: string;
  readonly before: Verdict;
  /** `offered`: proven and shown as a diff. `written`: in the file, and asked again there. */
  readonly state: 'offered' | 'written';
}

/** One outcome that was to be fixed and was not. */
export interface RefusedFix extends FixSubject {
  readonly code: RefusalCode;
  readonly because: string;
}

export interface FixedFile {
  /** As evidence names it. */
  readonly file: string;
  readonly written: boolean;
  /** Unified, as `git apply` and `patch -p1` take it in the folder where the command was run. */
  readonly diff: string;
}

/** A check that was asked for and has no answer that Plimsoll can write. */
export interface NoRemedy {
  readonly check: string;
  readonly name: string;
  readonly because: string;
  /** Outcomes of it that do not pass. */
  readonly outcomes: number;
}

/** What `hardening fix` did or would do; schema `plimsoll.fix/1`. */
export interface FixReport {
  readonly schema: 'plimsoll.fix/1';
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly asked: {
    readonly targets: readonly string[];
    readonly at: string;
    readonly configuration: string | null;
    /** Ids of the checks whose outcomes were to be fixed. */
    readonly checks: readonly string[];
    readonly write: boolean;
  };
  readonly files: readonly FixedFile[];
  readonly fixes: readonly Fix[];
  readonly refused: readonly RefusedFix[];
  readonly withoutRemedy: readonly NoRemedy[];
  /** Other outcomes that the edits turn to pass as well. */
  readonly alsoPass: readonly { readonly check: string; readonly subject: Subject; readonly fingerprint: string }[];
  /** Outcomes of the asked checks, as they are after what was written. */
  readonly outcomes: Readonly<Record<Verdict, number>>;
  readonly gaps: readonly Gap[];
}

/** 0: every asked check passes on all that was seen. 1: fails remain, offered or refused. 2: only unknowns or gaps remain. */
export function fixExitCode({ outcomes, refused, fixes, withoutRemedy, gaps }: FixReport): 0 | 1 | 2 {
  const open = outcomes.fail > 0 || fixes.some(({ state }) => state === 'offered');
  if (open || withoutRemedy.some((one) => one.outcomes > 0)) return 1;
  return outcomes.unknown > 0 || refused.length > 0 || gaps.some(({ touches }) => touches.length > 0) ? 2 : 0;
}
