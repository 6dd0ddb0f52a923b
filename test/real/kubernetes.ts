import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { binaries, build, isBuilt, ofApiServer, type Component } from './kubernetes-build.ts';
import { ClusterClient } from './kubernetes-client.ts';
import { ClusterKeys, type ClientCertificate } from './kubernetes-keys.ts';

const run = promisify(execFile);

/** A real API server with an etcd of its own, on this machine alone. No controllers and no node. */
export interface ApiServer {
  /** Everything it keeps lies here: `audit.log` when asked for, `api.log`, `etcd.log`. */
  readonly folder: string;
  readonly port: number;
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** Address of the etcd behind it, which speaks JSON too: `/v3/kv/compaction`. */
  readonly etcd: string;
  readonly keys: ClusterKeys;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Asks as the administrator (group system:masters). */
  readonly client: ClusterClient;
  /** Runs kubectl as the administrator, and gives what it prints. */
  kubectl(...words: string[]): Promise<string>;
  /** Writes a kubeconfig for another user; gives its path. */
  kubeconfigOf(
    name: string,
    user: { readonly token: string } | ClientCertificate,
    server?: string,
    namespace?: string,
  ): string;
  stop(): Promise<void>;
}

export interface ApiServerOptions {
  /** Further words of the command line; a flag given here takes the place of the usual one. */
  readonly args?: readonly string[];
  /** The same for its etcd. */
  readonly etcdArgs?: readonly string[];
  /**
   * False: Pods may be made without a `default` ServiceAccount in their namespace (the admission plugin
   * is off). Otherwise `client.namespace()` makes one, as a controller would.
   */
  readonly serviceAccountAdmission?: boolean;
}

/**
 * Why no Kubernetes can be started here; undefined when one can. In CI a machine without one is a
 * failure: a test that is always skipped proves nothing. Nobody else waits ten minutes for a build
 * that was not asked for.
 */
export function noKubernetes(wanted: readonly Component[] = ofApiServer): string | undefined {
  const inCi = process.env['CI'] !== undefined;
  const lacks = ['openssl', 'go'].filter((name) => !onPath(name) && !(name === 'go' && wanted.every(isBuilt)));
  const why =
    lacks.length > 0
      ? `${lacks.join(', ')} not installed`
      : !inCi && !wanted.every(isBuilt)
        ? 'not built on this machine: `npm run real` does it once'
        : undefined;
  if (why !== undefined && inCi) throw new Error(`in CI a Kubernetes is needed: ${why}`);
  return why;
}

