import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noLastingToken } from './no-lasting-token.ts';

checkTable(noLastingToken, [
  {
    name: 'another',
    facts: manifests('{apiVersion: v1, kind: Secret, metadata: {name: a}, type: kubernetes.io/tls}'),
    verdicts: ['pass'],
  },
  { name: 'plain', facts: manifests('{apiVersion: v1, kind: Secret, metadata: {name: a}}'), verdicts: ['pass'] },
  {
    name: 'a token',
    facts: manifests('{apiVersion: v1, kind: Secret, metadata: {name: a}, type: kubernetes.io/service-account-token}'),
    verdicts: ['fail'],
    saw: /never expires/,
  },
  {
    name: 'no text',
    facts: manifests('{apiVersion: v1, kind: Secret, metadata: {name: a}, type: 1}'),
    verdicts: ['unknown'],
  },
]);
