import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { saved, plainLayer, configOf } from '../image/build.ts';
import { tar, type Entry } from '../image/tar-writer.ts';
import { binaries, build, ofCluster } from './kubernetes-build.ts';
import { ClusterClient } from './kubernetes-client.ts';
import { ClusterKeys } from './kubernetes-keys.ts';
import {
  flags,
  kubeconfig,
  noKubernetes,
  onPath,
  Program,
  serverOf,
  startControlPlane,
  untilReady,
  type ApiServer,
  type ApiServerOptions,
} from './kubernetes.ts';

const run = promisify(execFile);

/** A whole one-node cluster: API server, controllers, scheduler, containerd, runc, kubelet, a bridge network. */
export interface Cluster extends ApiServer {
  /** Process ids, for checks that read `/proc`. */
  readonly pids: Readonly<Record<ClusterProgram, number>>;
  /** Words that stand before a command which is to run in the cluster's network: `nsenter`, `--net=…`. */
  readonly inside: readonly string[];
  /** The kubelet's address inside that network. */
  readonly nodeAddress: string;
  readonly nodeName: string;
}
export type ClusterProgram = 'etcd' | 'api' | 'controller-manager' | 'scheduler' | 'containerd' | 'kubelet';

export interface ClusterOptions extends ApiServerOptions {
  readonly controllerManagerArgs?: readonly string[];
  readonly schedulerArgs?: readonly string[];
  readonly kubeletArgs?: readonly string[];
  /** Fields of the KubeletConfiguration in place of the usual ones. */
  readonly kubelet?: object;
  /** `docker save` archives beside `test/pause:1`, which is always there: it says its arguments and sleeps. */
  readonly images?: readonly string[];
}

/** As `noKubernetes`, for the whole cluster. */
export function noCluster(): string | undefined {
  const why = noKubernetes(ofCluster);
  if (why !== undefined) return why;
  const lacks = ['ip', 'nsenter', 'iptables'].filter((name) => !onPath(name));
  if (!existsSync('/usr/lib/cni/bridge')) lacks.push('containernetworking-plugins');
  const lack =
    lacks.length > 0
      ? `${lacks.join(', ')} not installed`
      : process.getuid?.() === 0
        ? undefined
        : 'a kubelet must be started by root';
  if (lack !== undefined && process.env['CI'] !== undefined)
    throw new Error(`in CI a Kubernetes node is needed: ${lack}`);
  return lack;
}

const nodeAddress = '10.99.0.1';
const nodeName = 'n1';
/** Nothing else listens in a network namespace of its own. */
const ports = { api: 6443, etcd: 2379, etcdPeer: 2380 };

