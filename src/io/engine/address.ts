import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from './engine-error.ts';

/** Where an engine is asked. `text` is the address as people write it. */
export type EngineAddress =
  | { readonly kind: 'unix'; readonly text: string; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly text: string;
      readonly host: string;
      readonly port: number;
      readonly tls: Tls | null;
    };

/** PEM texts; `verify` false accepts any certificate of the engine, as `docker --tls` does. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly verify: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export const defaultSocket = '/var/run/docker.sock';
const maxFile = 1024 * 1024;

/**
 * The engine's address as the docker command finds it: the one named, else DOCKER_HOST, else the
 * context (DOCKER_CONTEXT, then `currentContext` of config.json), else the default socket.
 *
 * @throws EngineError `address` or `unsupported`
 */
export async function engineAddress(named: string | undefined, environment: Environment): Promise<EngineAddress> {
  const host = named ?? nonEmpty(environment['DOCKER_HOST']);
  if (host !== undefined) return parseAddress(host, await environmentTls(host, environment));
  const folder = nonEmpty(environment['DOCKER_CONFIG']) ?? join(environment['HOME'] ?? homedir(), '.docker');
  const context = nonEmpty(environment['DOCKER_CONTEXT']) ?? (await currentContext(join(folder, 'config.json')));
  if (context === undefined || context === 'default') return parseAddress(`unix://${defaultSocket}`, null);
  return contextAddress(folder, context);
}

/** `unix:///path`, `tcp://host:port`, `http(s)://host:port`, or a plain absolute path. */
export function parseAddress(text: string, tls: Tls | null): EngineAddress {
  const path = text.startsWith('unix://') ? text.slice('unix://'.length) : text;
  if (path.startsWith('/')) return { kind: 'unix', text: `unix://${path}`, path };
  const scheme = /^([a-z]+):\/\//.exec(text)?.[1];
  if (scheme === 'ssh' || scheme === 'npipe' || scheme === 'fd') {
    throw new EngineError('unsupported', `${text}: ${scheme}:// addresses are not spoken`);
  }
  const match = /^(tcp|https?):\/\/(\[[0-9a-fA-F:.%]+\]|[^/:@]*)(?::(\d{1,5}))?\/?$/.exec(text);
  if (match === null) throw new EngineError('address', `${text} is no address of an engine`);
  const secure = match[1] === 'https' || (match[1] === 'tcp' && tls !== null);
  const host = match[2] === '' ? '127.0.0.1' : match[2]!.replace(/^\[|\]$/g, '');
  const port = match[3] === undefined ? (secure ? 2376 : 2375) : Number(match[3]);
  if (port < 1 || port > 65535) throw new EngineError('address', `${text}: ${port} is no port`);
  return { kind: 'tcp', text, host, port, tls: secure ? (tls ?? { verify: true }) : null };
}

/** DOCKER_TLS_VERIFY set to anything turns verification on; DOCKER_TLS alone turns TLS on without it. */
async function environmentTls(host: string, environment: Environment): Promise<Tls | null> {
  const verify = nonEmpty(environment['DOCKER_TLS_VERIFY']) !== undefined;
  const wanted = verify || nonEmpty(environment['DOCKER_TLS']) !== undefined || host.startsWith('https://');
  if (!wanted || host.startsWith('unix://') || host.startsWith('/')) return null;
  const folder =
    nonEmpty(environment['DOCKER_CERT_PATH']) ??
    nonEmpty(environment['DOCKER_CONFIG']) ??
    join(environment['HOME'] ?? homedir(), '.docker');
  return readTls(folder, verify || host.startsWith('https://'));
}

async function readTls(folder: string, verify: boolean): Promise<Tls> {
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((name) => pem(join(folder, name))));
  if ((cert === undefined) !== (key === undefined)) {
    throw new EngineError('address', `${folder} holds only one of cert.pem and key.pem`);
  }
  return {
    verify,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}

async function pem(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path)).subarray(0, maxFile).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new EngineError('address', `${path} cannot be read: ${(error as Error).message}`);
  }
}

async function currentContext(file: string): Promise<string | undefined> {
  const config = await readJson(file, true);
  const name = config?.['currentContext'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Contexts lie in folders named by the SHA-256 of their name (docker/cli, cli/context/store). */
async function contextAddress(folder: string, name: string): Promise<EngineAddress> {
  const id = createHash('sha256').update(name).digest('hex');
  const file = join(folder, 'contexts', 'meta', id, 'meta.json');
  const meta = await readJson(file, false);
  const endpoints = meta?.['Endpoints'] as { docker?: { Host?: unknown; SkipTLSVerify?: unknown } } | undefined;
  const host = endpoints?.docker?.Host;
  if (typeof host !== 'string') throw new EngineError('address', `the Docker context ${name} (${file}) names no host`);
  const tls = await readTls(join(folder, 'contexts', 'tls', id, 'docker'), endpoints?.docker?.SkipTLSVerify !== true);
  const held = tls.ca !== undefined || tls.cert !== undefined || !tls.verify;
  return parseAddress(host, held ? tls : null);
}

async function readJson(file: string, mayLack: boolean): Promise<Record<string, unknown> | undefined> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > maxFile) throw new Error('it is larger than 1 MB');
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (mayLack && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    throw new EngineError('address', `${file} cannot be read: ${message}`, null, { cause: error });
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
