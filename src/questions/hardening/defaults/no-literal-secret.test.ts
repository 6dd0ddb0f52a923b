import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { noLiteralSecret } from './no-literal-secret.ts';

const variable = (name: string, value?: string, from: string | null = null): Fact<Workload>[] =>
  containers({ environment: [{ name, value: seen(value, here), from }] });

checkTable(noLiteralSecret, [
  { name: 'none', facts: containers({}), verdicts: ['pass'] },
  {
    name: 'a password',
    facts: variable('DB_PASSWORD', 'hunter2'),
    verdicts: ['fail'],
    saw: /^the variable DB_PASSWORD holds a credential$/,
  },
  {
    name: 'by its shape',
    facts: variable('DATABASE_URL', 'postgres://app:hunter2@db/app'),
    verdicts: ['fail'],
    saw: /address/,
  },
  { name: 'from a Secret', facts: variable('DB_PASSWORD', undefined, 'secret'), verdicts: ['pass'] },
  { name: 'a path to it', facts: variable('DB_PASSWORD_FILE', '/run/secrets/db'), verdicts: ['pass'] },
  { name: 'a placeholder', facts: variable('DB_PASSWORD', '${DB_PASSWORD}'), verdicts: ['pass'] },
  {
    name: 'an argument',
    facts: containers({ arguments: ['redis-server', '--requirepass', 'hunter2'] }),
    verdicts: ['fail'],
    saw: /^an argument holds a credential \(--requirepass\)$/,
  },
  { name: 'an argument with =', facts: containers({ arguments: ['--db-password=hunter2'] }), verdicts: ['fail'] },
  {
    name: 'an argument that leads to a file',
    facts: containers({ arguments: ['--password-file=/run/secrets/db', '--token-ttl=5m'] }),
    verdicts: ['pass'],
  },
  { name: 'not resolved', facts: variable('DB_PASSWORD'), verdicts: ['unknown'] },
  { name: 'not resolved, but no credential', facts: variable('LOG_LEVEL'), verdicts: ['pass'] },
]);
