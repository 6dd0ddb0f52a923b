import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerCollector } from '../../../src/collectors/docker/docker.ts';
import { loadStandard } from '../../../src/cli/standards.ts';
import { audit } from '../../../src/engine/audit.ts';
import { questions } from '../../../src/main.ts';
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
  return reading(JSON.parse(out) as AuditReport, standard);
}

/** The same of one engine without a process of its own, for many in a row. */
export async function auditedHere(address: string, standard = 'cis-docker@1.8.0'): Promise<Audited> {
  const context = { signal: new AbortController().signal, progress: () => {} };
  const seen = await Array.fromAsync(dockerCollector.collect({ address, environment: {} }, context));
  const { reports } = audit({
    standards: [loadStandard(standard)],
    checks: questions.flatMap(({ checks }) => checks),
    facts: seen.flatMap((one) => ('fact' in one ? [one.fact] : [])),
    gaps: seen.flatMap((one) => ('gap' in one ? [one.gap] : [])),
    waivers: [],
    listPasses: false,
    now: new Date(),
    asked: { targets: [address], configuration: null, failOn: 'info', unknownPasses: false },
    version: '0.0.0',
  });
  const [report] = reports;
  assert.ok(report);
  return reading(report, standard);
}

function reading(read: AuditReport, standard: string): Audited {
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
