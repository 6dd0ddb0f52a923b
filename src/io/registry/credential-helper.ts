import { spawn } from 'node:child_process';
import type { Environment } from '../http/proxy.ts';
import type { Credentials } from './auth-files.ts';

const milliseconds = 30_000;
const maxBytes = 64 << 10;
/** What a helper that has ended wrote comes within this time; what it left running may hold its output open for ever. */
const drain = 1000;

/**
 * Asks `docker-credential-NAME get` for the credentials of a server (docker-credential-helpers): the
 * server on its input, JSON on its output, no shell between. What it prints is never repeated, for it
 * is a secret; a string says why there are no credentials, null that it knows none.
 */
export async function askHelper(
  name: string,
  server: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<Credentials | string | null> {
  const program = `docker-credential-${name}`;
  if (!/^[\w.-]+$/.test(name)) return `${JSON.stringify(name.slice(0, 60))} is no name of a credential helper`;
  const ran = await run(program, server, environment, signal);
  signal.throwIfAborted();
  if (typeof ran === 'string') return `${program} ${ran}`;
  if (ran.code !== 0) {
    return /credentials not found|no credentials/i.test(ran.output) ? null : `${program} failed with code ${ran.code}`;
  }
  try {
    const { Username: user, Secret: secret } = JSON.parse(ran.output) as Record<string, unknown>;
    if (typeof user !== 'string' || typeof secret !== 'string' || secret === '') return null;
    return user === '<token>' ? { kind: 'identity', token: secret } : { kind: 'password', user, password: secret };
  } catch {
    return `${program} did not answer JSON`;
  }
}

function run(
  program: string,
  input: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly output: string } | string> {
  return new Promise((resolve) => {
    // Helpers of clouds find their own keys in the environment.
    const child = spawn(program, ['get'], {
      env: { ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
      killSignal: 'SIGKILL',
      signal,
      windowsHide: true,
    });
    // Node's own time limit would keep the process alive where the program does not even start.
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    const parts: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > maxBytes) child.kill('SIGKILL');
      else parts.push(part);
    });
    const settle = (result: { readonly code: number; readonly output: string } | string): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.on('error', (error: NodeJS.ErrnoException) =>
      settle(error.code === 'ENOENT' ? 'is not installed' : 'cannot be run'),
    );
    let draining: NodeJS.Timeout | undefined;
    child.on('exit', () => (draining = setTimeout(() => child.stdout.destroy(), drain)));
    child.on('close', (code, killed) => {
      clearTimeout(draining);
      const output = Buffer.concat(parts).toString('utf8');
      settle(killed === null ? { code: code ?? 1, output } : 'did not end in time, or wrote too much');
    });
    child.stdin.on('error', () => {});
    child.stdin.end(`${input}\n`);
  });
}
