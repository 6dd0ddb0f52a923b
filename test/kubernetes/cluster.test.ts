/** A real API server is asked: what may be listed, what may not, and what a role must give. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { collectors } from '../../src/cli/collectors.ts';
import { cluster as clusterFact, type Cluster } from '../../src/facts/cluster.ts';
import { kubernetesObject, type KubernetesObject } from '../../src/facts/kubernetes-object.ts';
import { listing } from '../../src/facts/listing.ts';
import { neededKinds } from '../../src/readers/kubernetes/needed-kinds.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { collect, comparable, difference, sorted, type Seen } from './collect.ts';
import { sampleObjects } from './sample-objects.ts';

const run = promisify(execFile);
const skip = noKubernetes();
const start = join(import.meta.dirname, '../../src/cli/start.ts');

describe('a cluster', { skip, timeout: 600_000 }, () => {
  let server: ApiServer;
  before(async () => {
    server = await startApiServer();
    for (const name of ['shop', 'locked']) await server.client.namespace(name);
    for (const object of sampleObjects('shop')) await server.client.create(object);
    for (const object of sampleObjects('locked')) await server.client.create(object);
  });
  after(() => server?.stop());

  const plimsoll = async (
    kubeconfig: string,
    ...words: string[]
  ): Promise<{ code: number; out: string; err: string }> => {
    const env = { ...process.env, KUBECONFIG: kubeconfig, PLIMSOLL_HOME: join(server.folder, 'home') };
    return run(process.execPath, [start, ...words], { env, maxBuffer: 64 << 20 }).then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        out: stdout,
        err: stderr,
      }),
    );
  };

  it('says its version, gives every object with its API path, and has no gap', async () => {
    const { facts, gaps } = await collect(server.kubeconfig);
    assert.deepEqual(gaps, []);
    const about = facts.find(({ kind }) => kind === clusterFact.name);
    assert.match((about!.value as Cluster).version.value ?? '', /^v\d+\.\d+\.\d+/);
    const web = facts.find(({ kind, subject }) => kind === 'workload' && subject.kind === 'Deployment');
    assert.equal(web!.stage, 'admitted');
    assert.match(web!.at.api!, /^GET \/apis\/apps\/v1\/namespaces\/(shop|locked)\/deployments\/web$/);
    const listed = facts.filter(({ kind }) => kind === listing.name).map(({ value }) => value);
    assert.ok(JSON.stringify(listed).includes('{"kind":"PodDisruptionBudget","namespace":""}'));
  });

  it('keeps of a Secret its type and the names of its values, and no value', async () => {
    const { facts } = await collect(server.kubeconfig);
    const secrets = facts.filter(({ kind, subject }) => kind === kubernetesObject.name && subject.kind === 'Secret');
    const values = secrets.map(({ value }) => (value as KubernetesObject).root.value as Record<string, unknown>);
    assert.ok(values.some(({ type }) => type === 'Opaque'));
    assert.deepEqual([...new Set(values.flatMap(({ data }) => Object.values(Object(data))))], [null]);
    const all = JSON.stringify(comparable(facts));
    for (const secret of ['hunter2', Buffer.from('hunter2').toString('base64')]) assert.ok(!all.includes(secret));
    const alerting = facts.filter(({ kind, subject }) => kind === 'configuration' && subject.kind === 'Secret');
    assert.equal(alerting.length, 2, 'a configuration in a Secret is read all the same');
  });

  describe('the same objects from files', () => {
    let live: readonly string[];
    before(async () => {
      live = without(await collect(server.kubeconfig));
      assert.ok(live.length > 100);
    });
    /** Facts that only an API gives are left out, and Secrets, whose values only files keep. */
    const without = ({ facts }: Seen): string[] =>
      comparable(
        facts.filter(
          ({ kind, subject }) =>
            kind !== clusterFact.name &&
            kind !== listing.name &&
            !(kind === kubernetesObject.name && subject.kind === 'Secret'),
        ),
      );
    const ofFolder = async (name: string, files: Readonly<Record<string, string>>): Promise<string[]> => {
      const folder = join(server.folder, name);
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(join(folder, file, '..'), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
      const context = { signal: new AbortController().signal, progress: () => {} };
      const target = { path: folder, shown: name, ignore: [], environment: {} };
      const seen = sorted(await Array.fromAsync((await collectors.directory()).collect(target, context)));
      assert.deepEqual(seen.gaps, []);
      return without(seen);
    };
    const same = (dumped: readonly string[]): void => {
      assert.deepEqual(difference(dumped, live), []);
      assert.deepEqual(difference(live, dumped), []);
      assert.equal(dumped.length, live.length);
    };
    const resources = async (): Promise<string[]> => {
      const known = (await server.kubectl('api-resources', '-o', 'name')).trim().split('\n');
      return neededKinds
        .map(({ group, resource }) => (group === '' ? resource : `${resource}.${group}`))
        .filter((name) => known.includes(name));
    };

    for (const format of ['json', 'yaml']) {
      it(`kubectl get -o ${format}`, async () => {
        const text = await server.kubectl('get', (await resources()).join(','), '-A', '-o', format);
        same(await ofFolder(`dump-${format}`, { [`all.${format}`]: text }));
      });
    }
    it('a folder with a file for each kind', async () => {
      const files: Record<string, string> = {};
      for (const name of await resources())
        files[`${name}/list.json`] = await server.kubectl('get', name, '-A', '-o', 'json');
      same(await ofFolder('dump-files', files));
    });
    it('kubectl cluster-info dump, of the kinds that it holds', async () => {
      const folder = join(server.folder, 'dump-info');
      await server.kubectl('cluster-info', 'dump', '--all-namespaces', `--output-directory=${folder}`);
      const seen = await ofFolder('dump-info', {});
      const pods = seen.filter((one) => one.startsWith('["workload"'));
      assert.ok(pods.length >= 6);
      assert.deepEqual(difference(pods, live), []);
    });
  });

  describe('asked by a user who may not list everything', () => {
    const grant = async (namespace: string, rules: readonly object[]): Promise<void> => {
      const metadata = { name: 'reader', namespace };
      const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' };
      const subjects = [{ kind: 'ServiceAccount', name: 'auditor', namespace: 'default' }];
      const apiVersion = 'rbac.authorization.k8s.io/v1';
      await server.client.create({ apiVersion, kind: 'Role', metadata, rules });
      await server.client.create({ apiVersion, kind: 'RoleBinding', metadata, roleRef: role, subjects });
    };
    let kubeconfig: string;
    before(async () => {
      await server.client.serviceAccount('default', 'auditor');
      const token = await server.client.token('default', 'auditor');
      kubeconfig = server.kubeconfigOf('auditor', { token });
    });

    it('nothing at all: one gap for the cluster, which names every rule', async () => {
      const { gaps } = await collect(kubeconfig);
      const [first] = gaps;
      assert.equal(first!.code, 'CLUSTER_FORBIDDEN');
      assert.match(first!.because, /User "system:serviceaccount:default:auditor" may not list/);
      assert.match(
        first!.toKnow,
        /\{apiGroups: \["apps"\], resources: \[daemonsets, deployments, replicasets, statefulsets\], verbs: \[list\]\}/,
      );
      assert.ok(first!.touches.includes('runtime/access') && first!.touches.includes('hardening/practices'));
    });

    it('no Secret, and nothing in one namespace: the rest is seen, and each gap names what to grant', async () => {
      const metadata = { name: 'cluster-reader' };
      const rules = neededKinds
        .filter(({ namespaced }) => !namespaced)
        .map(({ group, resource }) => ({ apiGroups: [group], resources: [resource], verbs: ['list'] }));
      const apiVersion = 'rbac.authorization.k8s.io/v1';
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name };
      const subjects = [{ kind: 'ServiceAccount', name: 'auditor', namespace: 'default' }];
      await server.client.create({ apiVersion, kind: 'ClusterRole', metadata, rules });
      await server.client.create({ apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef, subjects });
      const namespaced = neededKinds
        .filter((one) => one.namespaced && one.kind !== 'Secret')
        .map(({ group, resource }) => ({ apiGroups: [group], resources: [resource], verbs: ['list'] }));
      const { items } = await server.client.get('/api/v1/namespaces');
      for (const one of items) if (one.metadata.name !== 'locked') await grant(one.metadata.name, namespaced);

      const { facts, gaps } = await collect(kubeconfig);
      assert.deepEqual(
        gaps.map(({ code }) => code),
        ['CLUSTER_FORBIDDEN', 'CLUSTER_FORBIDDEN'],
      );
      const secrets = gaps.find(({ subject }) => subject === 'secrets')!;
      assert.match(
        secrets.toKnow,
        /a ClusterRole and ClusterRoleBinding: \{apiGroups: \[""\], resources: \[secrets\], verbs: \[list\]\}/,
      );
      assert.deepEqual(secrets.touches, neededKinds.find(({ kind }) => kind === 'Secret')!.touches.toSorted());
      const locked = gaps.find((gap) => gap !== secrets)!;
      assert.match(locked.subject, /in namespace locked$/);
      assert.match(
        locked.toKnow,
        /a Role and RoleBinding in namespace locked: .*resources: \[cronjobs, jobs\], verbs: \[list\]/,
      );
      const kinds = neededKinds.filter((one) => one.namespaced && one.kind !== 'Secret');
      const own = new Set(kinds.flatMap(({ touches }) => touches));
      assert.deepEqual(
        locked.touches.filter((aspect) => !own.has(aspect)),
        [],
        'kinds of no namespace were listed',
      );
      const namespaces = new Set(facts.flatMap(({ subject }) => subject.namespace ?? []));
      assert.ok(namespaces.has('shop') && !namespaces.has('locked'));
      const listed = facts.filter(({ kind }) => kind === listing.name).map(({ value }) => JSON.stringify(value));
      assert.ok(listed.includes('{"kind":"Pod","namespace":"shop"}'));
      assert.ok(!listed.some((one) => one.includes('locked') || one.includes('Secret')));
      assert.ok(!listed.includes('{"kind":"Pod","namespace":""}'));

      const { code, out } = await plimsoll(kubeconfig, 'ask', 'kube:', '--format', 'json');
      assert.ok(code === 1 || code === 2);
      const report = JSON.parse(out) as {
        gaps: { touches: string[] }[];
        answers: { aspects: { aspect: string; answer: string }[] }[];
      };
      const touched = new Set(report.gaps.flatMap(({ touches }) => touches));
      for (const { aspect, answer } of report.answers.flatMap(({ aspects }) => aspects))
        if (touched.has(aspect)) assert.notEqual(answer, 'yes', aspect);
    });

    it('only one namespace, and not even its name: that is looked at, the rest is a gap', async () => {
      await server.client.serviceAccount('shop', 'insider');
      const rules = [{ apiGroups: ['', 'apps'], resources: ['pods', 'deployments'], verbs: ['list'] }];
      const apiVersion = 'rbac.authorization.k8s.io/v1';
      const metadata = { name: 'insider', namespace: 'shop' };
      const subjects = [{ kind: 'ServiceAccount', name: 'insider', namespace: 'shop' }];
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'insider' };
      await server.client.create({ apiVersion, kind: 'Role', metadata, rules });
      await server.client.create({ apiVersion, kind: 'RoleBinding', metadata, roleRef, subjects });
      const token = await server.client.token('shop', 'insider');
      const path = server.kubeconfigOf('insider', { token }, server.url, 'shop');
      const { facts, gaps } = await collect(path);
      assert.ok(facts.some(({ kind, subject }) => kind === 'workload' && subject.namespace === 'shop'));
      assert.ok(gaps.some(({ because }) => /only namespace shop was looked at/.test(because)));
      assert.ok(gaps.every(({ code }) => code === 'CLUSTER_FORBIDDEN'));
      const rest = gaps.find(({ subject }) => subject === 'all namespaces but one');
      assert.ok(rest!.touches.includes('hardening/practices'));
    });

    it('with the role that Plimsoll prints, and nothing more: no gap', async () => {
      const printed = await plimsoll(server.kubeconfig, 'kubernetes', 'role', '--name', 'printed');
      assert.deepEqual([printed.code, printed.err], [0, '']);
      const file = join(server.folder, 'role.yaml');
      writeFileSync(file, printed.out);
      await server.kubectl('apply', '-f', file);
      await server.client.serviceAccount('default', 'printed');
      const words = ['clusterrolebinding', 'printed', '--clusterrole=printed', '--serviceaccount=default:printed'];
      await server.kubectl('create', ...words);
      const token = await server.client.token('default', 'printed');
      const path = server.kubeconfigOf('printed', { token });
      const { facts, gaps } = await collect(path);
      assert.deepEqual(gaps, []);
      const all = await collect(server.kubeconfig);
      assert.deepEqual(difference(comparable(all.facts), comparable(facts)), []);
      // And not a rule too much: without any one of them something is missing.
      const rules = printed.out.match(/^ {6}- /gm) ?? [];
      assert.equal(rules.length, neededKinds.length);
    });

    it('makes the role for one cluster: its custom resources are in it, what it does not serve is not', async () => {
      await server.client.create(customResource());
      await server.kubectl(
        'wait',
        '--for=condition=established',
        '--timeout=30s',
        'crd/hostnetworkpolicies.fabric.test',
      );
      const { out } = await plimsoll(server.kubeconfig, 'kubernetes', 'role', 'kube:');
      assert.match(out, /apiGroups: \["fabric\.test"\]\n {4}resources:\n {6}- "hostnetworkpolicies"/);
      assert.ok(!out.includes('projectcalico'));
      const { gaps } = await collect(
        server.kubeconfigOf('again', { token: await server.client.token('default', 'printed') }),
      );
      assert.deepEqual(
        gaps.map(({ code, subject, touches }) => [code, subject, ...touches]),
        [['CLUSTER_FORBIDDEN', 'hostnetworkpolicies.fabric.test', 'network/policies', 'network/segmentation']],
      );
    });
  });

  it('a token that the server does not know ends the command', async () => {
    const path = server.kubeconfigOf('stranger', { token: 'not-a-token' });
    const { code, err } = await plimsoll(path, 'ask', 'kube:');
    assert.equal(code, 3);
    assert.match(err, /CLUSTER_DENIED: .*HTTP 401/);
    assert.ok(!err.includes('not-a-token'));
  });

  it('is logged in to with data in the kubeconfig, and by a plugin that gives a token or a certificate', async () => {
    const flat = join(server.folder, 'flat');
    writeFileSync(flat, await server.kubectl('config', 'view', '--raw', '--flatten', '-o', 'json'));
    assert.ok(!readFileSync(flat, 'utf8').includes(server.folder));
    const all = comparable((await collect(flat)).facts);
    await server.client.serviceAccount('default', 'plugged');
    const words = ['clusterrolebinding', 'plugged', '--clusterrole=cluster-admin', '--serviceaccount=default:plugged'];
    await server.kubectl('create', ...words);
    const { admin } = server.keys;
    const given = [
      { token: await server.client.token('default', 'plugged') },
      { clientCertificateData: readFileSync(admin.cert, 'utf8'), clientKeyData: readFileSync(admin.key, 'utf8') },
    ];
    for (const [index, status] of given.entries()) {
      const answer = join(server.folder, `credential-${index}`);
      writeFileSync(
        answer,
        JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }),
      );
      const config = JSON.parse(readFileSync(flat, 'utf8')) as object;
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'cat', args: [answer] };
      const path = join(server.folder, `plugged-${index}`);
      writeFileSync(path, JSON.stringify({ ...config, users: [{ name: 'user', user: { exec } }] }));
      const { facts, gaps } = await collect(path, {}, { PATH: process.env['PATH'] ?? '' });
      assert.deepEqual(gaps, []);
      assert.deepEqual(
        difference(
          all.filter((one) => !one.includes('plugged')),
          comparable(facts),
        ),
        [],
      );
    }
  });

  it('a certificate that is not verified is told, and one that is wrong ends the command', async () => {
    const config = JSON.parse(readFileSync(server.kubeconfig, 'utf8')) as { clusters: { cluster: object }[] };
    const write = (name: string, cluster: object): string => {
      const path = join(server.folder, name);
      writeFileSync(path, JSON.stringify({ ...config, clusters: [{ name: 'test', cluster }] }));
      return path;
    };
    const { gaps } = await collect(write('blind', { server: server.url, 'insecure-skip-tls-verify': true }));
    assert.deepEqual(
      gaps.map(({ code, touches }) => [code, ...touches]),
      [['CLUSTER_UNVERIFIED']],
    );
    await assert.rejects(collect(write('strange', { server: server.url })), {
      code: 'CLUSTER_UNREACHABLE',
      message: /TLS failed: self-signed|TLS failed: unable to verify/,
    });
  });

  it('a context is named, and one that is not there is said with those that are', async () => {
    const { code, err } = await plimsoll(server.kubeconfig, 'ask', 'kube:nowhere');
    assert.deepEqual(
      [code, /NO_SUCH_TARGET: There is no context "nowhere"; the kubeconfig has "test"/.test(err)],
      [3, true],
    );
  });
});

function customResource(): object {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'hostnetworkpolicies.fabric.test' },
    spec: {
      group: 'fabric.test',
      scope: 'Cluster',
      names: { plural: 'hostnetworkpolicies', singular: 'hostnetworkpolicy', kind: 'HostNetworkPolicy' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}
