import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { inspections, type Inspection } from '../reachability/inspection.ts';
import type { Endpoint } from '../reachability/layer.ts';
import type { TierPolicy, TierRule } from '../reachability/tiers/tier.ts';

export const egressLeavesDns = defineCheck({
  id: 'NET-204',
  name: 'egress-leaves-dns',
  aspect: 'network/policies',
  title: 'Pods whose egress is denied by default may still resolve names',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Let the Pods reach the DNS of the cluster on UDP and TCP port 53.',
  toKnow: 'Correct the policy; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const inspection of inspections(workloads, objects)) {
      const around = isolating(inspection);
      for (const endpoint of inspection.endpoints) {
        const { sure, perhaps } = around.get(endpoint) ?? { sure: [], perhaps: [] };
        const about = endpoint.workload!;
        if (sure.length === 0) continue;
        const rules = sure.flatMap(({ egress }) => egress);
        const [first] = sure;
        // One that talks to no one by name needs none.
        if (rules.length === 0 && perhaps.length === 0) continue;
        if (rules.some((rule) => opensDns(rule))) yield pass(about, first!.at());
        else if (perhaps.length > 0)
          yield unknown(about, perhaps[0]!.at(), `whether ${perhaps[0]!.title} lets it resolve names is not known`);
        else
          yield fail(
            about,
            first!.at(),
            `${first!.title} isolates it for egress, and no policy lets it reach UDP port 53`,
          );
      }
    }
  },
});

interface Around {
  readonly sure: TierPolicy[];
  readonly perhaps: TierPolicy[];
}

/** The NetworkPolicies that isolate each workload for egress. */
function isolating(inspection: Inspection): Map<Endpoint, Around> {
  const found = new Map<Endpoint, Around>();
  const of = (endpoint: Endpoint): Around => {
    let around = found.get(endpoint);
    if (around === undefined) found.set(endpoint, (around = { sure: [], perhaps: [] }));
    return around;
  };
  for (const { policy, tier } of inspection.policies) {
    if (tier !== 'NetworkPolicy' || !policy.directions.egress) continue;
    for (const set of policy.subject) {
      const { sure, perhaps } = inspection.workloadsOf(set);
      for (const one of sure) of(one)[policy.doubt === undefined ? 'sure' : 'perhaps'].push(policy);
      for (const one of perhaps) of(one).perhaps.push(policy);
    }
  }
  return found;
}

/** A port by name may be that of DNS: it fits what the DNS of the cluster declares, which is seldom read. */
function opensDns({ ports }: TierRule): boolean {
  if (ports === 'all') return true;
  return ports.some((port) =>
    'name' in port
      ? port.name.startsWith('dns') && port.protocol !== 'TCP'
      : port.protocol === 'UDP' && port.first <= 53 && port.last >= 53,
  );
}
