import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * The bytes of an xz file, by the program `xz`, which Node itself cannot read. It runs without a
 * shell, without input, and with bounded memory; what it writes waits until it is taken.
 *
 * @throws Error with a reason for people, after all that could be unpacked was given out
 */
export async function* unxz(path: string): AsyncGenerator<Buffer> {
  const child = spawn('xz', ['--decompress', '--stdout', '--memlimit-decompress=512MiB', '--', path], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'] },
    windowsHide: true,
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  // It may fail before it is waited for, which must not end the process.
  ended.catch(() => {});
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    let code: number | null;
    try {
      [code] = await ended;
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw new Error(
        missing ? 'is compressed by xz, and there is no program `xz` to unpack it' : (error as Error).message,
        {
          cause: error,
        },
      );
    }
    if (code !== 0) throw new Error('is compressed by xz, and `xz` could not unpack it to its end');
  } finally {
    if (child.exitCode === null && child.pid !== undefined) child.kill('SIGKILL');
  }
}
