import { groupOf, kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass } from '../../../model/outcome.ts';
import { isCalico, isStagedPolicy, nameOfCalico, namespaceOfCalico } from '../reachability/calico/kinds.ts';

export const policiesNotStaged = defineCheck({
  id: 'NET-303',
  name: 'policies-not-staged',
  aspect: 'network/policies',
  title: 'No policy is staged only',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Look at what the staged policy would deny, and make it a policy that is enforced.',
  toKnow: 'Ask the folder or cluster that holds the enforced policies too.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objects) {
      if (!isStagedPolicy(one.value)) continue;
      const enforced = objects.find((each) => each.stage === one.stage && isCounterpart(each.value, one.value));
      if (enforced !== undefined)
        yield pass(one, [one.at, enforced.at], `${enforced.value.kind} of its name is enforced`);
      else yield fail(one, one.at, 'is staged: what it would deny is told of, and let through');
    }
  },
});

/** The policy that a staged one would take the place of. */
function isCounterpart(object: KubernetesObject, staged: KubernetesObject): boolean {
  const { kind } = staged;
  const isKind =
    kind === 'StagedKubernetesNetworkPolicy'
      ? object.kind === 'NetworkPolicy' && groupOf(object) === 'networking.k8s.io'
      : isCalico(object) && `Staged${object.kind}` === kind;
  if (!isKind) return false;
  return nameOfCalico(object) === nameOfCalico(staged) && namespaceOfCalico(object) === namespaceOfCalico(staged);
}
