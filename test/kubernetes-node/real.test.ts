/**
 * A real one-node Kubernetes, as its own defaults leave it and hardened. What an audit of the host says
 * of each item is held against what the test itself started.
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import type { AuditItem } from '../../src/model/audit.ts';
import type { Verdict } from '../../src/model/outcome.ts';
import { ClusterKeys } from '../real/kubernetes-keys.ts';
import { noCluster, startCluster, type Cluster, type ClusterOptions } from '../real/kubernetes-node.ts';
import { auditNode, section } from './audit-node.ts';
import { staticPod } from './node-root.ts';

const skip = noCluster() ?? false;

/** Verdicts of each item about this cluster alone: others may run on the machine meanwhile. */
async function verdictsOf(cluster: Cluster): Promise<Map<string, Verdict[]>> {
  const own = new Set(Object.values(cluster.pids).map((pid) => `/proc/${pid}/cmdline`));
  const items: ReadonlyMap<string, AuditItem> = await auditNode('host:');
  return new Map(
    [...items].map(([item, { outcomes }]) => [
      item,
      outcomes
        .filter(({ evidence }) =>
          evidence.some(({ file = '' }) => own.has(file) || file.startsWith(`${cluster.folder}/`)),
        )
        .map(({ verdict }) => verdict),
    ]),
  );
}

function having(verdicts: ReadonlyMap<string, readonly Verdict[]>, wanted: Verdict): string[] {
  return [...verdicts].filter(([, list]) => list.length > 0 && worst(list) === wanted).map(([item]) => item);
}

function worst(list: readonly Verdict[]): Verdict {
  return list.includes('fail') ? 'fail' : list.includes('unknown') ? 'unknown' : 'pass';
}

/** What the arguments and configurations of running components answer. */
const running = [
  ...section('1.2', 30),
  ...section('1.3', 7),
  ...section('1.4', 2),
  ...section('2', 7),
  ...section('4.2', 14),
];

