import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgePods } from '../pod-security/judge-pods.ts';
import { latest } from '../pod-security/version.ts';

export const podMeetsRestricted = defineCheck({
  id: 'HRD-282',
  name: 'pod-meets-restricted',
  aspect: 'hardening/guides',
  title: 'Pods meet the restricted level of Pod Security',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/volume-types' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/privilege-escalation' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/run-as-non-root' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/run-as-user' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/seccomp' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/proc-mount' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/capabilities' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.6.3' },
  ],
  remedy: 'Change what is named; each control is explained by Kubernetes under "Pod Security Standards".',
  toKnow: 'Ask the manifest of the Pod, without the settings that cannot be read.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    yield* judgePods(workloads, objects, 'restricted', latest);
  },
});
