import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judgePods } from '../pod-security/judge-pods.ts';
import { latest } from '../pod-security/version.ts';

export const podMeetsBaseline = defineCheck({
  id: 'HRD-281',
  name: 'pod-meets-baseline',
  aspect: 'hardening/guides',
  title: 'Pods meet the baseline of Pod Security',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/privileged' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-namespaces' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/capabilities' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-path-volumes' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-ports' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/host-probes' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/apparmor' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/selinux' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/proc-mount' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/seccomp' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/sysctls' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/windows-host-process' },
  ],
  remedy: 'Change what is named; each control is explained by Kubernetes under "Pod Security Standards".',
  toKnow: 'Ask the manifest of the Pod, without the settings that cannot be read.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    yield* judgePods(workloads, objects, 'baseline', latest);
  },
});
