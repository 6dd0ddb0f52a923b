import { inhabited, within } from '../pod-settings/namespaces.ts';
import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { listing, listsAll } from '../../../facts/listing.ts';
import type { PodOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { readSelector, selects } from '../../../formats/label-selector/selector.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const replicasHaveBudget = defineCheck({
  id: 'HRD-427',
  name: 'replicas-have-budget',
  aspect: 'hardening/management',
  title: 'What runs more than once keeps some Pods while nodes are drained',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Add a PodDisruptionBudget that selects its Pods.',
  toKnow: 'Ask the cluster itself, which knows all that it has: `plimsoll ask kube:`.',
  needs: { workloads: workload, objects: kubernetesObject, listings: listing },
  *evaluate({ workloads, objects, listings }) {
    for (const here of inhabited(workloads)) {
      const several = here.pods.filter(
        ({ subject, workload: { object } }) =>
          ['Deployment', 'StatefulSet', 'Rollout'].includes(subject.kind) &&
          isSeveral(object?.down('spec', 'replicas').value),
      );
      if (several.length === 0) continue;
      const budgets = within(objectsOfKind(objects, 'PodDisruptionBudget'), here, here.namespace).map((one) => ({
        one,
        selector: readSelector(one.value.root.down('spec', 'selector')),
      }));
      const unread = budgets.find(({ selector }) => selector.value === undefined);
      const without: PodOf[] = [];
      for (const about of several) {
        const budget = budgets.find(
          ({ selector }) => selector.value !== undefined && selects(selector.value, about.workload.labels),
        );
        if (budget === undefined) without.push(about);
        else yield pass(about, budget.one.at, `PodDisruptionBudget ${budget.one.value.name}`);
      }
      if (without.length === 0) continue;
      if (unread === undefined && listsAll(listings, here, 'PodDisruptionBudget', here.namespace)) {
        for (const about of without) yield fail(about, about.workload.at, 'all its Pods may be evicted at once');
      } else if (unread !== undefined)
        yield unknown(
          here,
          unread.selector,
          `the selector of PodDisruptionBudget ${unread.one.value.name} cannot be read`,
        );
      else
        yield unknown(
          here,
          without.map(({ workload: { at } }) => at).slice(0, 1),
          `no PodDisruptionBudget among what was read selects ${without.length} of ${several.length} workloads of namespace ${here.namespace}`,
        );
    }
  },
});

/** What cannot be read is for HRD-425 to tell. */
function isSeveral(replicas: unknown): boolean {
  return typeof replicas === 'number' && replicas > 1;
}
