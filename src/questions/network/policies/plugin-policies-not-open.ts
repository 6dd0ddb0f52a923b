import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { stages } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import type { Severity } from '../../../model/severity.ts';
import { opensTo } from '../reachability/openness.ts';
import { pluginPolicies } from '../reachability/plugin-selection.ts';
import type { TierRule } from '../reachability/tiers/tier.ts';

/** As of rules of a NetworkPolicy (NET-125, NET-126). */
const severities = {
  ingress: { allPorts: 'high', somePorts: 'medium' },
  egress: { allPorts: 'medium', somePorts: 'low' },
} as const;
const words = {
  all: 'everyone',
  everywhere: 'half the internet or more',
  cluster: 'every Pod of the cluster',
} as const;

export const pluginPoliciesNotOpen = defineCheck({
  id: 'NET-306',
  name: 'plugin-policies-not-open',
  aspect: 'network/policies',
  title: 'No policy of Calico or Cilium lets everyone through',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Name in the rule the Pods, namespaces or address blocks that need access.',
  toKnow: 'Read what the rule lets through: `plimsoll network map` shows it with the reason.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const stage of stages) {
      for (const { fact, parts, fault } of pluginPolicies(objects, stage)) {
        if (fault !== undefined) {
          yield unknown(fact, fact.at, `cannot be read: ${fault}`, { toKnow: 'Correct the policy.' });
          continue;
        }
        let isFine = true;
        for (const direction of ['ingress', 'egress'] as const) {
          for (const rule of parts.flatMap((part) => part[direction])) {
            const to = opensTo(rule);
            if (to === null) continue;
            isFine = false;
            const says = `lets ${words[to]} ${direction === 'ingress' ? 'in' : 'be reached'} on ${rule.ports === 'all' ? 'every port' : 'some ports'}`;
            if (rule.doubt !== undefined) yield unknown(fact, rule.at(), `perhaps ${says}: ${rule.doubt}`);
            else yield fail(fact, rule.at(), says, { severity: severityOf(rule, direction, to) });
          }
        }
        if (isFine) yield pass(fact, fact.at);
      }
    }
  },
});

function severityOf({ ports }: TierRule, direction: 'ingress' | 'egress', to: keyof typeof words): Severity {
  const { allPorts, somePorts } = severities[direction];
  if (to !== 'cluster') return ports === 'all' ? allPorts : somePorts;
  return ports === 'all' ? somePorts : 'low';
}
