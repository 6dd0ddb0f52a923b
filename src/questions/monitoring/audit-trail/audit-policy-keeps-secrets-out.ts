import { configuration } from '../../../facts/configuration.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { auditRules } from '../audit/audit-policy.ts';

export const auditPolicyKeepsSecretsOut = defineCheck({
  id: 'MON-185',
  name: 'audit-policy-keeps-secrets-out',
  aspect: 'monitoring/audit-trail',
  title: 'The audit log does not hold the contents of Secrets',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-kubernetes', version: '2.0.1', item: '3.2.2' }],
  remedy: 'Put a rule with `level: Metadata` for secrets before the rules that record requests and responses.',
  toKnow: 'Correct the audit policy; the API server names the fault when it starts.',
  needs: { configurations: configuration },
  *evaluate({ configurations }) {
    for (const one of configurations) {
      if (one.value.program !== 'kubernetes-audit-policy') continue;
      const rules = auditRules(one.value.root);
      if (rules === undefined) {
        yield unknown(one, one.value.root.get('rules').at, 'has no list of rules');
        continue;
      }
      // The first rule that takes all requests for Secrets ends the search: later ones never see any.
      const end = rules.findIndex(({ secrets }) => secrets === 'all');
      const reached = rules.slice(0, end === -1 ? rules.length : end + 1).filter(({ secrets }) => secrets !== 'no');
      const bad = reached.find(({ level }) => level === 'Request' || level === 'RequestResponse');
      const unread = reached.find(({ level }) => level === undefined);
      if (bad !== undefined)
        yield fail(one, bad.at.at, `records requests for Secrets at level ${bad.level}, with what they hold`);
      else if (unread !== undefined) yield unknown(one, unread.at.at, 'a rule has no level that Kubernetes knows');
      else yield pass(one, one.value.root.get('rules').at);
    }
  },
});
