import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditReport, ItemVerdict } from '../../../src/model/audit.ts';

const start = join(import.meta.dirname, '../../../src/cli/start.ts');

export interface Audited {
  readonly report: AuditReport;
  verdict(item: string): ItemVerdict;
  /** For the message of an assertion. */
  why(item: string): string;
}

/** Runs `plimsoll hardening audit` and reads its JSON. */
export async function audited(
  targets: readonly string[],
  standard = 'cis-docker@1.8.0',
  user: { readonly uid?: number; readonly gid?: number } = {},
): Promise<Audited> {
  const child = spawn(process.execPath, [start, 'hardening', 'audit', ...targets, '-s', standard, '-f', 'json', '-q'], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], HOME: tmpdir(), LANG: 'C.UTF-8', DOCKER_HOST: 'unix:///nonexistent.sock' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  assert.ok(code !== null && code <= 2, err);
  const read = JSON.parse(out) as AuditReport;
  const items = new Map(read.items.map((item) => [item.item, item]));
  const get = (item: string) => {
    const found = items.get(item);
    assert.ok(found, `${standard} has no item ${item}`);
    return found;
  };
  return {
    report: read,
    verdict: (item) => get(item).verdict,
    why: (item) => `${item} is ${get(item).verdict}: ${get(item).because}`,
  };
}
