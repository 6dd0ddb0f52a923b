/** A proxy stands before a real API server and does wrong: what comes of it is whole, or a gap that says what is not. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { listing } from '../../src/facts/listing.ts';
import { neededKinds } from '../../src/readers/kubernetes/needed-kinds.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { collect, comparable, difference, type Seen } from './collect.ts';
import { cut, cutQuietly, faultyProxy, silence, status, type Fault } from './faulty-proxy.ts';
import { sampleObjects } from './sample-objects.ts';

const skip = noKubernetes();
const token = 'a-token-that-must-stay-secret';

describe('an API server behind a faulty proxy', { skip, timeout: 600_000 }, () => {
  let server: ApiServer;
  let clean: Seen;
  before(async () => {
    server = await startApiServer({
      args: ['--feature-gates=ListFromCacheSnapshot=false'],
    });
    await server.client.namespace('shop');
    for (const object of sampleObjects('shop')) await server.client.create(object);
    clean = await collect(server.kubeconfig);
  });
  after(() => server?.stop());

  /** The same cluster, asked through a proxy. */
  const through = async (
    faultOf: (path: string, before: number) => Fault | null,
    limits: Parameters<typeof collect>[1] = {},
  ): Promise<Seen & { readonly asked: readonly string[] }> => {
    const proxy = await faultyProxy(server, faultOf);
    try {
      return { ...(await collect(server.kubeconfigOf('proxy', { token }, proxy.url), limits)), asked: proxy.asked };
    } finally {
      await proxy.close();
    }
  };
  const isWhole = ({ facts, gaps }: Seen): void => {
    assert.deepEqual(gaps, []);
    const [these, those] = [facts, clean.facts].map((all) => comparable(all.filter(({ kind }) => kind !== 'cluster')));
    assert.deepEqual(difference(these!, those!), []);
    assert.equal(these!.length, those!.length);
  };
  const touchesOf = (kind: string): readonly string[] =>
    neededKinds.find((one) => one.kind === kind)!.touches.toSorted();
  const pods = /^\/api\/v1\/pods\b/;

  for (const [name, fault] of [
    ['429 with Retry-After', status(429, '{}', { 'retry-after': '0' })],
    ['429', status(429)],
    ['503', status(503, 'upstream is down')],
    ['500 with a Status', status(500, '{"kind":"Status","message":"etcdserver: leader changed"}')],
    ['cut answers', cut],
    ['broken JSON', cutQuietly],
  ] as const)
    it(`${name}, twice for each request: nothing is missed`, async () => {
      const seen = await through((_path, times) => (times < 2 ? fault : null));
      isWhole(seen);
    });

  for (const [name, fault, because] of [
    ['500 for ever', status(500, '{"message":"etcd has no space"}'), /HTTP 500: etcd has no space/],
    ['404', status(404, '404 page not found'), /HTTP 404/],
    ['broken JSON for ever', cutQuietly, /no whole JSON/],
    ['an answer that is no list', status(200, '{"kind":"Status"}'), /no list of objects/],
    ['a Status with metadata', status(200, '{"kind":"Status","metadata":{},"status":"Failure"}'), /no list of objects/],
    ['a list that is none', status(200, '{"items":{"a":1}}'), /no list of objects/],
    ['null', status(200, 'null'), /no list of objects/],
    ['silence', silence, /no answer within/],
    ['a redirect', status(307, '', { location: 'http://127.0.0.1:1/' }), /redirects/],
    ['Retry-After of an hour', status(429, '', { 'retry-after': '3600' }), /asks to wait for 3600 s/],
    ['the same page for ever', status(200, '{"metadata":{"continue":"x"},"items":[]}'), /same page again/],
    ['a page that never ends to be expired', status(410, '{"message":"too old"}'), /HTTP 410/],
  ] as const)
    it(`${name}, for Pods: a gap that touches what needs Pods, and the rest is whole`, async () => {
      const seen = await through((path) => (pods.test(path) ? fault : null), { firstByte: 3000, retries: 2 });
      assert.deepEqual(
        seen.gaps.map(({ code, subject, touches }) => [code, subject, touches.toSorted()]),
        [['CLUSTER_UNREAD', 'pods', touchesOf('Pod')]],
      );
      assert.match(seen.gaps[0]!.because, because);
      assert.ok(!JSON.stringify(seen.gaps).includes(token));
      const others = clean.facts.filter(
        ({ subject }) => !/^Pod(List)?$/.test(subject.kind) && subject.kind !== 'Cluster',
      );
      assert.deepEqual(difference(comparable(others), comparable(seen.facts)), []);
      assert.ok(
        !seen.facts.some(({ kind, value }) => kind === listing.name && (value as { kind: string }).kind === 'Pod'),
      );
    });

  it('a continue token that expires in the middle begins the list anew: nothing twice, nothing missed', async () => {
    const wide = /^\/apis\/rbac\.authorization\.k8s\.io\/v1\/clusterroles(\?|$)/;
    const seen = await through((path) =>
      wide.test(path) && path.includes('limit=')
        ? path.includes('continue=')
          ? status(
              410,
              JSON.stringify({
                kind: 'Status',
                reason: 'Expired',
                message: 'The provided continue parameter is too old',
              }),
            )
          : async (response, pass) => {
              const list = JSON.parse((await pass()).toString()) as { items: unknown[]; metadata: object };
              const page = {
                ...list,
                items: list.items.slice(0, 5),
                metadata: { ...list.metadata, continue: 'token' },
              };
              response.end(JSON.stringify(page));
            }
        : null,
    );
    isWhole(seen);
    assert.equal(seen.asked.filter((path) => wide.test(path)).length, 3);
  });

  it('the same when it is the real server to whom the token is too old', async () => {
    const wide = /^\/api\/v1\/configmaps\?/;
    const churn = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'churn', namespace: 'shop' } };
    let refused = 0;
    const seen = await through((path) => {
      if (!wide.test(path) || !path.includes('limit=')) return null;
      return async (response, _pass) => {
        const url = path.includes('continue=') ? path : path.replace('limit=500', 'limit=1');
        if (path.includes('continue=')) {
          await server.client.create(churn);
          await server.client.delete(churn);
          await compact(server);
        }
        const { status: code, body } = await server.client.ask('GET', url);
        if (code === 410) refused += 1;
        response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
    });
    assert.equal(refused, 1, 'the server took the token for good');
    assert.deepEqual(seen.gaps, []);
    const names = (facts: Seen['facts']): string[] =>
      facts
        .filter(({ kind, subject }) => kind === 'kubernetes-object' && subject.kind === 'ConfigMap')
        .map(({ subject }) => subject.name);
    assert.deepEqual(
      names(seen.facts)
        .filter((name) => name !== 'churn')
        .toSorted(),
      names(clean.facts).toSorted(),
    );
  });

  it('answers that are too large are asked for in smaller pages; one object that is too large is a gap', async () => {
    const whole = JSON.stringify(await server.client.get('/apis/rbac.authorization.k8s.io/v1/clusterroles')).length;
    isWhole(await through(() => null, { answer: Math.ceil(whole / 3) }));
    const seen = await through(() => null, { answer: 2000 });
    assert.ok(seen.gaps.length > 0);
    assert.ok(seen.gaps.every(({ code }) => code === 'CLUSTER_LIMIT' || code === 'CLUSTER_UNREAD'));
  });

  it('more objects than the limit: a gap', async () => {
    const seen = await through(() => null, { objects: 20 });
    const limits = seen.gaps.filter(({ code }) => code === 'CLUSTER_LIMIT').map(({ subject }) => subject);
    assert.ok(limits.includes('clusterroles.rbac.authorization.k8s.io'), limits.join());
  });

  it('a server that says of no kind that it serves it: all known kinds are tried, and a gap tells', async () => {
    for (const fault of [status(403, '{"message":"no"}'), status(200, '{}'), status(200, '[]')]) {
      const seen = await through((path) => (/^\/apis?$/.test(path) ? fault : null));
      assert.deepEqual(
        seen.gaps.map(({ code, subject }) => [code, subject]),
        [['CLUSTER_UNREAD', 'the kinds that the cluster serves']],
      );
      assert.ok(seen.facts.some(({ subject }) => subject.kind === 'Deployment'));
      assert.ok(
        !seen.facts.some(({ kind, value }) => kind === listing.name && (value as { kind: string }).kind === 'Gateway'),
      );
    }
  });

  it('a server that leaves out groups that every Kubernetes has: that they are not there is not believed', async () => {
    const list = '{"kind":"APIGroupDiscoveryList","items":[]}';
    for (const body of ['{}', '{"kind":"APIGroupList"}', '{"kind":"APIGroupDiscoveryList"}', list, '{"groups":[]}']) {
      const seen = await through((path) => (path === '/apis' ? status(200, body) : null));
      assert.deepEqual(
        seen.gaps.map(({ code, subject }) => [code, subject]),
        [['CLUSTER_UNREAD', 'the kinds that the cluster serves']],
        body,
      );
      assert.ok(seen.facts.some(({ subject }) => subject.kind === 'ClusterRole'));
      assert.ok(!seen.facts.some(({ kind }) => kind === listing.name), 'and no list is said to be complete');
    }
  });

  it('a server without aggregated discovery is read group by group; a group that is down is a gap', async () => {
    const old = (path: string): Fault | null =>
      /^\/apis?$/.test(path)
        ? async (response, pass) => {
            await pass();
            const { body } = await server.client.ask('GET', path);
            response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
          }
        : null;
    isWhole(await through(old));
    const seen = await through((path) => (path === '/apis/policy/v1' ? status(503) : old(path)), { retries: 1 });
    assert.deepEqual(
      seen.gaps.map(({ code, subject, touches }) => [code, subject, touches.toSorted()]),
      [['CLUSTER_API_UNANSWERED', 'policy/v1', touchesOf('PodDisruptionBudget')]],
    );
    const without = await through((path) => (path === '/apis/apps/v1' ? status(503) : old(path)), { retries: 1 });
    assert.deepEqual(
      without.gaps.map(({ code, subject, touches }) => [code, subject, touches.toSorted()]),
      [['CLUSTER_API_UNANSWERED', 'apps/v1', touchesOf('Deployment')]],
    );
  });

  it('a server that is gone from the start, or answers nonsense: a failure that names it, without the token', async () => {
    const faults: readonly [Fault, RegExp][] = [
      [silence, /no answer within/],
      [status(502, '<html>Bad Gateway</html>'), /HTTP 502/],
      [status(200, '<html>Log in</html>'), /no whole JSON/],
    ];
    for (const [fault, because] of faults)
      await assert.rejects(
        through(() => fault, { firstByte: 200, retries: 1 }),
        (error: Error & { code: string }) => {
          assert.equal(error.code, 'CLUSTER_UNREACHABLE');
          assert.match(error.message, because);
          assert.ok(!error.message.includes(token));
          return true;
        },
      );
    await assert.rejects(collect(server.kubeconfigOf('gone', { token }, 'http://127.0.0.1:1'), { retries: 0 }), {
      code: 'CLUSTER_UNREACHABLE',
    });
  });

  it('a server that falls silent in the middle is given up, and every kind that it did not give is a gap', async () => {
    const seen = await through((path) => (/^\/(version|apis?)$/.test(path) ? null : silence), {
      firstByte: 100,
      retries: 0,
    });
    const kinds = neededKinds.filter(({ group }) => !/istio|linkerd|calico|gateway/.test(group)).length;
    assert.equal(seen.gaps.length, kinds);
    assert.ok(seen.asked.length < 12, `${seen.asked.length} requests`);
  });

  it('objects that have not the shape of any are gaps, and harm no other', async () => {
    const items = [
      null,
      7,
      'text',
      [],
      {},
      { metadata: null },
      { metadata: { name: 5, namespace: [] } },
      {
        metadata: { name: 'a', namespace: 'shop', ownerReferences: [{ kind: 'Pod', name: 'a', uid: 'u' }], uid: 'u' },
        spec: { containers: 7 },
      },
      { metadata: { name: 'b', namespace: '../../x', labels: [] }, spec: { containers: [{ image: {} }] } },
      JSON.parse('{"metadata":{"name":"c","__proto__":{"x":1}},"spec":{"__proto__":{"containers":[]}}}'),
      { kind: 'List', items: [{ kind: 'Pod' }] },
    ];
    const list = JSON.stringify({ kind: 'PodList', items, metadata: {} });
    const seen = await through((path) => (pods.test(path) ? status(200, list) : null));
    assert.ok(seen.gaps.length >= 8);
    assert.ok(seen.gaps.every(({ code }) => code === 'OBJECT_INVALID'));
    const others = clean.facts.filter(
      ({ subject }) => !/^Pod(List)?$/.test(subject.kind) && subject.kind !== 'Cluster',
    );
    assert.deepEqual(difference(comparable(others), comparable(seen.facts)), []);
  });
});

/** Lets etcd forget all that was before now. */
async function compact(server: ApiServer): Promise<void> {
  const { metadata } = await server.client.get('/api/v1/namespaces?limit=1');
  const revision = Number(metadata.resourceVersion);
  const answer = await fetch(`${server.etcd}/v3/kv/compaction`, {
    method: 'POST',
    body: JSON.stringify({ revision, physical: true }),
  });
  assert.equal(answer.status, 200, await answer.text());
}
