import type { ScanReport } from '../../model/scan-report.ts';
import { gapOf } from '../json.ts';
import { safeJson } from '../safe-json.ts';

/**
 * `plimsoll.scan/1` (docs/schemas/plimsoll.scan-1.schema.json), piece by piece. Each package,
 * vulnerability, secret and gap has a line of its own, so that two reports can be compared line by line.
 */
export function* renderScanJson(report: ScanReport): Generator<string> {
  const { packages, vulnerabilities, secrets, gaps, coverage, ...head } = report;
  yield '{\n';
  for (const [key, value] of Object.entries(head)) yield `  "${key}": ${safeJson(value)},\n`;
  yield* list('packages', packages);
  yield* list('vulnerabilities', vulnerabilities);
  yield* list('secrets', secrets);
  yield* list('gaps', gaps.map(gapOf));
  yield `  "coverage": ${safeJson(coverage)}\n}\n`;
}

function* list(name: string, items: readonly object[]): Generator<string> {
  yield `  "${name}": [`;
  for (const [index, item] of items.entries()) yield `${index === 0 ? '' : ','}\n    ${safeJson(item)}`;
  yield items.length === 0 ? '],\n' : '\n  ],\n';
}
