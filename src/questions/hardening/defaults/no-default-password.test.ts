import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { noDefaultPassword } from './no-default-password.ts';

const variable = (name: string, value?: string, from: string | null = null): Fact<Workload>[] =>
  containers({ environment: [{ name, value: seen(value, here), from }] });

checkTable(noDefaultPassword, [
  { name: 'none', facts: containers({}), verdicts: ['pass'] },
  { name: 'a random one', facts: variable('DB_PASSWORD', 'u8Gq2vX0pL4s'), verdicts: ['pass'] },
  {
    name: 'a well-known one',
    facts: variable('MINIO_ROOT_PASSWORD', 'minioadmin'),
    verdicts: ['fail'],
    saw: /MINIO_ROOT_PASSWORD/,
  },
  { name: 'in capitals', facts: variable('DB_PASSWORD', 'ChangeMe'), verdicts: ['fail'] },
  {
    name: 'the name of its user',
    facts: containers({
      environment: [
        { name: 'DB_USER', value: seen('shop', here), from: null },
        { name: 'DB_PASSWORD', value: seen('shop', here), from: null },
      ],
    }),
    verdicts: ['fail'],
    saw: /user/,
  },
  { name: 'another variable', facts: variable('ROLE', 'admin'), verdicts: ['pass'] },
  { name: 'from a Secret', facts: variable('DB_PASSWORD', undefined, 'secret'), verdicts: ['pass'] },
  { name: 'not resolved', facts: variable('DB_PASSWORD'), verdicts: ['unknown'] },
]);
