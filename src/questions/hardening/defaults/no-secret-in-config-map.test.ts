import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { noSecretInConfigMap } from './no-secret-in-config-map.ts';

const map = (data: string): ReturnType<typeof objects> =>
  objects(`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\ndata:\n  ${data}\n`);

checkTable(noSecretInConfigMap, [
  { name: 'none', facts: map('level: info'), verdicts: ['pass'] },
  {
    name: 'by its key',
    facts: map('db-password: hunter2'),
    verdicts: ['fail'],
    saw: /^db-password holds a credential$/,
  },
  {
    name: 'in a file',
    facts: map('app.properties: "level=info\\nspring.datasource.password=hunter2"'),
    verdicts: ['fail'],
    saw: /line 2/,
  },
  { name: 'by its shape', facts: map('url: postgres://app:hunter2@db/app'), verdicts: ['fail'], saw: /address/ },
  { name: 'a placeholder', facts: map('app.yaml: "password: ${DB_PASSWORD}"'), verdicts: ['pass'] },
  {
    name: 'another kind',
    facts: objects('{ apiVersion: v1, kind: Secret, metadata: { name: a }, stringData: { password: x } }'),
    verdicts: [],
  },
  {
    name: 'of a wrong shape',
    facts: objects('{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, data: [x] }'),
    verdicts: ['unknown'],
  },
]);
