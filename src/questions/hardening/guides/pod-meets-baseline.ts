import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { baselineFindings } from '../pod-security/controls.ts';
import { describeFindings } from '../pod-security/findings.ts';
import { objectOf, podSpecOf } from '../pod-security/pod-spec.ts';

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
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.1' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.10' },
  ],
  remedy: 'Change what is named; each control is explained by Kubernetes under "Pod Security Standards".',
  toKnow: 'Ask the manifest of the Pod, without the settings that cannot be read.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const one of workloads) {
      if (one.value.orchestrator !== 'kubernetes') continue;
      const object = objectOf(one, objects);
      if (object === null) {
        yield unknown(one, one.value.at, 'the object itself was not seen');
        continue;
      }
      const findings = baselineFindings(one.value, podSpecOf(object));
      const broken = findings.filter(({ known }) => known);
      if (broken.length > 0)
        yield fail(
          one,
          broken.map(({ at }) => at),
          describeFindings(broken),
        );
      else if (findings.length > 0)
        yield unknown(
          one,
          findings.map(({ at }) => at),
          describeFindings(findings),
        );
      else yield pass(one, one.value.at);
    }
  },
});
