import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

const harms = {
  flexVolume: 'the kubelet runs a driver of the node as root for it',
  gitRepo: 'the kubelet clones it as root, outside of any container',
} as const;

export const noVolumeRunByNode = defineCheck({
  id: 'RUN-401',
  name: 'no-volume-run-by-node',
  aspect: 'runtime/isolation',
  title: 'No volume makes its node run a program',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Use a CSI driver for storage, and an init container that clones for `gitRepo`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podsOf(workloads)) {
      const { pod, workload: owner } = about;
      const found = owner.volumes.find(({ kind }) => kind === 'flexVolume' || kind === 'gitRepo');
      const list = pod.get('volumes');
      if (found !== undefined)
        yield fail(
          about,
          found.at,
          `volume ${found.name} is a ${found.kind}: ${harms[found.kind === 'gitRepo' ? 'gitRepo' : 'flexVolume']}`,
        );
      else if (!list.empty && !list.isList) yield unknown(about, list.at, 'volumes is no list');
      else yield pass(about, owner.at);
    }
  },
});
