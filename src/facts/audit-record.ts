import { defineFact } from '../model/fact.ts';

/** One run about the targets that was recorded (`--record`). */
export interface AuditRecord {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `ask`, `hardening audit`. */
  readonly command: string;
  /** The guides that were audited; none for the questions themselves. */
  readonly standards: readonly string[];
  /** Gaps that touch what was audited: the guides, or the question "hardening". */
  readonly gaps: number;
  /** Outcomes about what was audited. */
  readonly outcomes: number;
  /** Those of them that are unknown. */
  readonly unknown: number;
}

/** What was recorded about the targets that are asked now, on this machine. Always there, also when nothing was. */
export interface AuditHistory {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
}

export const auditHistory = defineFact<AuditHistory>('audit-history');
