/** A real API server takes every manifest that was fixed, as it took it before: no edit makes an invalid Pod. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { FixReport } from '../../src/model/fix.ts';
import { remedies } from '../../src/remedies/catalogue/catalogue.ts';
import { plimsoll } from '../cli/plimsoll.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';

const pods = join(import.meta.dirname, '../../../shared/data/manifests/badPods/manifests');

describe('fixed manifests', { skip: noKubernetes() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-fix-accepted-'));
  let server: ApiServer;
  before(async () => {
    server = await startApiServer({ serviceAccountAdmission: false });
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  /** What the server would make of all files, and what it refuses. */
  async function said(): Promise<string[]> {
    const words = ['create', '--dry-run=server', '-o', 'name', '-R', '-f', folder];
    const { stdout, stderr } = await server.kubectl(...words).then(
      (text) => ({ stdout: text, stderr: '' }),
      (error: unknown) => error as { readonly stdout: string; readonly stderr: string },
    );
    return `${stdout}\n${stderr}`
      .split('\n')
      .filter((line) => line !== '')
      .toSorted();
  }

  it('are taken as they were before', async () => {
    cpSync(pods, folder, { recursive: true });
    const old = await said();
    const { out } = await plimsoll(
      ['hardening', 'fix', '.', '-c', remedies.map(({ check }) => check).join(','), '-w', '-f', 'json'],
      { cwd: folder },
    );
    assert.ok((JSON.parse(out) as FixReport).fixes.length > 700);
    assert.ok(old.filter((line) => /^[a-z.]+\/[\w.-]+$/.test(line)).length > 100, old.join('\n'));
    assert.deepEqual(await said(), old);
  });
});
