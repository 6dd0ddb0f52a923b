import type { AuditItem, AuditReport } from '../../model/audit.ts';
import { askedOf, coverageOf, gapOf, list, ordered, outcomeOf } from '../json.ts';
import { safeJson } from '../safe-json.ts';

const itemKeys = ['item', 'title', 'verdict', 'because', 'toKnow', 'checks', 'counts', 'gaps', 'outcomes'];

/**
 * `plimsoll.audit/1` (docs/schemas/plimsoll.audit-1.schema.json), passes included, piece by piece; of
 * several standards a list of them. Each item has a line of its own.
 */
export function* renderAuditJson(reports: readonly AuditReport[]): Generator<string> {
  const [only] = reports;
  if (only !== undefined && reports.length === 1) return yield* renderOne(only);
  for (const [index, report] of reports.entries()) {
    yield index === 0 ? '[\n' : ',\n';
    yield* renderOne(report);
  }
  yield ']\n';
}

function* renderOne(report: AuditReport): Generator<string> {
  const { schema, tool, asked, standard, source, supersededBy, count, items, gaps, coverage } = report;
  yield `{\n  "schema": ${JSON.stringify(schema)},\n`;
  yield `  "tool": ${safeJson({ name: tool.name, version: tool.version })},\n`;
  yield `  "asked": ${safeJson(askedOf(asked))},\n`;
  yield `  "standard": ${safeJson(standard)},\n`;
  yield `  "source": ${safeJson(source)},\n`;
  yield `  "supersededBy": ${safeJson(supersededBy)},\n`;
  yield `  "count": ${safeJson(ordered(count, ['pass', 'fail', 'unknown', 'manual']))},\n`;
  yield* list('items', items, itemOf);
  yield* list('gaps', gaps, gapOf);
  yield `  "coverage": ${safeJson(coverageOf(coverage))}\n}\n`;
}

function itemOf(item: AuditItem): object {
  return ordered(
    {
      ...item,
      counts: ordered(item.counts, ['pass', 'fail', 'unknown', 'waived']),
      outcomes: item.outcomes.map(outcomeOf),
    },
    itemKeys,
  );
}