describe('a node as its defaults leave it', { skip }, () => {
  let cluster: Cluster;
  let manifests: string;
  before(async () => {
    manifests = mkdtempSync(join(tmpdir(), 'plimsoll-manifests-'));
    // It never starts: no image of that name is here. Its mirror is an object of the API all the same.
    const pod = parse(staticPod('kube-scheduler', { 'bind-address': '127.0.0.1' })) as {
      spec: { containers: Record<string, unknown>[] };
    };
    pod.spec.containers[0]!['imagePullPolicy'] = 'Never';
    writeFileSync(join(manifests, 'scheduler.yaml'), stringify(pod), { mode: 0o644 });
    cluster = await startCluster({
      args: ['--authorization-mode=RBAC,AlwaysAllow', '--request-timeout=1h'],
      controllerManagerArgs: ['--bind-address=0.0.0.0', '--terminated-pod-gc-threshold=0'],
      schedulerArgs: ['--bind-address=0.0.0.0'],
      kubelet: {
        authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
        authorization: { mode: 'AlwaysAllow' },
        readOnlyPort: 10_255,
        staticPodPath: manifests,
        makeIPTablesUtilChains: false,
        eventRecordQPS: 1,
        tlsCipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'],
        tlsCertFile: '',
        tlsPrivateKeyFile: '',
      },
    });
  });
  after(async () => {
    await cluster?.stop();
    rmSync(manifests, { recursive: true, force: true });
  });

  it('a static Pod is seen on its node and as its mirror in the API', async () => {
    for (let tries = 0; tries < 100; tries++) {
      const { status } = await cluster.client.ask('GET', '/api/v1/namespaces/kube-system/pods/kube-scheduler-n1');
      if (status === 200) break;
      await sleep(100);
    }
    const live = await auditNode('kube:', { environment: { KUBECONFIG: cluster.kubeconfig } });
    const mirrored = (item: string): Verdict[] =>
      live
        .get(item)!
        .outcomes.filter(({ subject }) => subject.name === 'kube-scheduler-n1')
        .map(({ verdict }) => verdict);
    assert.deepEqual([mirrored('1.4.1'), mirrored('1.4.2'), mirrored('5.1.5')], [['fail'], ['pass'], ['pass']]);
    const files = await auditNode('host:');
    const onNode = (item: string): Verdict[] =>
      files
        .get(item)!
        .outcomes.filter(({ evidence }) => evidence.some(({ file }) => file === join(manifests, 'scheduler.yaml')))
        .map(({ verdict }) => verdict);
    assert.deepEqual(
      [onNode('1.4.1'), onNode('1.4.2'), onNode('1.1.5'), onNode('1.1.6')],
      [['fail'], ['pass'], ['fail'], ['pass']],
    );
  });

  it('fails what was left open, and passes only what holds', async () => {
    const verdicts = await verdictsOf(cluster);
    // The test gives the API server certificates and keys, and adds authorizers beside RBAC.
    const holds = [
      '1.2.2',
      '1.2.4',
      '1.2.8',
      '1.2.10',
      '1.2.12',
      '1.2.13',
      '1.2.21',
      '1.2.22',
      '1.2.24',
      '1.2.25',
      '1.3.4',
      '1.3.5',
      '1.3.6',
      '2.3',
      '2.6',
      '4.2.5',
    ];
    assert.deepEqual(
      having(verdicts, 'pass').filter((item) => running.includes(item)),
      holds,
    );
    assert.deepEqual(
      having(verdicts, 'unknown').filter((item) => running.includes(item)),
      [],
    );
    const left = running.filter((item) => !holds.includes(item));
    assert.deepEqual(
      having(verdicts, 'fail').filter((item) => running.includes(item)),
      left,
    );
    assert.deepEqual(
      having(verdicts, 'fail').filter((item) => item.startsWith('4.1.')),
      ['4.1.5', '4.1.9'],
    );
  });

  it('says the same of itself through the API server', async () => {
    const items = await auditNode('kube:', { environment: { KUBECONFIG: cluster.kubeconfig } });
    const ofNode = (item: string): Verdict[] =>
      items
        .get(item)!
        .outcomes.filter(({ subject }) => subject.kind === 'Node' && subject.name === 'n1')
        .map(({ verdict }) => verdict);
    for (const item of ['4.2.1', '4.2.2', '4.2.4', '4.2.6', '4.2.8', '4.2.10', '4.2.12', '4.2.13', '4.2.14'])
      assert.deepEqual(ofNode(item), ['fail'], item);
    assert.deepEqual(ofNode('4.2.5'), ['pass']);
    // The certificate that it made for itself it shows as if it had been given it.
    assert.deepEqual(ofNode('4.2.9'), ['unknown']);
    // A flag alone sets the name of a node.
    assert.deepEqual(ofNode('4.2.7'), []);
  });

  it('is as open as that', async () => {
    // What the audit says is what the kubelet answers of itself, through the API.
    const { kubeletconfig } = JSON.parse(await cluster.kubectl('get', '--raw', '/api/v1/nodes/n1/proxy/configz'));
    assert.equal(kubeletconfig.authentication.anonymous.enabled, true);
    assert.equal(kubeletconfig.authorization.mode, 'AlwaysAllow');
    assert.equal(kubeletconfig.readOnlyPort, 10_255);
    assert.equal(kubeletconfig.streamingConnectionIdleTimeout, '4h0m0s');
    assert.equal(kubeletconfig.rotateCertificates, undefined);
    assert.equal(kubeletconfig.seccompDefault, false);
  });
});

describe('a hardened node', { skip }, () => {
  let cluster: Cluster;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-hardened-'));
    cluster = await startCluster(await hardened(folder));
  });
  after(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('passes every item that its arguments, configurations and files answer', async () => {
    for (const name of ['kubeconfig', 'kubelet.yaml']) chmodSync(join(cluster.folder, name), 0o600);
    const verdicts = await verdictsOf(cluster);
    // Data of etcd are root's here, who runs it, and the test names the node.
    assert.deepEqual(having(verdicts, 'fail'), ['1.1.12', '4.2.7']);
    const named = running.filter((item) => item !== '4.2.7');
    assert.deepEqual(having(verdicts, 'unknown'), []);
    const files = [
      '1.1.11',
      '1.1.15',
      '1.1.16',
      '1.1.17',
      '1.1.18',
      '1.1.20',
      '1.1.21',
      '4.1.5',
      '4.1.6',
      '4.1.9',
      '4.1.10',
    ];
    for (const item of [...named, ...files, '3.2.1', '3.2.2'])
      assert.equal(worst(verdicts.get(item)!), 'pass', `${item}: ${verdicts.get(item)!.join(', ')}`);
  });

  it('is unknown through the API while its kubelet has no serving certificate', async () => {
    // Nobody approves its request here: the API server cannot speak to it.
    const items = await auditNode('kube:', { environment: { KUBECONFIG: cluster.kubeconfig } });
    for (const item of ['4.2.1', '4.2.10', '4.2.12', '4.2.13']) {
      assert.equal(items.get(item)!.verdict, 'unknown', item);
      assert.match(items.get(item)!.because, /Node n1: its kubelet was not asked how it is configured/);
    }
  });

  it('is not asked by a user who may not use the proxy of nodes, and is no gap then', async () => {
    const certificate = await cluster.keys.client('reader', 'reader');
    const kubeconfig = cluster.kubeconfigOf('reader', certificate);
    await cluster.kubectl('create', 'clusterrole', 'reader', '--verb=list', '--resource=nodes');
    await cluster.kubectl('create', 'clusterrolebinding', 'reader', '--clusterrole=reader', '--user=reader');
    const items = await auditNode('kube:', { environment: { KUBECONFIG: kubeconfig } });
    for (const item of ['4.2.1', '4.2.10', '4.2.13']) {
      const { verdict, outcomes } = items.get(item)!;
      assert.deepEqual([verdict, outcomes], ['unknown', []], item);
      assert.doesNotMatch(items.get(item)!.because, /was not asked how it is configured/);
    }
  });

  it('is as closed as that', async () => {
    assert.ok(readFileSync(join(folder, 'audit.log'), 'utf8').includes('"auditID"'));
    const anonymous = await fetchStatus(cluster);
    assert.equal(anonymous, 401);
  });
});

