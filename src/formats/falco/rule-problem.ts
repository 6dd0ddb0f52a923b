import type { Evidence } from '../../model/evidence.ts';

/** What is wrong with a rule file. An error keeps the item it names from being loaded; a warning does not. */
export interface RuleProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export function problemAt(severity: RuleProblem['severity'], message: string, at: Evidence): RuleProblem {
  return { severity, message, file: at.file ?? '', line: at.line ?? 1, column: at.column ?? 1 };
}
