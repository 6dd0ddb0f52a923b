import { configuration } from '../../../facts/configuration.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { hostUnit } from '../../../facts/host-unit.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { apiServers } from '../audit/api-server.ts';
import { auditRules } from '../audit/audit-policy.ts';

export const auditPolicyComplete = defineCheck({
  id: 'MON-184',
  name: 'audit-policy-complete',
  aspect: 'monitoring/audit-trail',
  title: 'The audit policy records every request that no rule leaves out by name',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '3.2.2' },
    { standard: 'nsa-cisa', version: '1.2', item: 'audit-logging' },
  ],
  remedy: 'End the policy with a rule that names only `level: Metadata`.',
  toKnow: 'Ask the folder with the audit policy, the file named by `--audit-policy-file`.',
  needs: { configurations: configuration, workloads: workload, processes: hostProcess, units: hostUnit },
  *evaluate({ configurations, workloads, processes, units }) {
    const own = configurations.filter(({ value }) => value.program === 'kubernetes-audit-policy');
    for (const one of own) {
      const { root } = one.value;
      const rules = auditRules(root);
      if (rules === undefined) {
        yield unknown(one, root.get('rules').at, 'has no list of rules');
        continue;
      }
      const last = rules.find(({ all }) => all);
      const reached = last === undefined ? rules : rules.slice(0, rules.indexOf(last) + 1);
      const unread = reached.find(({ level }) => level === undefined);
      if (unread !== undefined) yield unknown(one, unread.at.at, 'a rule has no level that Kubernetes knows');
      else if (leavesOutAnswers(root) || reached.some(({ at }) => leavesOutAnswers(at)))
        yield fail(one, root.at, 'omits the stage ResponseComplete: what came of a request is not recorded');
      else if (reached.every(({ level }) => level === 'None')) yield fail(one, root.get('rules').at, 'records nothing');
      else if (last === undefined)
        yield fail(one, root.get('rules').at, 'no rule takes what the others do not name: the rest is not recorded');
      else if (last.level === 'None')
        yield fail(one, last.at.at, 'a rule leaves out everything that no rule before it names');
      else yield pass(one, last.at.at);
    }
    if (own.length > 0) return;
    for (const { flags, ...about } of apiServers(workloads, processes, units)) {
      if (flags.value?.get('audit-policy-file'))
        yield unknown(about, flags, 'its audit policy is not among what was read');
    }
  },
});

/** Most requests are recorded only when they are answered: the stages before are usually left out as noise. */
function leavesOutAnswers(holder: Located): boolean {
  return holder
    .get('omitStages')
    .items()
    .some(({ value }) => value === 'ResponseComplete');
}
