/** Kinds are followed on a real API server, also where watches end, lines are cut, and moments are forgotten. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessTo } from '../../src/io/kubernetes/access.ts';
import { Cluster } from '../../src/io/kubernetes/cluster.ts';
import { follow, type WatchEvent } from '../../src/io/kubernetes/watch.ts';
import { noKubernetes, startApiServer, type ApiServer } from '../real/kubernetes.ts';
import { faultyProxy, status, type Fault } from './faulty-proxy.ts';

const skip = noKubernetes();
const path = '/api/v1/namespaces/default/configmaps';

describe('a kind that is followed', { skip, timeout: 300_000 }, () => {
  let server: ApiServer;
  before(async () => {
    // Without its cache it knows no more than etcd does.
    server = await startApiServer({ args: ['--watch-cache=false'] });
  });
  after(() => server?.stop());

  const map = (name: string): object => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default' },
  });
  const told = (event: WatchEvent): string => {
    if (event.type === 'listed') return `listed ${event.objects.map(nameOf).toSorted().join(' ')}`.trim();
    return `${event.type} ${nameOf(event.object)}`;
  };
  const nameOf = (object: unknown): string => (object as { metadata: { name: string } }).metadata.name;

  /** Follows until `enough` says so; `act` is done once the first event has come. */
  const followed = async (
    url: string,
    act: () => Promise<unknown>,
    enough: (events: readonly string[]) => boolean,
    from?: string,
  ): Promise<string[]> => {
    const abort = new AbortController();
    const kubeconfig = server.kubeconfigOf('watcher', server.keys.admin, url);
    const access = await accessTo({
      context: undefined,
      environment: { KUBECONFIG: kubeconfig },
      signal: abort.signal,
    });
    const cluster = new Cluster(access, abort.signal, { backOff: 1 });
    const events: string[] = [];
    let acted: Promise<unknown> | undefined;
    try {
      for await (const event of follow(cluster, path, from)) {
        events.push(told(event));
        acted ??= act();
        if (enough(events)) break;
      }
    } finally {
      await acted;
      abort.abort();
      cluster.close();
    }
    return events;
  };

  it('is listed first, and then each change comes in order', async () => {
    await server.client.create(map('old'));
    const act = async (): Promise<void> => {
      await server.client.create(map('new'));
      await server.client.want('PUT', `${path}/new`, { ...map('new'), data: { a: '1' } });
      await server.client.delete(map('new'));
    };
    const events = await followed(server.url, act, (all) => all.at(-1) === 'deleted new');
    assert.deepEqual(events, ['listed old', 'added new', 'modified new', 'deleted new']);
  });

  it('misses nothing and hears nothing twice where every watch ends after one event, some in the middle of it', async () => {
    let watches = 0;
    const proxy = await faultyProxy(server, (url) => {
      if (!url.includes('watch=')) return null;
      watches += 1;
      if (watches % 3 === 0) return status(503);
      return watches % 3 === 1 ? oneLine(server, url, 1) : oneLine(server, url, 0.5);
    });
    try {
      const names = Array.from({ length: 6 }, (_, n) => `burst-${n}`);
      const act = async (): Promise<void> => {
        for (const name of names) await server.client.create(map(name));
      };
      const events = await followed(proxy.url, act, (all) => all.at(-1) === 'added burst-5');
      assert.deepEqual(
        events.slice(1),
        names.map((name) => `added ${name}`),
      );
      assert.ok(watches > 6);
    } finally {
      await proxy.close();
    }
  });

  it('is listed anew when the server no longer knows the moment', async () => {
    const { metadata } = await server.client.get(path);
    const early = metadata.resourceVersion as string;
    for (const name of ['while-away', 'and-longer']) await server.client.create(map(name));
    const { metadata: now } = await server.client.get(path);
    await fetch(`${server.etcd}/v3/kv/compaction`, {
      method: 'POST',
      body: JSON.stringify({ revision: Number(now.resourceVersion), physical: true }),
    });
    const events = await followed(
      server.url,
      async () => {},
      (all) => all.length > 0,
      early,
    );
    assert.match(events[0]!, /^listed .*while-away/);
  });

  it('ends with what the server says when that does not pass by itself', async () => {
    const proxy = await faultyProxy(server, (url) =>
      url.includes('watch=') ? status(403, '{"message":"no watch"}') : null,
    );
    try {
      await assert.rejects(
        followed(
          proxy.url,
          async () => {},
          () => false,
        ),
        /HTTP 403: no watch/,
      );
    } finally {
      await proxy.close();
    }
  });
});

/** Passes on a share of the first event and ends the answer. */
function oneLine(server: ApiServer, url: string, share: number): Fault {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const line = await server.client.firstLine(url);
    response.end(share === 1 ? `${line}\n` : line.slice(0, line.length * share));
  };
}
