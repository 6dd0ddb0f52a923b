import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { exclusively } from './lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

/** A process that takes the lock and keeps it until it is killed. */
const hold = `
import { exclusively } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
await exclusively(process.argv[1], { signal: new AbortController().signal, waiting() {} }, () => {
  process.stdout.write('held');
  return new Promise((resolve) => setTimeout(resolve, 600_000));
});`;

describe('exclusively', () => {
  it('lets one act at a time, in one process and in several', async () => {
    const path = join(folder, 'one');
    let inside = 0;
    const waited: string[] = [];
    const act = async (): Promise<void> => {
      assert.equal(inside++, 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    await Promise.all(
      [1, 2, 3].map(() => exclusively(path, { signal, waiting: (holder) => waited.push(holder) }, act)),
    );
    assert.equal(waited.length, 2);
    assert.match(waited[0]!, new RegExp(`^process ${process.pid}, since `));
  });
  it('goes on when the holder is killed, and ends when it is told to', async () => {
    const path = join(folder, 'killed');
    const child = spawn(process.execPath, ['--input-type=module', '-e', hold, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const stopped = new AbortController();
    await assert.rejects(
      exclusively(path, { signal: stopped.signal, waiting: () => stopped.abort() }, async () => {}),
      { name: 'AbortError' },
    );
    let told = '';
    const next = exclusively(
      path,
      {
        signal,
        waiting: (holder) => {
          told = holder;
          child.kill('SIGKILL');
        },
      },
      async () => 'mine',
    );
    assert.equal(await next, 'mine');
    assert.match(told, new RegExp(`^process ${child.pid}, `));
  });
  it('lets go when what was done throws', async () => {
    const path = join(folder, 'thrown');
    await assert.rejects(
      exclusively(path, { signal, waiting() {} }, () => Promise.reject(new Error('x'))),
      /x/,
    );
    assert.equal(await exclusively(path, { signal, waiting() {} }, async () => 1), 1);
  });
});