/** Starts a cluster; Pods use `imagePullPolicy: Never` and `dnsPolicy: Default`. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  await build(ofCluster);
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-kube-'));
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 3 })];
  const stop = async (): Promise<void> => {
    for (const act of undo.splice(0).toReversed()) await act();
  };
  try {
    await run('ip', ['netns', 'add', name]);
    undo.push(() => run('ip', ['netns', 'del', name]));
    const inside = ['nsenter', `--net=/run/netns/${name}`];
    await makeNetwork(inside);
    const cgroups = makeCgroups(name);
    undo.push(async () => removeCgroups(cgroups));
    const keys = await ClusterKeys.make(join(folder, 'keys'));
    await keys.server('kubelet', nodeName, nodeAddress);
    const config = join(folder, 'kubeconfig');
    writeFileSync(config, JSON.stringify(kubeconfig(`https://127.0.0.1:${ports.api}`, keys.ca, keys.admin)));
    const { etcd, api } = startControlPlane(folder, keys, ports, options, inside);
    undo.push(
      () => etcd.stop(0),
      () => api.stop(0),
    );
    const way = await relay(inside, ports.api);
    const { port } = way;
    undo.push(() => way.stop());
    const client = new ClusterClient(`https://127.0.0.1:${port}`, keys.ca, keys.admin);
    const fault = await untilReady(client, api, etcd);
    if (fault !== null) throw new Error(`the API server does not get ready:\n${fault}`);
    const start = (program: string, words: readonly string[]): Program => {
      const started = new Program(folder, program, words, inside);
      undo.push(() => started.stop(5000));
      return started;
    };
    const containerd = await startContainerd(folder, options.images ?? [], start);
    undo.push(() => unmountBelow(folder));
    const usual = { kubeconfig: config, 'leader-elect': 'false', 'authentication-skip-lookup': 'true' };
    const manager = { ...usual, 'service-account-private-key-file': keys.serviceAccount, 'root-ca-file': keys.ca };
    const controllerManager = start('controller-manager', [
      join(binaries, 'kube-controller-manager'),
      ...flags({ ...manager, 'bind-address': '127.0.0.1' }, options.controllerManagerArgs),
      ...(options.controllerManagerArgs ?? []),
    ]);
    const scheduler = start('scheduler', [
      join(binaries, 'kube-scheduler'),
      ...flags(usual, options.schedulerArgs),
      ...(options.schedulerArgs ?? []),
    ]);
    const kubelet = startKubelet(folder, name, config, keys, options, start);
    undo.push(() => endPods(client, folder, inside));
    await untilNodeReady(client, kubelet);
    const pids = { etcd, api, 'controller-manager': controllerManager, scheduler, containerd, kubelet };
    return {
      ...serverOf(folder, { api: port, etcd: ports.etcd }, keys, client, stop),
      stop: async () => {
        await stop();
        client.close();
      },
      pids: Object.fromEntries(Object.entries(pids).map(([key, { pid }]) => [key, pid])) as Cluster['pids'],
      inside,
      nodeAddress,
      nodeName,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeNetwork(inside: readonly string[]): Promise<void> {
  const [first = '', ...rest] = inside;
  const ip = (...words: string[]): Promise<unknown> => run(first, [...rest, 'ip', ...words]);
  await ip('link', 'set', 'lo', 'up');
  await ip('link', 'add', 'testn', 'type', 'bridge');
  await ip('addr', 'add', `${nodeAddress}/24`, 'dev', 'testn');
  await ip('link', 'set', 'testn', 'up');
  await ip('route', 'add', 'default', 'dev', 'testn');
}

/** A kubelet removes what it does not know below its cgroup: each has one of its own. */
function makeCgroups(name: string): string[] {
  const root = '/sys/fs/cgroup';
  const hierarchies = existsSync(join(root, 'cgroup.controllers'))
    ? [root]
    : readdirSync(root).map((controller) => join(root, controller));
  const made: string[] = [];
  for (const hierarchy of hierarchies) {
    const path = join(hierarchy, name);
    try {
      mkdirSync(path);
    } catch {
      continue;
    }
    made.push(path);
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const own = join(path, file);
      if (existsSync(own)) writeFileSync(own, readFileSync(join(hierarchy, file)));
    }
  }
  return made;
}

function removeCgroups(paths: readonly string[]): void {
  for (const path of paths) {
    const folders = readdirSync(path, { recursive: true, withFileTypes: true }).filter((one) => one.isDirectory());
    const all = [path, ...folders.map((one) => join(one.parentPath, one.name))];
    for (const one of all.toSorted((a, b) => b.length - a.length)) {
      try {
        rmdirSync(one);
      } catch {
        // Still busy: it holds nothing and takes no room.
      }
    }
  }
}

