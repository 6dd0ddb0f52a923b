import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { authenticationOn } from './authentication-on.ts';

const variable = (name: string, value?: string, from: string | null = null): Fact<Workload>[] =>
  containers({ environment: [{ name, value: seen(value, here), from }] });

checkTable(authenticationOn, [
  { name: 'none', facts: containers({}), verdicts: ['pass'] },
  { name: 'trust', facts: variable('POSTGRES_HOST_AUTH_METHOD', 'trust'), verdicts: ['fail'], saw: /PostgreSQL/ },
  { name: 'another method', facts: variable('POSTGRES_HOST_AUTH_METHOD', 'scram-sha-256'), verdicts: ['pass'] },
  {
    name: 'security off',
    facts: variable('xpack.security.enabled', 'false'),
    verdicts: ['fail'],
    saw: /Elasticsearch/,
  },
  { name: 'security on', facts: variable('xpack.security.enabled', 'true'), verdicts: ['pass'] },
  {
    name: 'redis',
    facts: containers({ arguments: ['redis-server', '--protected-mode', 'no'] }),
    verdicts: ['fail'],
    saw: /Redis/,
  },
  {
    name: 'redis with a password',
    facts: containers({ arguments: ['redis-server', '--protected-mode', 'no', '--requirepass', '$P'] }),
    verdicts: ['pass'],
  },
  { name: 'kubelet', facts: containers({ command: ['kubelet', '--anonymous-auth=true'] }), verdicts: ['fail'] },
  {
    name: 'API server',
    facts: containers({ command: ['kube-apiserver', '--authorization-mode=AlwaysAllow'] }),
    verdicts: ['fail'],
  },
  {
    name: 'API server as it should be',
    facts: containers({ command: ['kube-apiserver', '--authorization-mode=Node,RBAC'] }),
    verdicts: ['pass'],
  },
  { name: 'not resolved', facts: variable('NEO4J_AUTH'), verdicts: ['unknown'] },
]);
