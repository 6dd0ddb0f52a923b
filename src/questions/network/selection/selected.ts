import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { pluginIsolation } from '../reachability/plugin-selection.ts';
import { firstInOrder } from './order.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import {
  elsewhere,
  namespaceOf,
  networkPolicies,
  policiesAround,
  policySelects,
  selectable,
  unreadPolicies,
  unsaid,
  type Direction,
} from './policies.ts';

/**
 * Whether a NetworkPolicy isolates each workload in one direction. Kubernetes isolates a Pod when at
 * least one policy of that direction selects it; a policy that cannot be read, or of a kind that is
 * not understood, may be that one.
 */
export function* judgeSelected(
  direction: Direction,
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
): Generator<Judgement> {
  const foreignAt = unreadPolicies(objects);
  const pluginFor = pluginIsolation(workloads, objects, direction);
  const around = policiesAround(networkPolicies(objects));
  for (const one of unjudged(workloads, objects)) {
    yield unknown(one, one.at, 'no workload is among what was read, so that it is not known whether each is selected');
  }
  for (const one of workloads) {
    if (one.value.orchestrator !== 'kubernetes' || one.value.hostNetwork.value !== true) continue;
    yield unknown(one, one.value.hostNetwork, 'is on the network of its node, where no NetworkPolicy holds', {
      toKnow: 'Look at the firewall rules of the node: `nft list ruleset`.',
    });
  }
  for (const one of selectable(workloads)) {
    const selecting = around(one).map((policy) => ({ policy, selects: policySelects(policy, one) }));
    const isolating = selecting.find(
      ({ policy, selects }) => selects === true && policy.types.value?.includes(direction),
    );
    const unread = selecting.find(
      ({ policy, selects }) => selects === undefined || (selects && policy.types.value === undefined),
    );
    const foreign = foreignAt(one.stage, namespaceOf(one.value.namespace));
    const plugin = isolating === undefined && unread === undefined ? pluginFor(one) : undefined;
    if (isolating !== undefined) {
      yield pass(
        one,
        [one.value.at, isolating.policy.fact.at],
        `NetworkPolicy ${isolating.policy.fact.value.name} selects it`,
      );
    } else if (unread !== undefined) {
      const { policy } = unread;
      const { name } = policy.fact.value;
      if (policy.selector.value !== undefined && policy.types.value !== undefined) {
        yield unknown(
          one,
          [one.value.at, policy.fact.at],
          `whether NetworkPolicy ${name} selects it is not known: ${elsewhere}`,
          {
            toKnow: `State metadata.namespace in NetworkPolicy ${name} and in the workload.`,
          },
        );
        continue;
      }
      const why = policy.selector.value === undefined ? policy.selector.why : policy.types.why;
      yield unknown(one, policy.fact.at, `NetworkPolicy ${name} cannot be read: ${why}`, {
        toKnow: `Correct NetworkPolicy ${name}; \`kubectl apply --dry-run=server\` names the fault.`,
      });
    } else if (plugin?.sure === true) {
      yield pass(one, [one.value.at, plugin.policy.fact.at], `${plugin.policy.title} selects it`);
    } else if (plugin !== undefined) {
      const { policy, why } = plugin;
      yield unknown(
        one,
        [one.value.at, policy.fact.at],
        `no NetworkPolicy selects it for ${direction}; whether ${policy.title} does: ${policy.fault ?? why}`,
        { toKnow: 'Ask the manifests of the network plugin and the Namespace too, or `plimsoll network map --cni`.' },
      );
    } else if (foreign !== undefined) {
      yield unknown(
        one,
        [one.value.at, foreign.at],
        `no NetworkPolicy selects it for ${direction}; whether ${foreign.value.kind} ${foreign.value.name} does ${unsaid(foreign)}`,
      );
    } else {
      yield fail(one, one.value.at, `no NetworkPolicy among what was read selects it for ${direction}`);
    }
  }
}

/** One NetworkPolicy of a stage at which no workload of Kubernetes was read. */
function unjudged(
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
): Fact<KubernetesObject>[] {
  const stages = new Set(
    workloads.filter(({ value }) => value.orchestrator === 'kubernetes').map(({ stage }) => stage),
  );
  const policies = networkPolicies(objects).map(({ fact }) => fact);
  return firstInOrder(policies.filter(({ stage }) => !stages.has(stage)));
}