export function onPath(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(':');
  return [...folders, '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name)));
}

/** A program that ends when it is told to, and with the test's own process at the latest. */
export class Program {
  readonly #child;
  readonly #ended: Promise<unknown>;
  readonly #reap = (): boolean => this.#child.kill('SIGKILL');
  readonly log: string;

  /** @param before words in front of the program: `nsenter --net=…` */
  constructor(folder: string, name: string, words: readonly string[], before: readonly string[] = []) {
    this.log = join(folder, `${name}.log`);
    const out = openSync(this.log, 'a');
    const [first = '', ...rest] = [...before, ...words];
    const env = { ...process.env, PATH: `${binaries}:${process.env['PATH']}:/usr/sbin:/sbin` };
    this.#child = spawn(first, rest, { stdio: ['ignore', out, out], cwd: folder, env });
    closeSync(out);
    this.#ended = once(this.#child, 'exit').catch(() => {});
    process.once('exit', this.#reap);
  }
  get pid(): number {
    return this.#child.pid ?? -1;
  }
  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
  /** @param patience milliseconds it has to end by itself */
  async stop(patience: number): Promise<void> {
    process.off('exit', this.#reap);
    this.#child.kill(patience === 0 ? 'SIGKILL' : 'SIGTERM');
    const late = sleep(patience, 'late', { ref: false });
    if (this.running && (await Promise.race([this.#ended, late])) === 'late') this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

/** Where etcd and the API server listen. */
export interface ControlPlanePorts {
  readonly api: number;
  readonly etcd: number;
  readonly etcdPeer: number;
}

/** Starts etcd and the API server; `before` stands in front of both programs. */
export function startControlPlane(
  folder: string,
  keys: ClusterKeys,
  ports: ControlPlanePorts,
  options: ApiServerOptions,
  before: readonly string[] = [],
): { readonly etcd: Program; readonly api: Program } {
  const { api, etcd, etcdPeer } = ports;
  const client = `http://127.0.0.1:${etcd}`;
  const peer = `http://127.0.0.1:${etcdPeer}`;
  const etcdFlags = {
    'data-dir': join(folder, 'etcd'),
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
    // What it holds is thrown away with the test.
    'unsafe-no-fsync': 'true',
    'log-level': 'error',
  };
  const apiFlags = {
    'etcd-servers': client,
    'secure-port': `${api}`,
    'bind-address': '127.0.0.1',
    'advertise-address': '127.0.0.1',
    'tls-cert-file': keys.api.cert,
    'tls-private-key-file': keys.api.key,
    'client-ca-file': keys.ca,
    'kubelet-client-certificate': keys.admin.cert,
    'kubelet-client-key': keys.admin.key,
    'kubelet-preferred-address-types': 'InternalIP',
    'service-account-key-file': keys.serviceAccountPublic,
    'service-account-signing-key-file': keys.serviceAccount,
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-cluster-ip-range': '10.0.0.0/24',
    'authorization-mode': 'Node,RBAC',
    'endpoint-reconciler-type': 'none',
    'allow-privileged': 'true',
    ...(options.serviceAccountAdmission === false ? { 'disable-admission-plugins': 'ServiceAccount' } : {}),
  };
  return {
    etcd: new Program(
      folder,
      'etcd',
      [join(binaries, 'server'), ...flags(etcdFlags, options.etcdArgs), ...(options.etcdArgs ?? [])],
      before,
    ),
    api: new Program(
      folder,
      'api',
      [join(binaries, 'kube-apiserver'), ...flags(apiFlags, options.args), ...(options.args ?? [])],
      before,
    ),
  };
}

/** `--name=value`, without those that are given otherwise. */
export function flags(usual: Readonly<Record<string, string>>, given: readonly string[] = []): string[] {
  const names = new Set(given.map((word) => /^--([^=]+)/.exec(word)?.[1]));
  return Object.entries(usual).flatMap(([name, value]) => (names.has(name) ? [] : [`--${name}=${value}`]));
}

export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  await build(ofApiServer);
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-kube-'));
  const keys = await ClusterKeys.make(join(folder, 'keys'));
  for (let tries = 0; ; tries++) {
    const [api, etcd, etcdPeer] = (await freePorts(3)) as [number, number, number];
    const { etcd: store, api: server } = startControlPlane(folder, keys, { api, etcd, etcdPeer }, options);
    const end = async (): Promise<void> => {
      // It takes up to a minute to end by itself, and has nothing to save.
      await server.stop(0);
      await store.stop(0);
    };
    const client = new ClusterClient(`https://127.0.0.1:${api}`, keys.ca, keys.admin);
    const fault = await untilReady(client, server, store);
    if (fault === null) return serverOf(folder, { api, etcd }, keys, client, end);
    await end();
    client.close();
    // Another test may have taken a port between the two.
    if (tries < 3 && fault.includes('address already in use')) continue;
    await rm(folder, { recursive: true, force: true });
    throw new Error(`the API server does not get ready:\n${fault}`);
  }
}

/** What every form of cluster has. `end` stops the programs. */
export function serverOf(
  folder: string,
  ports: Pick<ControlPlanePorts, 'api' | 'etcd'>,
  keys: ClusterKeys,
  client: ClusterClient,
  end: () => Promise<void>,
): ApiServer {
  const { api: port } = ports;
  const url = `https://127.0.0.1:${port}`;
  const kubeconfigOf: ApiServer['kubeconfigOf'] = (name, user, server = url, namespace) => {
    const path = join(folder, `${name}.kubeconfig`);
    writeFileSync(path, JSON.stringify(kubeconfig(server, keys.ca, user, namespace), null, 2), { mode: 0o600 });
    return path;
  };
  const admin = kubeconfigOf('admin', keys.admin);
  return {
    folder,
    port,
    url,
    etcd: `http://127.0.0.1:${ports.etcd}`,
    keys,
    kubeconfig: admin,
    client,
    kubeconfigOf,
    kubectl: async (...words) => {
      const { stdout } = await run(join(binaries, 'kubectl'), ['--kubeconfig', admin, ...words], {
        maxBuffer: 512 << 20,
        env: { ...process.env, HOME: folder },
      });
      return stdout;
    },
    stop: async () => {
      client.close();
      await end();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** JSON is YAML. */
export function kubeconfig(
  server: string,
  ca: string,
  user: { readonly token: string } | ClientCertificate,
  namespace?: string,
): object {
  const of = 'token' in user ? user : { 'client-certificate': user.cert, 'client-key': user.key };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': ca } }],
    users: [{ name: 'user', user: of }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'user', namespace } }],
    'current-context': 'test',
  };
}

/** @returns null once it answers, else what its log says */
export async function untilReady(client: ClusterClient, ...programs: readonly Program[]): Promise<string | null> {
  for (let tries = 0; tries < 900; tries++) {
    const fallen = programs.find((program) => !program.running);
    if (fallen !== undefined) return readFileSync(fallen.log, 'utf8').slice(-2000);
    const ready = await client.ask('GET', '/readyz').then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready && (await client.ask('GET', '/api/v1/namespaces/default')).status === 200) return null;
    await sleep(100);
  }
  return readFileSync(programs[0]!.log, 'utf8').slice(-2000);
}

/** Ports of this machine that nothing listens on; held together, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  for (let n = 0; n < count; n++) {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, 'close')));
  return ports;
}