/** What the API server answers to nobody. */
async function fetchStatus(cluster: Cluster): Promise<number> {
  const { request } = await import('node:https');
  return new Promise((resolve, reject) => {
    const ca = readFileSync(cluster.keys.ca);
    const asked = request(`${cluster.url}/version`, { ca }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });
}

/** Everything that CIS Kubernetes asks of arguments and configurations. */
async function hardened(folder: string): Promise<ClusterOptions> {
  const keys = await ClusterKeys.make(folder);
  const server = await keys.server('etcd', 'etcd', '127.0.0.1');
  const client = await keys.client('etcd-client', 'kube-apiserver');
  const write = (name: string, value: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(value), { mode: 0o600 });
    return path;
  };
  const suites = ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'];
  const secret = Buffer.alloc(32, 7).toString('base64');
  const encryption = write('encryption.json', {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [
      { resources: ['secrets'], providers: [{ secretbox: { keys: [{ name: 'a', secret }] } }, { identity: {} }] },
    ],
  });
  const limits = write('limits.json', {
    apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1',
    kind: 'Configuration',
    limits: [{ type: 'Server', qps: 500, burst: 500 }],
  });
  const admission = write('admission.json', {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [{ name: 'EventRateLimit', path: limits }],
  });
  const policy = write('audit.json', { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{ level: 'Metadata' }] });
  return {
    etcdArgs: [
      `--cert-file=${server.cert}`,
      `--key-file=${server.key}`,
      '--client-cert-auth',
      `--trusted-ca-file=${keys.ca}`,
      `--peer-cert-file=${server.cert}`,
      `--peer-key-file=${server.key}`,
      '--peer-client-cert-auth=true',
      `--peer-trusted-ca-file=${keys.ca}`,
      '--listen-client-urls=https://127.0.0.1:2379',
      '--advertise-client-urls=https://127.0.0.1:2379',
      '--listen-peer-urls=https://127.0.0.1:2380',
      '--initial-advertise-peer-urls=https://127.0.0.1:2380',
      '--initial-cluster=default=https://127.0.0.1:2380',
    ],
    args: [
      '--etcd-servers=https://127.0.0.1:2379',
      `--etcd-cafile=${keys.ca}`,
      `--etcd-certfile=${client.cert}`,
      `--etcd-keyfile=${client.key}`,
      `--kubelet-certificate-authority=${keys.ca}`,
      '--anonymous-auth=false',
      '--enable-admission-plugins=NodeRestriction,AlwaysPullImages,EventRateLimit,DenyServiceExternalIPs',
      `--admission-control-config-file=${admission}`,
      `--encryption-provider-config=${encryption}`,
      `--audit-policy-file=${policy}`,
      `--audit-log-path=${join(folder, 'audit.log')}`,
      '--audit-log-maxage=30',
      '--audit-log-maxbackup=10',
      '--audit-log-maxsize=100',
      '--profiling=false',
      '--service-account-extend-token-expiration=false',
      `--tls-cipher-suites=${suites.join(',')}`,
    ],
    controllerManagerArgs: [
      '--profiling=false',
      '--terminated-pod-gc-threshold=100',
      '--use-service-account-credentials=true',
    ],
    schedulerArgs: ['--profiling=false', '--bind-address=127.0.0.1'],
    kubelet: {
      podPidsLimit: 2048,
      rotateCertificates: true,
      serverTLSBootstrap: true,
      seccompDefault: true,
      tlsCipherSuites: suites,
    },
  };
}
