import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from './agent.ts';

const run = promisify(execFile);

/** Runs a program in the network namespace of a process and gives what it prints. */
export async function inside(pid: number, ...words: readonly string[]): Promise<string> {
  const { stdout } = await run('nsenter', [`--net=/proc/${pid}/ns/net`, '--', ...words]);
  return stdout;
}

const started = new Set<ChildProcess>();
// When the test's own process ends early, nothing of the lab must stay.
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

function reap(child: ChildProcess): void {
  started.add(child);
  child.once('exit', () => started.delete(child));
}

/** A namespace of its own, held by a process that only sleeps. */
export async function newNamespace(): Promise<{ pid: number; stop: () => void }> {
  const child = spawn('unshare', ['--net', '--', 'sleep', '3600'], { stdio: 'ignore' });
  const pid = child.pid;
  if (pid === undefined) throw new Error('unshare cannot be started');
  const stop = (): boolean => child.kill('SIGKILL');
  reap(child);
  // unshare becomes sleep once its namespace is there.
  for (let tries = 0; ; tries++) {
    const { stdout } = await run('readlink', [`/proc/${pid}/ns/net`, '/proc/self/ns/net']);
    const [own, other] = stdout.trim().split('\n');
    if (own !== other) break;
    if (tries === 100) throw new Error('unshare made no namespace');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await inside(pid, 'ip', 'link', 'set', 'lo', 'up');
  return { pid, stop: () => void stop() };
}

/** Listens and tries connections in one namespace. */
export class Agent {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: string) => void>();
  #next = 0;

  constructor(pid: number) {
    const script = join(import.meta.dirname, 'agent.ts');
    this.#child = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, '--', process.execPath, script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      const { id, answer } = JSON.parse(line) as { id: number; answer: string };
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
    this.#child.once('exit', (code) => {
      for (const answer of this.#waiting.values()) answer(`failed: the agent ended with ${code}`);
      this.#waiting.clear();
    });
    reap(this.#child);
  }

  async tell(command: Command): Promise<string> {
    const id = (this.#next += 1);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.stdin!.write(`${JSON.stringify({ id, command })}\n`);
    });
  }

  async listen(protocol: 'TCP' | 'UDP', port: number, name: string): Promise<void> {
    const answer = await this.tell({ listen: { protocol, port, name } });
    if (answer !== 'listens') throw new Error(answer);
  }

  /** The name of who answered; empty when nobody did. */
  async probe(protocol: 'TCP' | 'UDP', host: string, port: number, patience: number): Promise<string> {
    return this.tell({ probe: { protocol, host, port, patience } });
  }

  stop(): void {
    this.#child.stdin!.end();
    this.#child.kill('SIGKILL');
  }
}
