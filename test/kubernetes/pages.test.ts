/** Ten thousand Pods of a real API server: the pages of a list give what a dump of them gives. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { collectors } from '../../src/cli/collectors.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { collect, comparable, difference, sorted } from './collect.ts';
import { faultyProxy } from './faulty-proxy.ts';

const skip = noKubernetes();
const namespaces = 10;
const podsOfEach = 1000;

describe('10,000 Pods', { skip, timeout: 900_000 }, () => {
  let server: ApiServer;
  before(async () => {
    server = await startApiServer({ serviceAccountAdmission: false });
    const pods: object[] = [];
    for (let n = 0; n < namespaces; n++) {
      const namespace = `team-${n}`;
      await server.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      for (let p = 0; p < podsOfEach; p++) pods.push(podOf(namespace, p));
    }
    const queue = pods.values();
    await Promise.all(
      Array.from({ length: 24 }, async () => {
        for (const pod of queue) await server.client.create(pod);
      }),
    );
  });
  after(() => server?.stop());

  it('come in pages, and are the same as in a dump', async () => {
    const proxy = await faultyProxy(server, () => null);
    const live = await collect(server.kubeconfigOf('pages', { token: 'x' }, proxy.url));
    await proxy.close();
    assert.deepEqual(live.gaps, []);
    const pages = proxy.asked.filter((path) => path.startsWith('/api/v1/pods?'));
    assert.equal(pages.length, (namespaces * podsOfEach) / 500);
    const workloads = comparable(live.facts.filter(({ kind }) => kind === 'workload'));
    assert.equal(workloads.length, namespaces * podsOfEach);

    const folder = join(server.folder, 'dump');
    mkdirSync(folder);
    for (let n = 0; n < namespaces; n++) {
      const text = await server.kubectl('get', 'pods', '-n', `team-${n}`, '-o', 'json');
      writeFileSync(join(folder, `team-${n}.json`), text);
    }
    const context = { signal: new AbortController().signal, progress: () => {} };
    const target = { path: folder, shown: 'dump', ignore: [], environment: {} };
    const dump = sorted(await Array.fromAsync((await collectors.directory()).collect(target, context)));
    assert.deepEqual(dump.gaps, []);
    const dumped = comparable(dump.facts.filter(({ kind }) => kind === 'workload'));
    assert.deepEqual(difference(dumped, workloads), []);
    assert.deepEqual(difference(workloads, dumped), []);
  });
});

function podOf(namespace: string, index: number): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}`, namespace, labels: { app: `app-${index % 50}` } },
    spec: {
      automountServiceAccountToken: index % 2 === 0,
      containers: [
        {
          name: 'main',
          image: `registry.test/app:${index % 7}`,
          ...(index % 3 === 0 ? { securityContext: { privileged: true } } : {}),
        },
        ...(index % 5 === 0 ? [{ name: 'side', image: 'registry.test/side' }] : []),
      ],
    },
  };
}
