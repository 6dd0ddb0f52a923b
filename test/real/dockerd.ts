import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { capabilityNames } from '../../src/readers/docker/capabilities.ts';

const run = promisify(execFile);

/** A real Docker engine of a test's own: its folder, its socket, its containerd. */
export interface Dockerd {
  readonly pid: number;
  /** Everything it keeps lies here. */
  readonly folder: string;
  readonly socket: string;
  /** Runs the docker command against it and gives what it prints. */
  docker(...words: string[]): Promise<string>;
  /** Ends it and everything it started, and leaves nothing behind. */
  stop(): Promise<void>;
}

/**
 * Why no engine can be started here; undefined when one can. In CI a machine without one is a failure:
 * a test that is always skipped proves nothing.
 */
export function noDockerd(): string | undefined {
  const lacks = ['dockerd', 'containerd', 'runc', 'docker'].filter((name) => !onPath(name));
  const why =
    lacks.length > 0
      ? `${lacks.join(', ')} not installed (Debian: apt install docker.io)`
      : process.getuid?.() === 0
        ? undefined
        : 'dockerd must be started by root';
  if (why !== undefined && process.env['CI'] !== undefined) throw new Error(`in CI a Docker engine is needed: ${why}`);
  return why;
}

function onPath(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(':');
  return [...folders, '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name)));
}

/** An engine that has the network of a machine of its own, so that it may set rules and make bridges. */
export interface Apart {
  /** Files and folders put over those of the machine, for this engine alone. */
  readonly mounts: Readonly<Record<string, string>>;
  /** A folder made before, which the engine takes for its own and does not remove. */
  readonly folder?: string;
  /** Set in its network namespace before it starts: `net.ipv4.ip_forward=0`. */
  readonly sysctls?: readonly string[];
  /** Where its dockerd, containerd and docker-proxy lie; absent: those of the machine. */
  readonly programs?: readonly string[];
}

/**
 * @param config what daemon.json holds
 * @param words further words of the command line
 * @param apart in namespaces of its own for network and mounts; absent: in those of the machine
 */
export async function startDockerd(
  config: object = {},
  words: readonly string[] = [],
  apart?: Apart,
): Promise<Dockerd> {
  const folder = apart?.folder ?? (await mkdtemp(join(tmpdir(), 'plimsoll-dockerd-')));
  const socket = join(folder, 'docker.sock');
  const log = join(folder, 'log');
  writeFileSync(join(folder, 'daemon.json'), JSON.stringify(config, null, 2));
  const out = openSync(log, 'a');
  const [program, ...before] = apart === undefined ? ['dockerd'] : apartFrom(apart);
  const child = spawn(
    program!,
    [
      ...before,
      `--data-root=${join(folder, 'data')}`,
      `--exec-root=${join(folder, 'exec')}`,
      `--pidfile=${join(folder, 'pid')}`,
      `--config-file=${join(folder, 'daemon.json')}`,
      `--host=unix://${socket}`,
      // Works on every file system, and one small image needs no better.
      '--storage-driver=vfs',
      // No rule or device of the machine's own network is touched.
      ...(apart === undefined ? ['--bridge=none', '--iptables=false', '--ip6tables=false'] : []),
      ...adaptedRuntime(folder),
      ...words,
    ],
    { stdio: ['ignore', out, out], env: { ...process.env, PATH: pathOf(apart) } },
  );
  closeSync(out);
  const ended = once(child, 'exit').catch(() => {});
  const pid = child.pid;
  if (pid === undefined) throw new Error('dockerd cannot be started');
  // When the test's own process ends early, its engine must not stay.
  const reap = (): boolean => child.kill('SIGTERM');
  process.once('exit', reap);
  const docker = async (...command: string[]): Promise<string> => {
    const { stdout } = await run('docker', ['-H', `unix://${socket}`, ...command], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  };
  const stop = async (): Promise<void> => {
    const all = await docker('ps', '-aq').catch(() => '');
    if (all !== '') await docker('rm', '-f', ...all.split('\n')).catch(() => '');
    child.kill('SIGTERM');
    if ((await Promise.race([ended, sleep(15_000, 'late', { ref: false })])) === 'late') {
      child.kill('SIGKILL');
      const containerd = Number(readFileSync(join(folder, 'exec/containerd/containerd.pid'), 'utf8'));
      if (containerd > 1) process.kill(containerd, 'SIGKILL');
      await ended;
    }
    process.off('exit', reap);
    await unmountBelow(folder, apart?.folder === undefined ? [] : [join(folder, 'data')]);
    if (apart?.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries++) {
    if (
      await docker('version', '--format', '{{.Server.Version}}').then(
        () => true,
        () => false,
      )
    )
      break;
    if (tries === 150 || child.exitCode !== null) {
      const said = readFileSync(log, 'utf8').slice(-2000);
      await stop();
      throw new Error(`dockerd does not answer:\n${said}`);
    }
    await sleep(100);
  }
  return { pid, folder, socket, docker, stop };
}

/**
 * A privileged container asks for every capability of the kernel. Where the machine itself lacks some
 * (a virtual machine whose bounding set was cut), runc refuses, so they are taken out of the bundle
 * before runc reads it. The same is done for a command that is executed privileged.
 */
function adaptedRuntime(folder: string): string[] {
  const bounding = /^CapBnd:\s+([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  const have = new Set(capabilityNames(bounding));
  const last = Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'));
  const all = capabilityNames(((1n << BigInt(last + 1)) - 1n).toString(16)) ?? [];
  const lacks = all.filter((name) => !have.has(name));
  if (lacks.length === 0) return [];
  const edits = lacks.flatMap((name) => [`-e 's/"CAP_${name}",//g'`, `-e 's/,"CAP_${name}"//g'`]).join(' ');
  const script = join(folder, 'runc-adapted');
  writeFileSync(
    script,
    `#!/bin/sh
before=
for word; do
  if [ "$before" = --bundle ]; then sed -i ${edits} "$word/config.json"; fi
  if [ "$before" = --process ]; then sed -i ${edits} "$word"; fi
  before=$word
done
exec runc "$@"
`,
  );
  chmodSync(script, 0o755);
  return [`--add-runtime=adapted=${script}`, '--default-runtime=adapted'];
}

function pathOf(apart: Apart | undefined): string {
  return [...(apart?.programs ?? []), process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(':');
}

/** What starts a program as process of the same id in namespaces of its own: network with loopback, and mounts. */
function apartFrom({ mounts, sysctls = [] }: Apart): string[] {
  const pairs = Object.entries(mounts).flatMap(([over, from]) => [from, over]);
  const script = `ip link set lo up
${sysctls.map((one) => `sysctl -qw ${one}\n`).join('')}count=$1; shift
while [ "$count" -gt 0 ]; do mount --bind "$1" "$2" && mount --make-shared "$2" || exit 1; shift 2; count=$((count - 1)); done
exec dockerd "$@"`;
  return ['unshare', '--net', '--mount', '--', 'sh', '-c', script, 'sh', String(pairs.length / 2), ...pairs];
}

async function unmountBelow(folder: string, kept: readonly string[]): Promise<void> {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point.startsWith(`${folder}/`) && !kept.includes(point));
  for (const point of points.toReversed()) await run('umount', ['-l', point]).catch(() => {});
}
