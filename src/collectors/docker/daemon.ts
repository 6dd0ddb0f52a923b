import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import type { EngineAddress } from '../../io/engine/address.ts';
import { processSockets, processStart, procText } from '../../io/proc.ts';
import type { Processes, Running } from '../../io/processes.ts';
import type { Gap } from '../../model/gap.ts';
import { Located } from '../../model/located.ts';
import { seen } from '../../model/seen.ts';
import { daemonFile, unknownDaemon, type DaemonSources } from '../../readers/docker/daemon-options.ts';
import type { EngineAnswers } from '../../readers/docker/engine.ts';
import { source } from './engine-gaps.ts';

export interface Daemon {
  readonly sources: DaemonSources;
  /** True when the dockerd that answers was found among the processes here. */
  readonly here: boolean;
  readonly gaps: readonly Gap[];
}

type SocketFile = NonNullable<EngineAnswers['socket']['value']>;

const defaultFile = '/etc/docker/daemon.json';
const maxFile = 1024 * 1024;
/** What options of dockerd tell of. */
const touches = ['runtime/access', 'runtime/isolation', 'hardening', 'network', 'monitoring'];

/** Finds the dockerd behind an address and reads how it was started. */
export async function lookAtDaemon(address: EngineAddress, host: Processes, rootless: boolean): Promise<Daemon> {
  const found = await findDaemon(address, host);
  const at = { source, file: '/proc' };
  if (found === undefined) {
    const why = 'no dockerd that listens at this address was found on this machine; root on its host sees it';
    return { sources: unknownDaemon(at, why), here: false, gaps: [] };
  }
  const commandAt = { source, file: `/proc/${found.pid}/cmdline` };
  const command = seen(found.command, commandAt);
  const path = daemonFile(found.command, rootless ? '' : defaultFile);
  if (!isAbsolute(path)) {
    const why = 'the folder that dockerd reads daemon.json from is not known';
    return { sources: { command, file: seen<Located | null>(undefined, commandAt, why) }, here: true, gaps: [] };
  }
  const { file, gaps } = await readDaemonFile(path, await processStart(found.pid));
  return { sources: { command, file }, here: true, gaps };
}

/**
 * The dockerd that holds the socket. Who may not list the sockets of others (only root may) knows it by
 * its command line, when that names the socket.
 */
async function findDaemon(address: EngineAddress, host: Processes): Promise<Running | undefined> {
  if (address.kind !== 'unix') return undefined;
  const candidates = host.processes.filter(({ name }) => name === 'dockerd');
  const paths = [address.path, await realpath(address.path).catch(() => address.path)];
  const inodes = listening((await procText('net/unix')) ?? '', paths);
  for (const candidate of candidates) {
    const sockets = await processSockets(candidate.pid);
    if (sockets !== undefined && [...inodes].some((inode) => sockets.has(inode))) return candidate;
  }
  const named = candidates.filter(({ command }) =>
    command.some((word) => paths.some((path) => word.endsWith(`unix://${path}`))),
  );
  return named.length === 1 ? named[0] : undefined;
}

/** Inodes of the listening sockets (flag 00010000) bound at these paths, from /proc/net/unix. */
function listening(table: string, paths: readonly string[]): Set<string> {
  const inodes = new Set<string>();
  for (const line of table.split('\n')) {
    const match = /^\S+ \S+ \S+ 00010000 \S+ \S+ +(\d+) (\/.*)$/.exec(line);
    // A socket bound as /var/run/docker.sock lies at /run/docker.sock where /var/run is a link.
    if (
      match !== null &&
      paths.some((path) => path === match[2] || path === match[2]!.replace(/^\/var\/run\//, '/run/'))
    ) {
      inodes.add(match[1]!);
    }
  }
  return inodes;
}

async function readDaemonFile(
  path: string,
  started: number | undefined,
): Promise<{ file: DaemonSources['file']; gaps: Gap[] }> {
  const at = { source, file: path };
  const lost = (code: Gap['code'], because: string, toKnow: string) => ({
    file: seen<Located | null>(undefined, at, because),
    gaps: [{ code, source, subject: path, because, toKnow, touches, at }],
  });
  let text: string;
  let changed: number;
  try {
    const { size, mtimeMs } = await stat(path);
    if (size > maxFile) return lost('FILE_TOO_LARGE', `is larger than ${maxFile} bytes`, `Look at ${path} by hand.`);
    text = await readFile(path, 'utf8');
    changed = mtimeMs;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      return { file: seen<Located | null>(null, { ...at, note: 'there is no such file' }), gaps: [] };
    return lost('ENGINE_DENIED', `cannot be read: ${message}`, `Run as root, or make ${path} readable.`);
  }
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : JSON.parse(text);
  } catch (error) {
    return lost(
      'YAML_INVALID',
      (error as Error).message,
      `Correct ${path}; \`dockerd --validate --config-file ${path}\` checks it.`,
    );
  }
  // The start is known to the second, for the kernel tells the time of boot in seconds.
  if (started === undefined || changed > started + 1000) {
    return lost(
      'ENGINE_ANSWER_INVALID',
      'was changed after dockerd started, so that what dockerd took from it is not known',
      'Restart dockerd (`systemctl restart docker`), then ask again.',
    );
  }
  const [document] = readYaml(text, path, source, 'core').documents;
  const root =
    document?.root ??
    Located.root(value, { evidence: (_holder, _key, place) => (place === '' ? at : { ...at, place }) });
  return { file: seen<Located | null>(root, root.at), gaps: [] };
}

/** Mode and owner of a unix socket's file. */
export async function lookAtSocket(address: EngineAddress): Promise<EngineAnswers['socket']> {
  if (address.kind !== 'unix') {
    return seen<SocketFile>(undefined, { source }, 'it was asked over TCP, so that its socket was not seen');
  }
  const at = { source, file: address.path };
  try {
    const { mode, uid, gid } = await stat(address.path);
    return seen<SocketFile>({ mode: mode & 0o7777, uid, gid }, at);
  } catch (error) {
    return seen<SocketFile>(undefined, at, `cannot be looked at: ${(error as Error).message}`);
  }
}
