import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { kubernetesObject } from '../../facts/kubernetes-object.ts';
import { Cluster } from '../../io/kubernetes/cluster.ts';
import { fact } from '../../model/fact.ts';
import { apiPlace, Located } from '../../model/located.ts';
import { KnownNodes, lookAtKubelets } from './kubelets.ts';

const answer = JSON.stringify({ kubeletconfig: { authentication: { anonymous: { enabled: false } } } });

/** What is told of nodes by a server that gives each this status; null: the node is not ready. */
async function told(nodes: Readonly<Record<string, number | null>>): Promise<readonly string[]> {
  const server = createServer((request, response) => {
    const node = request.url!.split('/')[4]!;
    response.writeHead(nodes[node] ?? 500, { 'content-type': 'application/json' }).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const agent = new Agent();
  const access = {
    server: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    context: 'test',
    namespace: undefined,
    verified: true,
    credentials: () => Promise.resolve({ agent: agent as never, headers: {} }),
    renew: () => {},
    close: () => {},
  };
  const known = new KnownNodes();
  for (const [name, status] of Object.entries(nodes)) known.note({ fact: nodeOf(name, status !== null) });
  const told: string[] = [];
  const cluster = new Cluster(access, new AbortController().signal, { backOff: 1 });
  for await (const sighting of lookAtKubelets(cluster, known))
    told.push('gap' in sighting ? `${sighting.gap.code} ${sighting.gap.subject}` : sighting.fact.subject.name);
  agent.destroy();
  server.close();
  return told;
}

function nodeOf(name: string, ready: boolean) {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }];
  const root = Located.root({ status: { conditions } }, apiPlace('kubernetes', 'GET /api/v1/nodes'));
  const about = { subject: { source: 'kubernetes', kind: 'Node', name }, stage: 'admitted' } as const;
  const value = { apiVersion: 'v1', kind: 'Node', name, namespace: '', labels: {}, annotations: {}, root };
  return fact(kubernetesObject, about, value, root.at);
}

describe('kubelets', () => {
  it('that answer are read', async () => {
    assert.deepEqual(await told({ a: 200, b: 200 }), ['a', 'b']);
  });
  it('that fail are gaps', async () => {
    assert.deepEqual(await told({ a: 200, b: 404 }), ['a', 'KUBELET_UNREAD Node b']);
  });
  it('are not asked for where this user may ask none', async () => {
    assert.deepEqual(await told({ a: 403, b: 403 }), []);
    assert.deepEqual(await told({ a: 401, b: 200, c: null }), []);
    assert.deepEqual(await told({ a: null }), []);
  });
  it('of some nodes prove nothing of those that may not be asked, or are not ready', async () => {
    assert.deepEqual(await told({ a: 200, b: 403, c: 200 }), ['a', 'KUBELET_UNREAD Node b', 'c']);
    assert.deepEqual(await told({ a: 200, b: null }), ['a', 'KUBELET_UNREAD Node b']);
    assert.deepEqual(await told({ a: 200, b: 401, c: 401 }), ['a', 'KUBELET_UNREAD Node b', 'KUBELET_UNREAD Node c']);
  });
});
