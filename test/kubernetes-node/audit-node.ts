import assert from 'node:assert/strict';
import type { AuditItem, AuditReport } from '../../src/model/audit.ts';
import { plimsoll } from '../cli/plimsoll.ts';

/** What an audit by CIS Kubernetes says of a target, by item. */
export async function auditNode(
  target: string,
  { version = '2.0.1', environment = {} }: { version?: string; environment?: Record<string, string> } = {},
): Promise<Map<string, AuditItem>> {
  const words = [
    'hardening',
    'audit',
    target,
    '--standard',
    `cis-kubernetes@${version}`,
    '--format',
    'json',
    '--quiet',
  ];
  const { code, out, err } = await plimsoll(words, { env: environment });
  assert.ok(code !== null && code < 3, err);
  const report = JSON.parse(out) as AuditReport;
  assert.equal(report.standard, `cis-kubernetes@${version}`);
  assert.equal(report.items.length, 131);
  return new Map(report.items.map((item) => [item.item, item]));
}

/** Items with this verdict, of the sections that files and arguments of a node answer. */
export function itemsOf(items: ReadonlyMap<string, AuditItem>, verdict: AuditItem['verdict']): string[] {
  return [...items.values()]
    .filter((item) => item.verdict === verdict && !item.item.startsWith('5.'))
    .map(({ item }) => item);
}

/** `1.2.1` to `1.2.30`. */
export function section(name: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => `${name}.${index + 1}`);
}
