import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';
import { hostPathsOf, hostVolumesOf, sensitive, standing } from '../host-paths/host-paths.ts';

export const noSensitiveHostPath = defineCheck({
  id: 'RUN-126',
  name: 'no-sensitive-host-path',
  aspect: 'runtime/isolation',
  title: 'No path is mounted that controls the host or holds its secrets',
  severity: 'critical',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.6' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-path-volumes' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.11' },
    { standard: 'nist-800-190', version: '2017', item: '4.5.5' },
  ],
  remedy: 'Mount the one file that is needed, read-only, or get it another way; never mount a folder of the system.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const { value, ...about } of workloads) {
      const paths = hostPathsOf(value);
      if (paths.length === 0) yield pass(about, value.at);
      for (const { path, readOnly } of paths) {
        const found = path.value === undefined ? null : sensitive(path.value);
        const severity = found === null ? 'critical' : readOnly ? found.readOnly : found.writable;
        const mounts = readOnly ? 'mounts (read-only)' : 'mounts';
        yield judge(
          about,
          standing(path),
          (text) => (found === null ? null : `${mounts} ${text} of the host: ${found.harm}`),
          found === null ? {} : { severity },
        );
      }
    }
    for (const { about, path } of hostVolumesOf(objects)) {
      const found = path.value === undefined ? null : sensitive(path.value);
      yield judge(about, path, (text) => (found === null ? null : `is ${text} of a node: ${found.harm}`));
    }
  },
});
