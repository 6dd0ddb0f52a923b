import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Workload } from '../../src/facts/workload.ts';
import type { Fact } from '../../src/model/fact.ts';
import { look } from './look.ts';

const manifests = join(import.meta.dirname, '../../../shared/data/manifests/badPods/manifests');

/** What each folder's name promises. */
const promises: Readonly<Record<string, readonly string[]>> = {
  'everything-allowed': ['privileged', 'hostPid', 'hostIpc', 'hostNetwork', 'hostPath'],
  'priv-and-hostpid': ['privileged', 'hostPid'],
  priv: ['privileged'],
  hostpath: ['hostPath'],
  hostpid: ['hostPid'],
  hostnetwork: ['hostNetwork'],
  hostipc: ['hostIpc'],
  'nothing-allowed': [],
};
/** One manifest holds more than its folder's name says: its text shares two more namespaces. */
const more: Readonly<Record<string, readonly string[]>> = {
  'hostipc/deamonset/hostipc-revshell-deamonset.yaml': ['hostPid', 'hostIpc', 'hostNetwork'],
};
const kinds = [
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'Pod',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
];

function seenIn({ value }: Fact<Workload>): string[] {
  const { hostPid, hostIpc, hostNetwork, containers, volumes } = value;
  const privileged = containers.map((one) => one.privileged.value);
  const known = [hostPid.value, hostIpc.value, hostNetwork.value, ...privileged];
  assert.ok(
    known.every((setting) => setting !== undefined),
    'every setting is known',
  );
  return [
    ...(privileged.includes(true) ? ['privileged'] : []),
    ...(hostPid.value === true ? ['hostPid'] : []),
    ...(hostIpc.value === true ? ['hostIpc'] : []),
    ...(hostNetwork.value === true ? ['hostNetwork'] : []),
    ...(volumes.some(({ hostPath }) => hostPath?.value !== undefined) ? ['hostPath'] : []),
  ];
}

describe('badPods', () => {
  for (const [folder, promised] of Object.entries(promises)) {
    it(`${folder}: ${promised.join(', ') || 'nothing'}`, async () => {
      const { workloads, gaps } = await look(join(manifests, folder), { shown: folder });
      assert.deepEqual(gaps, []);
      assert.deepEqual([...new Set(workloads.map(({ subject }) => subject.kind))].toSorted(), kinds);
      for (const one of workloads) {
        assert.deepEqual(seenIn(one), more[one.at.file!] ?? promised, `${one.subject.kind} ${one.at.file}`);
      }
    });
  }
  it('leads to the line of what is seen', async () => {
    const { workloads } = await look(join(manifests, 'priv/pod/priv-exec-pod.yaml'), { shown: 'priv-exec-pod.yaml' });
    const { at } = workloads[0]!.value.containers[0]!.privileged;
    assert.deepEqual([at.file, at.place], ['priv-exec-pod.yaml', 'spec.containers[0].securityContext.privileged']);
    assert.ok(at.line! > 1 && at.column! > 1);
  });
  it('is all there', async () => {
    const { workloads } = await look(manifests);
    const folders = new Set(workloads.map(({ at }) => at.file!.split('/')[0]));
    assert.deepEqual(folders, new Set(Object.keys(promises)));
  });
});
