import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { noClusterAdminBinding } from './no-cluster-admin-binding.ts';

const objectOf = (given: object): ReturnType<typeof objects>[number] => objects(JSON.stringify(given))[0]!;
const binding = (role: string, subjects: unknown, kind = 'ClusterRoleBinding'): ReturnType<typeof objectOf> =>
  objectOf({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'ops' },
    roleRef: { kind: 'ClusterRole', name: role },
    subjects,
  });
const to = (kind: string, name: string): object[] => [{ kind, name }];

checkTable(noClusterAdminBinding, [
  { name: 'another role', facts: [binding('view', to('Group', 'devs'))], verdicts: ['pass'] },
  {
    name: 'as every cluster has it',
    facts: [binding('cluster-admin', to('Group', 'system:masters'))],
    verdicts: ['pass'],
  },
  {
    name: 'a ServiceAccount',
    facts: [binding('cluster-admin', to('ServiceAccount', 'ci'))],
    verdicts: ['fail'],
    saw: /ServiceAccount ci/,
  },
  { name: 'in one namespace', facts: [binding('cluster-admin', to('User', 'eve'), 'RoleBinding')], verdicts: ['fail'] },
  { name: 'of a wrong shape', facts: [binding('cluster-admin', [{ kind: 'User' }])], verdicts: ['unknown'] },
]);
