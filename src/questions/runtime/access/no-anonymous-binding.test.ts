import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { noAnonymousBinding } from './no-anonymous-binding.ts';

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

checkTable(noAnonymousBinding, [
  { name: 'a named group', facts: [binding('view', to('Group', 'devs'))], verdicts: ['pass'] },
  {
    name: 'as every cluster has it',
    facts: [binding('system:discovery', to('Group', 'system:authenticated'))],
    verdicts: ['pass'],
  },
  {
    name: 'the anonymous',
    facts: [binding('view', to('User', 'system:anonymous'))],
    verdicts: ['fail'],
    saw: /anonymous/,
  },
  {
    name: 'everybody logged in',
    facts: [binding('edit', to('Group', 'system:authenticated'))],
    verdicts: ['fail'],
    saw: /edit/,
  },
  { name: 'no subjects', facts: [binding('edit', undefined)], verdicts: ['pass'] },
  { name: 'of a wrong shape', facts: [binding('edit', 'everybody')], verdicts: ['unknown'] },
]);
