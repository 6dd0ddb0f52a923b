import { exitCodeOfAudits, type AuditReport } from '../../model/audit.ts';
import { sarifOf } from '../sarif.ts';

/**
 * SARIF 2.1.0 of audits: what the checks found, each once, however many items it speaks to. An item that
 * a person must look at, or that nothing spoke to, has no place in a file, so it is a note of the
 * invocation; every item with its verdict stands in the properties of the run.
 */
export function renderAuditSarif(reports: readonly AuditReport[]): string {
  const [first] = reports;
  if (first === undefined) throw new Error('an audit without a standard has no report');
  const outcomes = [...new Set(reports.flatMap(({ items }) => items.flatMap((item) => item.outcomes)))];
  const notifications = reports.flatMap(({ standard, items }) =>
    items
      .filter(({ verdict, outcomes: own }) => verdict === 'manual' || (verdict === 'unknown' && own.length === 0))
      .map(({ item, title, verdict, because, toKnow }) => ({
        id: `${standard}/${item}`,
        title,
        text: `${title}: ${verdict}, ${because}. ${toKnow ?? ''}`.trim(),
      })),
  );
  return sarifOf({
    tool: first.tool,
    at: first.asked.at,
    outcomes,
    gaps: first.gaps,
    // As the command ends: one fail outweighs all that is unknown.
    exitCode: exitCodeOfAudits(reports),
    notifications,
    properties: {
      asked: first.asked,
      coverage: first.coverage,
      audits: reports.map(({ standard, count, items }) => ({
        standard,
        count,
        items: items.map(({ item, title, verdict, because }) => ({ item, title, verdict, because })),
      })),
    },
  });
}
