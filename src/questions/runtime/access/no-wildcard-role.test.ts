import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { noWildcardRole } from './no-wildcard-role.ts';

const objectOf = (given: object): ReturnType<typeof objects>[number] => objects(JSON.stringify(given))[0]!;
const role = (...rules: object[]): ReturnType<typeof objectOf> =>
  objectOf({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'ops' }, rules });
const rule = (apiGroup: string, resource: string, verb: string, more: object = {}): object => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs: [verb],
  ...more,
});

checkTable(noWildcardRole, [
  { name: 'names all', facts: [role(rule('', 'pods', 'get'))], verdicts: ['pass'] },
  { name: 'everything', facts: [role(rule('*', '*', '*'))], verdicts: ['fail'], saw: /resources, verbs/ },
  {
    name: 'one of many rules',
    facts: [role(rule('', 'pods', 'get'), rule('', '*', 'get'))],
    verdicts: ['fail'],
    saw: /resources/,
  },
  { name: 'all paths', facts: [role({ nonResourceURLs: ['*'], verbs: ['get'] })], verdicts: ['fail'], saw: /URLs/ },
  { name: 'a part of a resource', facts: [role(rule('apps', 'deployments/*', 'get'))], verdicts: ['pass'] },
  { name: 'no rules', facts: [role()], verdicts: ['pass'] },
  { name: 'of a wrong shape', facts: [role({ verbs: 'get' })], verdicts: ['unknown'] },
  {
    name: 'aggregated',
    facts: [
      objectOf({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'ops' },
        aggregationRule: {},
      }),
    ],
    verdicts: ['unknown'],
    saw: /other roles/,
  },
]);
