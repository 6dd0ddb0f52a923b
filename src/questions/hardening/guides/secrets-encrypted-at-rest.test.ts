import { file, pod, process, silentPod } from '../../../../test/checks/node.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { secretsEncryptedAtRest } from './secrets-encrypted-at-rest.ts';

const server = process('kube-apiserver', '--encryption-provider-config=/e.yaml');
const encryption = (resources: unknown) => file('kubernetes-encryption', '/e.yaml', JSON.stringify({ resources }));
const entry = (resources: readonly string[], ...providers: string[]) => ({
  resources,
  providers: providers.map((name) => ({ [name]: {} })),
});

checkTable(secretsEncryptedAtRest, [
  {
    name: 'encrypted',
    facts: [server, encryption([entry(['configmaps', 'secrets'], 'kms', 'identity')])],
    verdicts: ['pass', 'pass'],
  },
  { name: 'by a wildcard', facts: [server, encryption([entry(['*.*'], 'secretbox')])], verdicts: ['pass', 'pass'] },
  {
    name: 'written as they are',
    facts: [server, encryption([entry(['secrets'], 'identity', 'aescbc')])],
    verdicts: ['pass', 'fail'],
    saw: /identity/,
  },
  {
    name: 'the first entry counts',
    facts: [server, encryption([entry(['secrets'], 'identity'), entry(['*.*'], 'kms')])],
    verdicts: ['pass', 'fail'],
  },
  {
    name: 'other resources',
    facts: [server, encryption([entry(['configmaps'], 'kms')])],
    verdicts: ['pass', 'fail'],
    saw: /no entry/,
  },
  { name: 'a weak provider', facts: [server, encryption([entry(['secrets'], 'aesgcm')])], verdicts: ['pass', 'fail'] },
  { name: 'no provider', facts: [server, encryption([entry(['secrets'])])], verdicts: ['pass', 'unknown'] },
  { name: 'no list', facts: [server, encryption('secrets')], verdicts: ['pass', 'unknown'] },
  { name: 'the file was not read', facts: [server], verdicts: ['pass', 'unknown'], saw: /was not read/ },
  { name: 'not asked for', facts: pod('kube-apiserver'), verdicts: ['fail', 'fail'] },
  { name: 'a file alone', facts: [encryption([entry(['secrets'], 'kms')])], verdicts: ['pass'] },
  { name: 'arguments not said', facts: silentPod('kube-apiserver'), verdicts: ['unknown'] },
]);
