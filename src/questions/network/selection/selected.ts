import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import {
  foreignPolicyFor,
  namespaceOf,
  networkPolicies,
  policiesAround,
  policySelects,
  selectable,
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
  const around = policiesAround(networkPolicies(objects));
  for (const one of selectable(workloads)) {
    const selecting = around(one).map((policy) => ({ policy, selects: policySelects(policy, one) }));
    const isolating = selecting.find(
      ({ policy, selects }) => selects === true && policy.types.value?.includes(direction),
    );
    const unread = selecting.find(
      ({ policy, selects }) => selects === undefined || (selects && policy.types.value === undefined),
    );
    const foreign = foreignPolicyFor(objects, one.stage, namespaceOf(one.value.namespace));
    if (isolating !== undefined) {
      yield pass(
        one,
        [one.value.at, isolating.policy.fact.at],
        `NetworkPolicy ${isolating.policy.fact.value.name} selects it`,
      );
    } else if (unread !== undefined) {
      const { policy } = unread;
      const why = policy.selector.value === undefined ? policy.selector.why : policy.types.why;
      yield unknown(one, policy.fact.at, `NetworkPolicy ${policy.fact.value.name} cannot be read: ${why}`, {
        toKnow: `Correct NetworkPolicy ${policy.fact.value.name}; \`kubectl apply --dry-run=server\` names the fault.`,
      });
    } else if (foreign !== undefined) {
      yield unknown(
        one,
        [one.value.at, foreign.at],
        `no NetworkPolicy selects it for ${direction}; whether ${foreign.value.kind} ${foreign.value.name} does is not understood`,
      );
    } else {
      yield fail(one, one.value.at, `no NetworkPolicy among what was read selects it for ${direction}`);
    }
  }
}
