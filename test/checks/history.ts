import { auditHistory, type AuditRecord } from '../../src/facts/audit-record.ts';
import { moment } from '../../src/facts/moment.ts';
import { fact, type Fact } from '../../src/model/fact.ts';

const now = Date.UTC(2026, 10, 24, 12);

/** Recorded audits of these many days ago, and the moment from which they are counted. */
export function historyFacts(
  ...given: readonly (number | (Partial<Omit<AuditRecord, 'at'>> & { readonly days: number }))[]
): Fact[] {
  const records = given.map((one): AuditRecord => {
    const { days, ...more } = typeof one === 'number' ? { days: one } : one;
    const at = new Date(now - days * 86_400_000).toISOString();
    return { at, command: 'ask', standards: [], gaps: 0, outcomes: 10, unknown: 0, ...more };
  });
  const about = { subject: { source: 'test', kind: 'Records', name: 'dir:x' }, stage: 'running' } as const;
  const at = { source: 'test', file: 'runs.db' };
  return [fact(auditHistory, about, { records }, at), fact(moment, about, { now: new Date(now).toISOString() }, at)];
}
