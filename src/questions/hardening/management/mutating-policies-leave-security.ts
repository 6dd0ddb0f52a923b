import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

/** Parts of a Pod spec that decide what it may do, as CEL and JSON Patch write them. */
const security =
  /\b(securityContext|hostPID|hostIPC|hostNetwork|hostUsers|privileged|capabilities|initContainers|ephemeralContainers|containers|volumes|serviceAccountName|automountServiceAccountToken|runtimeClassName|tolerations|nodeName)\b/;

export const mutatingPoliciesLeaveSecurity = defineCheck({
  id: 'HRD-449',
  name: 'mutating-policies-leave-security',
  aspect: 'hardening/management',
  title: 'Mutating policies leave the security of Pods alone',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Let the manifests say it, and a validating policy refuse what does not.',
  toKnow: 'Correct the object; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objectsOfKind(objects, 'MutatingAdmissionPolicy')) {
      const list = one.value.root.down('spec', 'mutations');
      const expressions = list.items().flatMap((item) =>
        ['applyConfiguration', 'jsonPatch']
          .map((kind) => item.get(kind))
          .filter(({ empty }) => !empty)
          .map((at) => at.get('expression').string()),
      );
      const changing = expressions.find(({ value }) => value !== undefined && security.test(value));
      const unread = expressions.find(({ value }) => value === undefined);
      if (changing !== undefined)
        yield fail(one, changing, `changes ${security.exec(changing.value!)![1]} of what it matches`);
      else if (!list.empty && !list.isList) yield unknown(one, list.at, 'mutations is no list');
      else if (unread !== undefined) yield unknown(one, unread, unread.why ?? 'a mutation has no expression');
      else yield pass(one, one.at);
    }
  },
});
