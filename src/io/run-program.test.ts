import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from './run-program.ts';

const limits = { milliseconds: 20_000, bytes: 100_000 };
const run = (code: string, more: Partial<typeof limits> = {}): ReturnType<typeof runProgram> =>
  runProgram(process.execPath, ['-e', code], { ...limits, ...more }, new AbortController().signal);

describe('runProgram', () => {
  it('gives the output', async () => {
    assert.deepEqual(await run('console.log(process.argv.length)'), { outcome: 'done', output: '1\n' });
  });
  it('has no shell, no input, no secrets and no network', async () => {
    process.env['PLIMSOLL_SECRET'] = 'x';
    const code =
      'process.stdin.on("end", () => console.log(process.env.PLIMSOLL_SECRET, process.env.HTTPS_PROXY, process.argv[1])).resume()';
    const ran = await runProgram(process.execPath, ['-e', code, '$(id)'], limits, new AbortController().signal);
    assert.deepEqual(ran, { outcome: 'done', output: 'undefined http://127.0.0.1:9 $(id)\n' });
  });
  it('tells missing, failed, hanging, chattering and interrupted ones apart', async () => {
    assert.deepEqual(await runProgram('no-such-program', [], limits, new AbortController().signal), {
      outcome: 'missing',
    });
    assert.deepEqual(await run('console.error("WARNING: x\\nError:\\n  bad chart"); process.exit(3)'), {
      outcome: 'failed',
      because: 'Error: bad chart',
    });
    assert.deepEqual(await run('setInterval(() => {}, 1000)', { milliseconds: 200 }), {
      outcome: 'failed',
      because: 'did not end within 0.2 seconds',
    });
    assert.deepEqual(await run('for (;;) console.log("x".repeat(1000))', { bytes: 5000 }), {
      outcome: 'failed',
      because: 'wrote more than 5000 bytes',
    });
    const ran = await runProgram(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], limits, AbortSignal.abort());
    assert.deepEqual(ran, { outcome: 'failed', because: 'was interrupted' });
  });
});
