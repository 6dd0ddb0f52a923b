import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { inspections } from '../reachability/inspection.ts';
import type { Inspection } from '../reachability/inspection.ts';
import type { Endpoint } from '../reachability/layer.ts';
import type { RulePort, TierPolicy, TierRule } from '../reachability/tiers/tier.ts';

export const namedPortsExist = defineCheck({
  id: 'NET-202',
  name: 'named-ports-exist',
  aspect: 'network/policies',
  title: 'The ports that a policy names are ports of the Pods it speaks of',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Name a port that a container of the destination declares with this protocol, or give its number.',
  toKnow: 'Ask a folder that holds the workloads that the policies speak of.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    for (const inspection of inspections(workloads, objects)) {
      for (const { fact, policy } of inspection.policies) {
        const named = namedPorts(policy, inspection);
        if (named.length === 0) continue;
        const missing = named.find(({ found }) => found === 'no');
        const unsure = named.find(({ found }) => found === 'maybe');
        if (missing !== undefined) {
          const { rule, port } = missing;
          yield fail(fact, rule.at(), `${rule.title} names port "${port.name}", which no container it speaks of has`);
        } else if (unsure !== undefined) {
          const { rule, port } = unsure;
          yield unknown(
            fact,
            rule.at(),
            `whether a container has the port "${port.name}" of ${rule.title} is not known`,
          );
        } else yield pass(fact, fact.at);
      }
    }
  },
});

type NamedPort = Extract<RulePort, { readonly name: string }>;

interface Named {
  readonly rule: TierRule;
  readonly port: NamedPort;
  readonly found: 'yes' | 'no' | 'maybe';
}

function namedPorts(policy: TierPolicy, inspection: Inspection): Named[] {
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    policy[direction].flatMap((rule) => {
      const ports = rule.ports === 'all' ? [] : rule.ports.filter((port): port is NamedPort => 'name' in port);
      if (ports.length === 0) return [];
      const of = direction === 'ingress' ? selected(policy, inspection) : destinations(rule, inspection);
      return ports.map((port) => ({ rule, port, found: holds(of, port) }));
    }),
  );
}

interface Some {
  readonly sure: readonly Endpoint[];
  readonly perhaps: readonly Endpoint[];
}

function selected({ subject }: TierPolicy, inspection: Inspection): Some {
  const all = subject.map((set) => inspection.workloadsOf(set));
  return { sure: all.flatMap(({ sure }) => sure), perhaps: all.flatMap(({ perhaps }) => perhaps) };
}

/** Addresses outside have no ports by name. */
function destinations({ peers }: TierRule, inspection: Inspection): Some {
  if (peers === 'all') return { sure: inspection.endpoints, perhaps: [] };
  const all = peers.flatMap((peer) => (peer.kind === 'pods' ? [inspection.workloadsOf(peer.pods)] : []));
  return { sure: all.flatMap(({ sure }) => sure), perhaps: all.flatMap(({ perhaps }) => perhaps) };
}

/** Whether a Pod has the port; of none that was read it is not known. */
function holds({ sure, perhaps }: Some, port: NamedPort): Named['found'] {
  const has = ({ pod }: Endpoint): boolean | undefined =>
    pod!.namedPorts?.some(({ name, protocol }) => name === port.name && protocol === (port.protocol ?? protocol));
  const found = sure.map(has);
  if (found.includes(true)) return 'yes';
  return found.length === 0 || found.includes(undefined) || perhaps.some((one) => has(one) !== false) ? 'maybe' : 'no';
}
