import { configuration } from '../../../facts/configuration.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { apiServers } from '../audit/api-server.ts';

export const apiServerWritesAuditLog = defineCheck({
  id: 'MON-181',
  name: 'api-server-writes-audit-log',
  aspect: 'monitoring/audit-trail',
  title: 'The API server of Kubernetes writes or sends an audit log',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '1.2.16' },
    { standard: 'nsa-cisa', version: '1.2', item: 'audit-logging' },
  ],
  remedy: 'Start kube-apiserver with `--audit-log-path` or `--audit-webhook-config-file`.',
  toKnow: 'Ask the folder with the static Pods of the control plane, /etc/kubernetes/manifests.',
  needs: { workloads: workload, configurations: configuration, processes: hostProcess, units: hostUnit },
  *evaluate({ workloads, configurations, processes, units }) {
    const servers = apiServers(workloads, processes, units);
    for (const { flags, ...about } of servers) {
      if (flags.value === undefined) yield unknown(about, flags, flags.why ?? 'its arguments are not said');
      else if (flags.value.get('audit-log-path') === '/dev/null')
        yield fail(about, flags, 'writes its audit log to /dev/null: nothing is kept');
      else if (flags.value.get('audit-log-path') || flags.value.get('audit-webhook-config-file'))
        yield pass(about, flags);
      else
        yield fail(about, flags, 'has neither --audit-log-path nor --audit-webhook-config-file: nothing is recorded');
    }
    if (servers.length > 0) return;
    for (const one of configurations) {
      if (one.value.program === 'kubernetes-audit-policy')
        yield unknown(one, one.value.root.at, 'no API server that uses this audit policy is among what was read');
    }
  },
});
