import type { DriftReport } from '../../model/drift.ts';
import { safeJson } from '../safe-json.ts';

/** `plimsoll.drift/1` (docs/schemas/plimsoll.drift-1.schema.json); each item has a line of its own. */
export function* renderDriftJson(report: DriftReport): Generator<string> {
  const { items, inconsistencies, gaps, ...head } = report;
  for (const [name, value] of Object.entries(head))
    yield `${name === 'schema' ? '{\n' : ',\n'}  "${name}": ${safeJson(value)}`;
  yield* list('items', items);
  yield* list('inconsistencies', inconsistencies);
  yield `,\n  "gaps": ${safeJson(gaps)}\n}\n`;
}

function* list(name: string, all: readonly object[]): Generator<string> {
  yield `,\n  "${name}": [`;
  for (const [index, one] of all.entries()) yield `${index === 0 ? '' : ','}\n    ${safeJson(one)}`;
  yield all.length === 0 ? ']' : '\n  ]';
}
