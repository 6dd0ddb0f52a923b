import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { noRoleReadsSecrets } from './no-role-reads-secrets.ts';

const objectOf = (given: object): ReturnType<typeof objects>[number] => objects(JSON.stringify(given))[0]!;
const role = (...rules: object[]): ReturnType<typeof objectOf> =>
  objectOf({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'ops' }, rules });
const rule = (apiGroup: string, resource: string, verb: string, more: object = {}): object => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs: [verb],
  ...more,
});

checkTable(noRoleReadsSecrets, [
  { name: 'other things', facts: [role(rule('', 'pods', 'get'))], verdicts: ['pass'] },
  { name: 'get', facts: [role(rule('', 'secrets', 'get'))], verdicts: ['fail'], saw: /Secret/ },
  { name: 'list shows them as well', facts: [role(rule('', 'secrets', 'list'))], verdicts: ['fail'] },
  { name: 'by wildcard', facts: [role(rule('*', '*', '*'))], verdicts: ['fail'] },
  { name: 'one by name', facts: [role(rule('', 'secrets', 'get', { resourceNames: ['web'] }))], verdicts: ['pass'] },
  { name: 'only writes', facts: [role(rule('', 'secrets', 'create'))], verdicts: ['pass'] },
  { name: 'Secrets of another group', facts: [role(rule('example.org', 'secrets', 'get'))], verdicts: ['pass'] },
  { name: 'of a wrong shape', facts: [role({ verbs: 'get' })], verdicts: ['unknown'] },
]);
