import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import type { Authority } from './authority.ts';

const run = promisify(execFile);

/** A real registry (Debian's docker-registry) of a test's own, on this machine alone. */
export interface Registry {
  readonly port: number;
  /** What it stores. */
  readonly data: string;
  /** The file that holds a blob. */
  blob(digest: string): string;
  stop(): Promise<void>;
}

export interface RegistrySettings {
  readonly tls?: Authority;
  /** File of the authority whose certificates clients must show. */
  readonly clients?: string;
  /** Lines of a htpasswd file. */
  readonly users?: string;
  /** A token server: its address, and the certificate whose key signs its tokens. */
  readonly token?: { readonly realm: string; readonly service: string; readonly issuer: string; readonly root: string };
  /** The folder of another registry, to show what that one stores. */
  readonly data?: string;
}

/**
 * Why no registry can be started here; undefined when one can. In CI a machine without one is a
 * failure: a test that is always skipped proves nothing.
 */
export function noRegistry(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':');
  const lacks = ['docker-registry', 'skopeo', 'openssl'].filter(
    (name) => !folders.some((folder) => existsSync(join(folder, name))),
  );
  const why = lacks.length === 0 ? undefined : `${lacks.join(', ')} not installed (Debian packages of these names)`;
  if (why !== undefined && process.env['CI'] !== undefined) throw new Error(`in CI a registry is needed: ${why}`);
  return why;
}

/** @param folder where all its files go; the caller removes it */
export async function startRegistry(folder: string, settings: RegistrySettings = {}): Promise<Registry> {
  const port = await freePort();
  const own = join(folder, `registry-${port}`);
  const data = settings.data ?? join(own, 'data');
  mkdirSync(data, { recursive: true });
  mkdirSync(own, { recursive: true });
  const { tls, clients, users, token } = settings;
  if (users !== undefined) writeFileSync(join(own, 'htpasswd'), users);
  const auth = {
    ...(users === undefined ? {} : { htpasswd: { realm: 'test', path: join(own, 'htpasswd') } }),
    ...(token === undefined
      ? {}
      : { token: { realm: token.realm, service: token.service, issuer: token.issuer, rootcertbundle: token.root } }),
  };
  // JSON is YAML.
  const configuration = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: data }, delete: { enabled: true } },
    http: {
      addr: `127.0.0.1:${port}`,
      secret: 'test',
      ...(tls === undefined
        ? {}
        : {
            tls: {
              certificate: tls.cert,
              key: tls.key,
              ...(clients === undefined ? {} : { clientcas: [clients] }),
            },
          }),
    },
    ...(Object.keys(auth).length === 0 ? {} : { auth }),
  };
  writeFileSync(join(own, 'config.yml'), JSON.stringify(configuration, null, 2));
  const log = openSync(join(own, 'log'), 'a');
  const child = spawn('docker-registry', ['serve', join(own, 'config.yml')], { stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = once(child, 'exit').catch(() => {});
  // When the test's own process ends early, its registry must not stay.
  const reap = (): boolean => child.kill('SIGKILL');
  process.once('exit', reap);
  const stop = async (): Promise<void> => {
    process.off('exit', reap);
    child.kill('SIGTERM');
    if ((await Promise.race([ended, sleep(5000, 'late', { ref: false })])) === 'late') child.kill('SIGKILL');
    await ended;
  };
  for (let tries = 0; !(await accepts(port)); tries++) {
    if (tries === 100 || child.exitCode !== null) {
      await stop();
      throw new Error(`docker-registry does not answer:\n${readFileSync(join(own, 'log'), 'utf8').slice(-2000)}`);
    }
    await sleep(50);
  }
  const blob = (digest: string): string => {
    const hex = digest.replace('sha256:', '');
    return join(data, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
  };
  return { port, data, blob, stop };
}

/** Copies an image as skopeo does; an insecure policy, for nothing here is signed. */
export async function skopeo(...words: string[]): Promise<string> {
  const { stdout } = await run('skopeo', ['--insecure-policy', ...words], { maxBuffer: 16 << 20 });
  return stdout;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
