import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import { rolesOf, rulesOf, type Rule } from '../roles/rules.ts';

function readsSecrets({ apiGroups, resources, verbs, resourceNames }: Rule): boolean {
  const has = (words: readonly string[], ...wanted: string[]): boolean =>
    words.some((word) => word === '*' || wanted.includes(word));
  return (
    has(apiGroups, '') && has(resources, 'secrets') && has(verbs, 'get', 'list', 'watch') && resourceNames.length === 0
  );
}

export const noRoleReadsSecrets = defineCheck({
  id: 'RUN-191',
  name: 'no-role-reads-secrets',
  aspect: 'runtime/access',
  title: 'Roles do not read all Secrets',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.1.2' },
    { standard: 'nsa-cisa', version: '1.2', item: 'rbac' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.1' },
  ],
  remedy: 'Name the Secrets in `resourceNames` and allow only `get`, or mount them into the Pod that needs them.',
  toKnow: 'Ask the cluster for the role as it is: `kubectl get clusterrole NAME -o yaml`, and that file.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const { value, ...about } of rolesOf(objects)) {
      yield judge(about, rulesOf(value), (rules) =>
        rules.some((rule) => readsSecrets(rule))
          ? `reads every Secret of ${value.kind === 'ClusterRole' ? 'wherever it is bound' : `namespace ${value.namespace}`}`
          : null,
      );
    }
  },
});
