/** The whole cluster that tests start: a node that runs Pods, and says how it is set up. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { noCluster, startCluster } from './kubernetes-node.ts';

it('a real node runs a Pod, gives its log and its configuration', { skip: noCluster(), timeout: 300_000 }, async () => {
  const cluster = await startCluster({ kubelet: { maxPods: 17 } });
  try {
    const containers = [{ name: 'main', image: 'test/pause:1', imagePullPolicy: 'Never', args: ['hello'] }];
    const spec = { dnsPolicy: 'Default', containers };
    await cluster.client.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec });
    const path = '/api/v1/namespaces/default/pods/web';
    let phase = '';
    for (let tries = 0; phase !== 'Running' && tries < 300; tries++) {
      await sleep(200);
      phase = (await cluster.client.get(path)).status.phase;
    }
    assert.equal(phase, 'Running');
    assert.equal(await cluster.kubectl('logs', 'web'), 'hello\n');
    const { kubeletconfig } = await cluster.client.get(`/api/v1/nodes/${cluster.nodeName}/proxy/configz`);
    assert.equal(kubeletconfig.maxPods, 17);
  } finally {
    await cluster.stop();
  }
});