/** Lets the machine reach a port inside the network. */
async function relay(
  inside: readonly string[],
  port: number,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const [execPath = '', ...rest] = inside;
  const server = createServer({ pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: outside } = server.address() as AddressInfo;
  const child: ChildProcess = fork(join(import.meta.dirname, 'relay.ts'), [`${port}`], {
    execPath,
    execArgv: [...rest, process.execPath],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send('take', server);
  await once(child, 'message');
  server.close();
  child.unref();
  child.channel?.unref();
  return {
    port: outside,
    stop: async () => {
      const ended = once(child, 'exit');
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

type Start = (program: string, words: readonly string[]) => Program;

const program = (name: string): Entry => ({
  name,
  body: readFileSync(join(binaries, name)),
  edit: (block) => void block.write('0000755', 100, 'latin1'),
});

async function startContainerd(folder: string, images: readonly string[], start: Start): Promise<Program> {
  const socket = join(folder, 'containerd.sock');
  mkdirSync(join(folder, 'cni'));
  const network = {
    type: 'bridge',
    bridge: 'test0',
    isGateway: true,
    ipMasq: true,
    ipam: {
      type: 'host-local',
      dataDir: join(folder, 'ipam'),
      ranges: [[{ subnet: '10.88.0.0/16' }]],
      routes: [{ dst: '0.0.0.0/0' }],
    },
  };
  const plugins = [network, { type: 'portmap', capabilities: { portMappings: true } }];
  const list = { cniVersion: '1.0.0', name: 'test', plugins };
  writeFileSync(join(folder, 'cni/10-bridge.conflist'), JSON.stringify(list));
  writeFileSync(
    join(folder, 'containerd.toml'),
    `version = 3
root = "${folder}/containerd-root"
state = "${folder}/containerd-state"
[grpc]
address = "${socket}"
[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = "docker.io/test/pause:1"
[plugins.'io.containerd.cri.v1.runtime']
# Some machines do not let oom_score_adj be lowered.
restrict_oom_score_adj = true
[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ["/usr/lib/cni"]
conf_dir = "${folder}/cni"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
BinaryName = "${binaries}/runc"
`,
  );
  const containerd = start('containerd', [join(binaries, 'containerd'), '-c', join(folder, 'containerd.toml')]);
  const pause = join(folder, 'pause.tar');
  const layers = [plainLayer([program('pause')])];
  const config = configOf(layers, { config: { Entrypoint: ['/pause'] } });
  writeFileSync(pause, tar(saved(layers, { tags: ['test/pause:1'], config })));
  for (let tries = 0; !existsSync(socket); tries++) {
    if (tries === 200 || !containerd.running)
      throw new Error(`containerd does not start:\n${readFileSync(containerd.log, 'utf8').slice(-2000)}`);
    await sleep(50);
  }
  for (const image of [pause, ...images]) {
    await run(join(binaries, 'ctr'), ['-a', socket, '-n', 'k8s.io', 'images', 'import', image]);
  }
  return containerd;
}

function startKubelet(
  folder: string,
  name: string,
  config: string,
  keys: ClusterKeys,
  options: ClusterOptions,
  start: Start,
): Program {
  const pair = { cert: join(keys.folder, 'kubelet.pem'), key: join(keys.folder, 'kubelet.key') };
  const settings = {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${name}`,
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: keys.ca } },
    authorization: { mode: 'Webhook' },
    address: nodeAddress,
    tlsCertFile: pair.cert,
    tlsPrivateKeyFile: pair.key,
    readOnlyPort: 0,
    healthzPort: 0,
    podLogsDir: join(folder, 'pods'),
    evictionHard: { 'nodefs.available': '1%', 'imagefs.available': '1%', 'memory.available': '50Mi' },
    ...options.kubelet,
  };
  const file = join(folder, 'kubelet.yaml');
  writeFileSync(file, JSON.stringify(settings, null, 2));
  const usual = {
    config: file,
    kubeconfig: config,
    'hostname-override': nodeName,
    'node-ip': nodeAddress,
    'root-dir': join(folder, 'kubelet'),
    'cert-dir': join(folder, 'kubelet-pki'),
  };
  const given = options.kubeletArgs ?? [];
  return start('kubelet', [join(binaries, 'kubelet'), ...flags(usual, given), ...given]);
}

async function untilNodeReady(client: ClusterClient, kubelet: Program): Promise<void> {
  for (let tries = 0; tries < 600 && kubelet.running; tries++) {
    const { status, body } = await client.ask('GET', `/api/v1/nodes/${nodeName}`);
    const conditions: readonly { type: string; status: string }[] = status === 200 ? body.status.conditions : [];
    if (conditions.some((one) => one.type === 'Ready' && one.status === 'True')) {
      const account = await client.ask('GET', '/api/v1/namespaces/default/serviceaccounts/default');
      if (account.status === 200) return;
    }
    await sleep(100);
  }
  throw new Error(`the node does not get ready:\n${readFileSync(kubelet.log, 'utf8').slice(-3000)}`);
}

/** Ends the containers, so that their mounts and interfaces go. */
async function endPods(client: ClusterClient, folder: string, inside: readonly string[]): Promise<void> {
  const { items } = await client.get('/api/v1/pods').catch(() => ({ items: [] }));
  for (const { metadata } of items) {
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
    await client.ask('DELETE', path, { gracePeriodSeconds: 0 }).catch(() => {});
  }
  const [first = '', ...rest] = inside;
  const ctr = async (...words: string[]): Promise<string> => {
    const all = [...rest, join(binaries, 'ctr'), '-a', join(folder, 'containerd.sock'), '-n', 'k8s.io', ...words];
    return (await run(first, all).catch(() => ({ stdout: '' }))).stdout;
  };
  for (let tries = 0; tries < 5; tries++) {
    const tasks = (await ctr('tasks', 'ls', '-q')).split('\n').filter((task) => task !== '');
    if (tasks.length === 0) return;
    for (const task of tasks) await ctr('tasks', 'kill', '-s', 'KILL', task);
    await sleep(300);
  }
}

async function unmountBelow(folder: string): Promise<void> {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point.startsWith(`${folder}/`));
  for (const point of points.toReversed()) await run('umount', ['-l', point]).catch(() => {});
}
