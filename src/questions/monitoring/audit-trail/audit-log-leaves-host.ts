import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { pass, unknown } from '../../../model/outcome.ts';
import { apiServers } from '../audit/api-server.ts';

export const auditLogLeavesHost = defineCheck({
  id: 'MON-186',
  name: 'audit-log-leaves-host',
  aspect: 'monitoring/audit-trail',
  title: 'The audit log of the API server is also kept where its host cannot change it',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'log-forwarding' }],
  remedy:
    'Send the audit log away as it is written: `--audit-webhook-config-file`, or a collector that reads the file.',
  toKnow: 'Look into the configuration of the log collector of the control plane, and into the log store it sends to.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate({ workloads, processes, units }) {
    for (const { flags, ...about } of apiServers(workloads, processes, units)) {
      if (flags.value?.get('audit-webhook-config-file')) yield pass(about, flags, 'sent by webhook');
      else
        yield unknown(
          about,
          flags,
          'whether something takes its audit log off the host, out of reach of who breaks in there, is not seen',
        );
    }
  },
});
