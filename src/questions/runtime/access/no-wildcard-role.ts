import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import { rolesOf, rulesOf, type Rule } from '../roles/rules.ts';

function wildcards({ apiGroups, resources, verbs, urls }: Rule): string[] {
  const named = { apiGroups, resources, verbs, nonResourceURLs: urls };
  const wild = Object.entries(named).filter(([, words]) => words.includes('*'));
  // All groups for one named resource is careless, but it opens nothing new.
  return wild.map(([name]) => name).filter((name) => name !== 'apiGroups' || wild.length > 1);
}

export const noWildcardRole = defineCheck({
  id: 'RUN-190',
  name: 'no-wildcard-role',
  aspect: 'runtime/access',
  title: 'Roles name what they allow instead of a wildcard',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.1.3' },
    { standard: 'nsa-cisa', version: '1.2', item: 'rbac' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.1' },
  ],
  remedy: 'List the verbs and resources that are used.',
  toKnow: 'Ask the cluster for the role as it is: `kubectl get clusterrole NAME -o yaml`, and that file.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const { value, ...about } of rolesOf(objects)) {
      const rules = rulesOf(value);
      const wild = rules.value?.map((rule) => wildcards(rule)).toSorted((a, b) => b.length - a.length)[0] ?? [];
      const fault = (): string | null => (wild.length === 0 ? null : `allows * as ${wild.join(', ')}`);
      yield judge(about, rules, fault, wild.length === 1 ? { severity: 'medium' } : {});
    }
  },
});
