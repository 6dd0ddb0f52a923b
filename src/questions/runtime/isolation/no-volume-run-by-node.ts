import { judgePods } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';

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
  evaluate({ workloads }) {
    return judgePods(workloads, ['volumes'], (about) => {
      const found = about.workload.volumes.find(({ kind }) => kind === 'flexVolume' || kind === 'gitRepo');
      if (found !== undefined)
        return fail(
          about,
          found.at,
          `volume ${found.name} is a ${found.kind}: ${harms[found.kind === 'gitRepo' ? 'gitRepo' : 'flexVolume']}`,
        );
      const list = about.pod.get('volumes');
      return list.isList ? about.fine : unknown(about, list.at, 'volumes is no list');
    });
  },
});
