import type { Gap } from './gap.ts';
import type { Outcome, Verdict } from './outcome.ts';
import type { Coverage, Report } from './report.ts';
import { compareSeverity } from './severity.ts';

export const itemVerdicts = ['fail', 'unknown', 'manual', 'pass'] as const;
export type ItemVerdict = (typeof itemVerdicts)[number];

/** One item of a standard, or one check where no standard was asked for, and what became of it. */
export interface AuditItem {
  /** Its number or name in the standard: `5.2.1`; the id of the check without one. */
  readonly item: string;
  readonly title: string;
  /** `manual`: nothing that can be read answers it, and `toKnow` says what a person must do. */
  readonly verdict: ItemVerdict;
  /** The first reason, in one line. */
  readonly because: string;
  /** For unknown and manual: what would answer it. For fail: what else of it is not known; null when all is. */
  readonly toKnow: string | null;
  /** Ids of the checks that speak to it. */
  readonly checks: readonly string[];
  /** Outcomes of its checks by verdict; waived ones are counted apart. */
  readonly counts: Readonly<Record<Verdict | 'waived', number>>;
  /** How many gaps touch its checks. */
  readonly gaps: number;
  /** What its checks said, worst first; passes only where they are listed at all. */
  readonly outcomes: readonly Outcome[];
}

/** An audit by one standard, item by item; schema `plimsoll.audit/1`. */
export interface AuditReport {
  readonly schema: 'plimsoll.audit/1';
  readonly tool: Report['tool'];
  readonly asked: Report['asked'];
  /** `cis-docker@1.8.0`; `hardening` for the checks of the question where none was asked for. */
  readonly standard: string;
  /** Where the publisher has it; null for the question. */
  readonly source: string | null;
  /** `cis-docker@1.8.0`, when that took its place. */
  readonly supersededBy: string | null;
  /** Items by verdict. */
  readonly count: Readonly<Record<ItemVerdict, number>>;
  /** Every item, in the order of the standard. */
  readonly items: readonly AuditItem[];
  readonly gaps: readonly Gap[];
  readonly coverage: Coverage;
}

/**
 * 0 every item passes, 1 an item fails at or above the threshold, 2 none does but something is unknown
 * or left to a person (design: exit codes).
 */
function exitCodeOfAudit({ items, asked }: AuditReport): 0 | 1 | 2 {
  const bad = items.some(
    ({ verdict, outcomes }) =>
      verdict === 'fail' &&
      outcomes.some((outcome) => stands(outcome) && compareSeverity(outcome.severity, asked.failOn) >= 0),
  );
  if (bad) return 1;
  return items.some(isOpen) && !asked.unknownPasses ? 2 : 0;
}

/** Whether anything of it is not known: a fail, which may be below the threshold, must not hide that. */
export function isOpen({ verdict, toKnow, counts, gaps }: AuditItem): boolean {
  return verdict !== 'pass' && (verdict !== 'fail' || toKnow !== null || counts.unknown + gaps > 0);
}

/** Of several audits together: 1 outweighs 2, and 2 outweighs 0. */
export function exitCodeOfAudits(reports: readonly AuditReport[]): 0 | 1 | 2 {
  const codes = reports.map(exitCodeOfAudit);
  return codes.includes(1) ? 1 : codes.includes(2) ? 2 : 0;
}

/** A fail that nobody answers for. */
export function stands({ verdict, waiver }: Pick<Outcome, 'verdict' | 'waiver'>): boolean {
  return verdict === 'fail' && waiver === null;
}
