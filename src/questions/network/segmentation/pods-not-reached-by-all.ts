import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { inhabitedNamespaces } from '../selection/namespaces.ts';
import { firstInOrder, inOrder } from '../selection/order.ts';
import {
  foreignPolicies,
  namespaceOf,
  networkPolicies,
  policiesAround,
  policySelects,
  selectable,
  type NetworkPolicy,
} from '../selection/policies.ts';
import { rulesOf } from '../selection/rules.ts';
import { reachedByStrangers } from '../reachability/strangers.ts';

export const podsNotReachedByAll = defineCheck({
  id: 'NET-108',
  name: 'pods-not-reached-by-all',
  aspect: 'network/segmentation',
  title: 'The Pods of each namespace are reached only by whom a policy names',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.3.2' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.3' },
  ],
  remedy: 'Deny ingress by default in the namespace and name in policies who may reach which Pods.',
  toKnow: 'Ask a folder that holds all policies of the namespace: `kubectl get networkpolicies -A -o yaml`.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const stages = new Set(
      workloads.filter(({ value }) => value.orchestrator === 'kubernetes').map(({ stage }) => stage),
    );
    const services = objects.filter(
      ({ stage, value }) => value.kind === 'Service' && value.apiVersion === 'v1' && !stages.has(stage),
    );
    for (const one of firstInOrder(services))
      yield unknown(one, one.at, 'no workload is among what was read, so that it is not known who reaches which');
    const pods = inOrder(selectable(workloads));
    const foreignAt = foreignPolicies(objects);
    const around = policiesAround(networkPolicies(objects));
    const strangers = reachedByStrangers(workloads, objects);
    const groups = Map.groupBy(
      pods,
      ({ stage, subject, value }) => `${stage} ${subject.source} ${namespaceOf(value.namespace)}`,
    );
    for (const here of inhabitedNamespaces(pods)) {
      const own = groups.get(`${here.stage} ${here.subject.source} ${here.namespace}`) ?? [];
      const foreign = foreignAt(here.stage, here.namespace);
      // Policies of other kinds before, beside and after NetworkPolicies: what all of them let through together.
      if (foreign !== undefined) {
        const reached = own.map((one) => ({ one, open: strangers(one) }));
        const open = reached.filter((each) => each.open === true).map(({ one }) => one);
        const unsure = reached.filter((each) => each.open === undefined).map(({ one }) => one);
        if (open.length > 0)
          yield fail(
            here,
            here.first.value.at,
            `every Pod of the cluster can reach ${namesOf(open)}, as far as the policies read say`,
          );
        else if (unsure.length > 0)
          yield unknown(
            here,
            foreign.at,
            `whether policies such as ${foreign.value.kind} ${foreign.value.name} limit who reaches ${namesOf(unsure)} is not known`,
          );
        else yield pass(here, [here.first.value.at, foreign.at]);
        continue;
      }
      const reach = own.map((one) => ({ one, limited: isLimited(one, around(one)) }));
      const open = reach.filter(({ limited }) => limited === false).map(({ one }) => one);
      const unread = reach.find(({ limited }) => limited === undefined)?.one;
      if (open.length > 0) {
        yield fail(
          here,
          here.first.value.at,
          `every Pod of the cluster can reach ${namesOf(open)}, as far as the policies read say`,
        );
      } else if (unread !== undefined) {
        yield unknown(here, unread.value.at, `a policy that may select ${unread.value.name} cannot be read`);
      } else yield pass(here, here.first.value.at);
    }
  },
});

/** Whether policies isolate it for ingress and none lets everyone in; undefined when one cannot be read. */
function isLimited(one: Fact<Workload>, policies: readonly NetworkPolicy[]): boolean | undefined {
  let isolated = false;
  let unread = false;
  for (const policy of policies) {
    const selects = policySelects(policy, one);
    if (selects === false) continue;
    if (selects === undefined || policy.types.value === undefined) unread = true;
    else if (policy.types.value.includes('ingress')) {
      isolated = true;
      for (const { peers } of rulesOf(policy, 'ingress')) {
        if (peers === 'all' || peers === 'everywhere' || peers === 'cluster') return false;
        if (peers === 'unread') unread = true;
      }
    }
  }
  return unread ? undefined : isolated;
}

function namesOf(all: readonly Fact<Workload>[]): string {
  const names = [...new Set(all.map(({ value }) => value.name))].toSorted();
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}
