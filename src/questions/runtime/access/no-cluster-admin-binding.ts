import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import { bindingOf, bindingsOf, namesOf } from '../roles/rules.ts';

export const noClusterAdminBinding = defineCheck({
  id: 'RUN-188',
  name: 'no-cluster-admin-binding',
  aspect: 'runtime/access',
  title: 'Nobody is bound to cluster-admin but the group of its administrators',
  severity: 'critical',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.1.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'rbac' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.1' },
  ],
  remedy: 'Bind a role that holds only what is needed; keep cluster-admin for emergencies.',
  toKnow: 'Ask the folder with the bindings after correcting the one that cannot be read.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const { value, ...about } of bindingsOf(objects)) {
      const binding = bindingOf(value);
      // In one namespace cluster-admin is its owner, not the owner of the cluster.
      const severity = value.kind === 'ClusterRoleBinding' ? 'critical' : 'high';
      yield judge(
        about,
        binding,
        ({ role, subjects }) => {
          if (role.kind !== 'ClusterRole' || role.name !== 'cluster-admin') return null;
          const others = subjects.filter(({ kind, name }) => kind !== 'Group' || name !== 'system:masters');
          return others.length === 0 ? null : `makes ${namesOf(others)} cluster-admin`;
        },
        binding.value === undefined ? {} : { severity },
      );
    }
  },
});
