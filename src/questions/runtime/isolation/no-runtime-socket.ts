import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';
import { hostPathsOf, hostVolumesOf, runtimeSocket, standing } from '../host-paths/host-paths.ts';

export const noRuntimeSocket = defineCheck({
  id: 'RUN-127',
  name: 'no-runtime-socket',
  aspect: 'runtime/isolation',
  title: 'No socket of a container runtime is mounted',
  severity: 'critical',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.32' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-path-volumes' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy:
    'Do without it: give the tool an API of its own, or put a proxy in front that lets only the needed reads through.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const { value, ...about } of workloads) {
      const paths = hostPathsOf(value);
      if (paths.length === 0) yield pass(about, value.at);
      for (const { path } of paths) {
        yield judge(about, standing(path), reaches);
      }
    }
    for (const { about, path } of hostVolumesOf(objects)) yield judge(about, path, reaches);
  },
});

function reaches(path: string): string | null {
  const socket = runtimeSocket(path);
  return socket === null ? null : `mounts ${path}, by which ${socket} is reached`;
}
