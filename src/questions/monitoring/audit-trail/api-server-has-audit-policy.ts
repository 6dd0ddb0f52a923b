import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { apiServers } from '../audit/api-server.ts';

export const apiServerHasAuditPolicy = defineCheck({
  id: 'MON-182',
  name: 'api-server-has-audit-policy',
  aspect: 'monitoring/audit-trail',
  title: 'The API server of Kubernetes is given an audit policy',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '3.2.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'audit-logging' },
  ],
  remedy: 'Start kube-apiserver with `--audit-policy-file`: without a policy it records nothing.',
  toKnow: 'Ask the folder with the static Pods of the control plane, /etc/kubernetes/manifests.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate({ workloads, processes, units }) {
    for (const { flags, ...about } of apiServers(workloads, processes, units)) {
      if (flags.value === undefined) yield unknown(about, flags, flags.why ?? 'its arguments are not said');
      else if (flags.value.get('audit-policy-file')) yield pass(about, flags);
      else yield fail(about, flags, 'has no --audit-policy-file: nothing is recorded');
    }
  },
});
