import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { apiServers } from '../audit/api-server.ts';

export const auditLogBounded = defineCheck({
  id: 'MON-183',
  name: 'audit-log-bounded',
  aspect: 'monitoring/audit-trail',
  title: 'The audit log of the API server reaches back 30 days and does not fill the disk',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '1.2.17' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '1.2.18' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '1.2.19' },
  ],
  remedy: 'Set `--audit-log-maxage=30`, `--audit-log-maxbackup=10` and `--audit-log-maxsize=100` or more.',
  toKnow: 'Ask how long the place that takes the log keeps it.',
  needs: { workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate({ workloads, processes, units }) {
    for (const { flags, ...about } of apiServers(workloads, processes, units)) {
      const path = flags.value?.get('audit-log-path');
      if (flags.value === undefined) yield unknown(about, flags, flags.why ?? 'its arguments are not said');
      else if (path === '-')
        yield unknown(
          about,
          flags,
          'writes its audit log to standard output: how long that is kept is decided elsewhere',
        );
      else if (!path && flags.value.get('audit-webhook-config-file'))
        yield unknown(about, flags, 'sends its audit log away: how long that is kept is decided elsewhere');
      else if (!path) yield fail(about, flags, 'writes no audit log');
      else {
        for (const [flag, least, item] of limits) {
          const fault = faultOf(flag, least, flags.value.get(flag));
          const at = { ...flags.at, note: `--${flag}` };
          const extra = { references: [{ standard: 'cis-kubernetes', version: '2.0.1', item }] };
          yield fault === null ? pass(about, at, '', extra) : fail(about, at, fault, extra);
        }
      }
    }
  },
});

/** Days, files and megabytes that the CIS benchmark asks for, and the items that do. */
const limits = [
  ['audit-log-maxage', 30, '1.2.17'],
  ['audit-log-maxbackup', 10, '1.2.18'],
  ['audit-log-maxsize', 100, '1.2.19'],
] as const;

function faultOf(flag: string, least: number, text: string | undefined): string | null {
  if (text === undefined) return `--${flag} is not set`;
  return /^\d+$/.test(text) && Number(text) >= least ? null : `--${flag} is ${text}, less than ${least}`;
}
