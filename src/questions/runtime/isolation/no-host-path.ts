import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, pass, unknown } from '../../../model/outcome.ts';
import { hostPathsOf, hostVolumesOf } from '../host-paths/host-paths.ts';

export const noHostPath = defineCheck({
  id: 'RUN-125',
  name: 'no-host-path',
  aspect: 'runtime/isolation',
  title: 'Workloads mount no path of the host',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-path-volumes' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.11' },
    { standard: 'nsa-cisa', version: '1.2', item: 'host-paths' },
    { standard: 'nist-800-190', version: '2017', item: '4.5.5' },
  ],
  remedy: 'Use a volume of the cluster or of the engine, a ConfigMap or a Secret instead of a path of the host.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const { value, ...about } of workloads) {
      const paths = hostPathsOf(value);
      if (paths.length === 0) yield pass(about, value.at);
      for (const { path, readOnly } of paths) {
        const saw = `mounts ${path.value ?? 'a path'} of the host`;
        // A bind mount is the usual way to hand a file to a container of Compose or Docker; in a
        // cluster it reaches into whatever node the Pod lands on.
        const severity = value.orchestrator === 'kubernetes' ? 'high' : readOnly ? 'info' : 'low';
        if (path.value === undefined && path.why !== undefined) yield unknown(about, path, path.why);
        else yield fail(about, path, saw, { severity });
      }
    }
    for (const { about, path } of hostVolumesOf(objects))
      yield judge(about, path, (text) => `is ${text} of a node`, { severity: 'medium' });
  },
});
