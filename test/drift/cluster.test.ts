/** A real cluster with its own controllers and kubelet: what nobody touched is no drift. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DriftReport } from '../../src/model/drift.ts';
import type { Plain } from '../real/kubernetes-client.ts';
import { noCluster, startCluster, type Cluster } from '../real/kubernetes-node.ts';
import { namespace, objects, workloads } from './declared.ts';
import { told } from './hold.ts';

const run = promisify(execFile);
const start = join(import.meta.dirname, '../../src/cli/start.ts');

describe('drift of a real cluster', { skip: noCluster() ?? false, timeout: 600_000 }, () => {
  let cluster: Cluster;
  let folder: string;
  before(async () => {
    cluster = await startCluster();
    folder = join(cluster.folder, 'declared');
    mkdirSync(folder);
    const write = (name: string, some: readonly object[]): void =>
      writeFileSync(join(folder, name), some.map((one) => JSON.stringify(one, null, 2)).join('\n---\n'));
    // JSON is YAML, and several documents make a file of it.
    write('0-namespace.yaml', [namespace]);
    // Of a Secret the value is not read from a cluster, so that it stays unknown.
    const all = objects().filter(({ kind }) => kind !== 'Secret');
    write('1-objects.yaml', all);
    write('2-workloads.yaml', workloads());
    await cluster.kubectl('apply', '-f', join(folder, '0-namespace.yaml'));
    await cluster.kubectl('apply', '--server-side', '-f', join(folder, '1-objects.yaml'));
    await cluster.kubectl('apply', '-f', join(folder, '2-workloads.yaml'));
    for (const name of ['deployment/web', 'deployment/api', 'statefulset/db', 'daemonset/agent'])
      await cluster.kubectl('rollout', 'status', '-n', 'shop', name, '--timeout=120s');
    // As the controller of CronJobs would.
    await cluster.kubectl('create', 'job', '-n', 'shop', 'nightly-1', '--from=cronjob/nightly');
    await running(5 + 1 + 1);
  });
  after(() => cluster?.stop());

  const pods = async (): Promise<readonly Plain[]> =>
    (await cluster.client.get('/api/v1/namespaces/shop/pods')).items.filter(
      ({ metadata }: Plain) => metadata.deletionTimestamp === undefined,
    );
  const running = async (count: number): Promise<void> => {
    let seen: readonly Plain[] = [];
    for (let tries = 0; tries < 400; tries++) {
      seen = (await pods()).filter(({ status }) => status.phase === 'Running');
      if (seen.length >= count) return;
      await sleep(200);
    }
    assert.fail(
      `${seen.length} Pods run: ${JSON.stringify((await pods()).map(({ metadata, status }) => [metadata.name, status]))}`,
    );
  };

  const drift = async (...words: string[]): Promise<{ code: number; report: DriftReport }> => {
    const env = { ...process.env, KUBECONFIG: cluster.kubeconfig, PLIMSOLL_HOME: join(cluster.folder, 'home') };
    const all = [start, 'hardening', 'drift', '-d', folder, '-l', 'kube:', '-f', 'json', ...words];
    const { code, stdout } = await run(process.execPath, all, { env, maxBuffer: 64 << 20 }).then(
      (done) => ({ code: 0, stdout: done.stdout }),
      (error: { code: number; stdout: string; stderr: string }) => {
        assert.notEqual(error.stdout, '', error.stderr);
        return { code: error.code, stdout: error.stdout };
      },
    );
    return { code, report: JSON.parse(stdout) as DriftReport };
  };

  it('has none when nobody touched it', async () => {
    const { code, report } = await drift();
    assert.deepEqual(told(report), []);
    assert.deepEqual(report.gaps, { declared: [], live: [] });
    assert.equal(report.verdict, 'no drift');
    assert.equal(code, 0);
    assert.ok(report.count.same >= 24, `${report.count.same} were compared`);
  });

  it('has none while an autoscaler or a person changes how many there are', async () => {
    await cluster.kubectl('scale', '-n', 'shop', 'deployment/web', '--replicas=3');
    await cluster.kubectl('rollout', 'status', '-n', 'shop', 'deployment/web', '--timeout=120s');
    const { report } = await drift();
    assert.deepEqual(told(report), []);
    assert.equal(report.verdict, 'no drift');
  });

  it('tells what was done to Pods and to what makes them', async () => {
    const patch = (kind: string, name: string, ops: readonly Plain[]): Promise<string> =>
      cluster.kubectl('patch', kind, name, '-n', 'shop', '--type=json', '-p', JSON.stringify(ops));
    const of = async (app: string): Promise<string[]> =>
      (await pods()).filter(({ metadata }) => metadata.labels?.app === app).map(({ metadata }) => metadata.name);
    const [first, second] = await of('web');
    await patch('pod', first!, [{ op: 'replace', path: '/spec/containers/0/image', value: 'evil.example/x:1' }]);
    await cluster.kubectl('debug', '-n', 'shop', second!, '--image=test/pause:1', '-c', 'peek', '--profile=baseline');
    // Changed at its template: rolled out to its Pods, so that it is told once.
    await patch('statefulset', 'db', [
      { op: 'replace', path: '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem', value: false },
    ]);
    await cluster.kubectl('rollout', 'status', '-n', 'shop', 'statefulset/db', '--timeout=120s');
    // A Pod that a ReplicaSet takes for its own by its labels, in place of one that was deleted.
    await cluster.kubectl('scale', '-n', 'shop', 'deployment/api', '--replicas=0');
    await cluster.kubectl('delete', 'networkpolicy', 'deny', '-n', 'shop');
    await cluster.kubectl('run', 'shell', '-n', 'shop', '--image=test/pause:1', '--image-pull-policy=Never');
    await sleep(2000);
    const { code, report } = await drift();
    assert.deepEqual(
      told(report),
      [
        `differs Pod shop/${first}: image of main`,
        `differs Pod shop/${second}: container of peek`,
        'differs StatefulSet shop/db: securityContext.readOnlyRootFilesystem of main',
        'missing NetworkPolicy shop/deny',
        'undeclared Pod shop/shell',
      ].toSorted(),
    );
    assert.equal(code, 1);
    assert.ok(report.items.every(({ state, effect }) => state === 'differs' || effect !== null));
  });
});
