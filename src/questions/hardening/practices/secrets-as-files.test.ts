import { inContainer } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { secretsAsFiles } from './secrets-as-files.ts';

checkTable(secretsAsFiles, [
  { name: 'none', facts: inContainer(''), verdicts: ['pass'] },
  {
    name: 'a ConfigMap',
    facts: inContainer('env: [{name: A, valueFrom: {configMapKeyRef: {name: a, key: b}}}]'),
    verdicts: ['pass'],
  },
  {
    name: 'one key',
    facts: inContainer('env: [{name: A, valueFrom: {secretKeyRef: {name: a, key: b}}}]'),
    verdicts: ['fail'],
    saw: /gets A from/,
  },
  {
    name: 'the whole',
    facts: inContainer('envFrom: [{secretRef: {name: a}}]'),
    verdicts: ['fail'],
    saw: /whole Secret/,
  },
  {
    name: 'an origin that is not known',
    facts: inContainer('env: [{name: A, valueFrom: {odd: 1}}]'),
    verdicts: ['unknown'],
  },
  { name: 'no list', facts: inContainer('env: {A: b}'), verdicts: ['unknown'] },
]);
