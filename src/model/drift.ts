import type { Evidence } from './evidence.ts';
import type { Subject } from './fact.ts';
import type { Gap } from './gap.ts';

/** Worst first, as reports list them. */
export const driftStates = ['differs', 'undeclared', 'missing', 'unknown', 'same'] as const;
export type DriftState = (typeof driftStates)[number];

/** What the live side is, held against what was declared: whether checks would judge it worse. */
export const driftEffects = ['weakens', 'neutral', 'strengthens'] as const;
export type DriftEffect = (typeof driftEffects)[number];

/**
 * Who moved, by what was applied last: `live` is what was applied and then changed, `declared` is a file
 * that was changed and not applied, `both` is neither. Null where nothing tells what was applied.
 */
export type DriftCause = 'live' | 'declared' | 'both' | null;

/** Who last wrote a field, as the API server keeps it. */
export interface FieldWriter {
  readonly manager: string;
  /** `Apply` or `Update`. */
  readonly operation: string;
  readonly time: string | null;
}

/** One setting that is not what was declared. */
export interface Difference {
  /** As the source names it: `securityContext.privileged`. */
  readonly setting: string;
  readonly container: string | null;
  /** In words; values that may be secret are not shown. */
  readonly declared: string;
  readonly live: string;
  /** What was applied last; null where nothing tells. */
  readonly applied: string | null;
  readonly evidence: { readonly declared: Evidence; readonly live: Evidence };
  readonly effect: DriftEffect;
  readonly cause: DriftCause;
  readonly writer: FieldWriter | null;
}

/** One thing that is declared, lives, or both. */
export interface DriftItem {
  readonly state: DriftState;
  /** The live target that was looked at, as the user named it; null for a service that none of them has. */
  readonly target: string | null;
  readonly subject: Subject;
  /** One line. */
  readonly because: string;
  /** For unknown: what would answer it. */
  readonly toKnow: string | null;
  /** The worst of its differences, or of its being there or not. Null where nothing is known to differ. */
  readonly effect: DriftEffect | null;
  /** Where it is declared; for what a controller made, the controller's template. */
  readonly declared: Evidence | null;
  readonly live: Evidence | null;
  readonly differences: readonly Difference[];
  /** Settings that one side does not say. */
  readonly unsaid: readonly string[];
  /** Containers that a service mesh or the like put in, and defaults of a LimitRange. */
  readonly expected: readonly string[];
  /** A command that makes live what was declared; null where there is none. */
  readonly remedy: string | null;
}

/** Like things, live in several places, with other security settings. */
export interface Inconsistency {
  readonly severity: 'medium' | 'low';
  readonly name: string;
  readonly setting: string;
  /** True when each of them is as its own declaration says: then it is no drift. */
  readonly declared: boolean;
  readonly places: readonly { readonly place: string; readonly value: string; readonly at: Evidence }[];
}

/** What is declared against what lives; schema `plimsoll.drift/1`. */
export interface DriftReport {
  readonly schema: 'plimsoll.drift/1';
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly asked: {
    readonly declared: readonly string[];
    readonly live: readonly string[];
    readonly at: string;
    /** Namespaces that were left out on request. */
    readonly except: readonly string[];
    /** True only when the user asked that unknown counts as no drift for the exit code. */
    readonly unknownPasses: boolean;
  };
  readonly verdict: 'no drift' | 'drift' | 'unknown';
  readonly because: string;
  readonly count: Readonly<Record<DriftState, number>>;
  /** Worst first; what is the same only where it is listed at all. */
  readonly items: readonly DriftItem[];
  readonly inconsistencies: readonly Inconsistency[];
  readonly gaps: { readonly declared: readonly Gap[]; readonly live: readonly Gap[] };
}

export function exitCodeOfDrift({ verdict, asked }: Pick<DriftReport, 'verdict' | 'asked'>): 0 | 1 | 2 {
  return verdict === 'drift' ? 1 : verdict === 'unknown' && !asked.unknownPasses ? 2 : 0;
}
