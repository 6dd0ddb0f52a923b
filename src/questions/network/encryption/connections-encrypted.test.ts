import { seen } from '../../../model/seen.ts';
import { checkTable, containers, here } from '../../../../test/checks/table.ts';
import { connectionsEncrypted } from './connections-encrypted.ts';

const env = (name: string, value: string | undefined, from: string | null = null): ReturnType<typeof containers> =>
  containers({ environment: [{ name, value: seen(value, here), from }] });

checkTable(connectionsEncrypted, [
  { name: 'https', facts: env('API_URL', 'https://api.example'), verdicts: ['pass'] },
  {
    name: 'a verified database',
    facts: env('DATABASE_URL', 'postgres://db/app?sslmode=verify-full'),
    verdicts: ['pass'],
  },
  {
    name: 'TLS off',
    facts: env('DATABASE_URL', 'postgres://db/app?sslmode=disable'),
    verdicts: ['fail'],
    saw: /TLS is off/,
  },
  {
    name: 'a password in plain',
    facts: env('API_URL', 'http://u:hunter2@api'),
    verdicts: ['fail'],
    saw: /^(?!.*hunter2).*password in plain/,
  },
  { name: 'plain', facts: env('API_URL', 'http://api:8080'), verdicts: ['unknown'], saw: /unless a mesh/ },
  { name: 'no mode', facts: env('DATABASE_URL', 'postgres://db/app'), verdicts: ['unknown'] },
  {
    name: 'from a Secret',
    facts: env('DATABASE_URL', undefined, 'secret'),
    verdicts: ['unknown'],
    saw: /comes from secret/,
  },
  { name: 'something else from a Secret', facts: env('TOKEN', undefined, 'secret'), verdicts: [] },
  { name: 'no connection', facts: env('MODE', 'production'), verdicts: [] },
]);
