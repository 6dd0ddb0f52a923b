import type { HistoryReport } from '../../model/history.ts';
import { safeJson } from '../safe-json.ts';

/** `plimsoll.history/1` (docs/schemas/plimsoll.history-1.schema.json); each run and each finding has a line of its own. */
export function* renderHistoryJson(report: HistoryReport): Generator<string> {
  const { schema, tool, at, since, series } = report;
  yield `{\n  "schema": ${safeJson(schema)},\n  "tool": ${safeJson(tool)},\n  "at": ${safeJson(at)},\n  "since": ${safeJson(since)},\n  "series": [`;
  for (const [index, { targets, keys, runs, findings, waivers }] of series.entries()) {
    yield `${index === 0 ? '' : ','}\n    {\n      "targets": ${safeJson(targets)},\n      "keys": ${safeJson(keys)},\n`;
    yield* list('runs', runs);
    yield ',\n';
    yield* list('findings', findings);
    yield ',\n';
    yield* list('waivers', waivers);
    yield '\n    }';
  }
  yield series.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

function* list(name: string, items: readonly object[]): Generator<string> {
  yield `      "${name}": [`;
  for (const [index, item] of items.entries()) yield `${index === 0 ? '' : ','}\n        ${safeJson(item)}`;
  yield items.length === 0 ? ']' : '\n      ]';
}
