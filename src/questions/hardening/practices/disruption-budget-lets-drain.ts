import { groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { readSelector, selects } from '../../../formats/label-selector/selector.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, pass, unknown } from '../../../model/outcome.ts';

export const disruptionBudgetLetsDrain = defineCheck({
  id: 'HRD-426',
  name: 'disruption-budget-lets-drain',
  aspect: 'hardening/practices',
  title: 'Disruption budgets let nodes be drained',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Let at least one Pod be away: `maxUnavailable: 1`.',
  toKnow: 'Correct the PodDisruptionBudget; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    const budgets = objectsOfKind(objects, 'PodDisruptionBudget');
    if (budgets.length === 0) return;
    const pods = Map.groupBy(podsOf(workloads), ({ stage, workload: { namespace } }) => `${stage} ${namespace ?? ''}`);
    for (const one of budgets) {
      if (groupOf(one.value) !== 'policy') continue;
      const spec = one.value.root.get('spec');
      const [most, least] = [spec.get('maxUnavailable'), spec.get('minAvailable')];
      const stated = most.empty ? least : most;
      const amount = stated.text();
      if (amount.value === undefined || !/^\d+%?$/.test(amount.value)) {
        yield unknown(one, amount, amount.why ?? 'it names neither maxUnavailable nor minAvailable that can be read');
      } else if (!most.empty) {
        yield judge(one, amount, (text) => (Number.parseInt(text, 10) === 0 ? 'lets no Pod be away' : null));
      } else if (amount.value === '100%') yield fail(one, amount, 'wants every Pod at all times');
      else if (amount.value.endsWith('%')) yield pass(one, amount);
      else {
        const selector = readSelector(spec.get('selector'));
        const wanted = selector.value;
        if (wanted === undefined) {
          yield unknown(one, selector, selector.why ?? 'its selector cannot be read');
          continue;
        }
        const counts = (pods.get(`${one.stage} ${one.value.namespace}`) ?? [])
          .filter(({ workload: { labels } }) => selects(wanted, labels))
          .map(({ workload: owner }) => owner.object?.down('spec', 'replicas'))
          .map((replicas) => (replicas === undefined ? undefined : replicas.empty ? 1 : replicas.number().value));
        const least = Number(amount.value);
        const known = counts.every((count) => count !== undefined);
        const sum = counts.reduce<number>((all, count) => all + (count ?? 0), 0);
        if (least === 0) yield pass(one, amount);
        else if (counts.length > 0 && known && sum <= least)
          yield fail(one, amount, `wants ${least} Pods at all times, and there are ${sum}`);
        else if (counts.length > 0 && known) yield pass(one, amount);
        else
          yield unknown(one, amount, 'how many Pods it selects is not known', {
            toKnow: 'Ask the folder that holds the workload as well.',
          });
      }
    }
  },
});
