import { inContainer, inPod, listed, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { referencesExist } from './references-exist.ts';

const config = manifests('{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {k: v}}');

checkTable(referencesExist, [
  { name: 'none', facts: inPod(''), verdicts: ['pass'] },
  {
    name: 'a ConfigMap that is there',
    facts: [...inPod('volumes: [{name: a, configMap: {name: c}}]'), ...config],
    verdicts: ['pass'],
  },
  {
    name: 'one that was not seen',
    facts: inPod('volumes: [{name: a, configMap: {name: c}}]'),
    verdicts: ['unknown'],
    saw: /ConfigMap c is not among/,
  },
  {
    name: 'one that is not there',
    facts: [...inPod('volumes: [{name: a, configMap: {name: c}}]', '', 'admitted'), ...listed('admitted', 'ConfigMap')],
    verdicts: ['fail'],
  },
  { name: 'optional', facts: inContainer('envFrom: [{configMapRef: {name: c, optional: true}}]'), verdicts: ['pass'] },
  {
    name: 'a key that is there',
    facts: [...inContainer('env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: k}}}]'), ...config],
    verdicts: ['pass'],
  },
  {
    name: 'a key that is not',
    facts: [...inContainer('env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: other}}}]'), ...config],
    verdicts: ['fail'],
    saw: /no key other/,
  },
  { name: 'an account', facts: inPod('serviceAccountName: web'), verdicts: ['unknown'], saw: /ServiceAccount web/ },
  {
    name: 'what each namespace has',
    facts: inPod('serviceAccountName: default, volumes: [{name: a, configMap: {name: kube-root-ca.crt}}]'),
    verdicts: ['pass'],
  },
  {
    name: 'an account by its old name',
    facts: inPod('serviceAccount: web'),
    verdicts: ['unknown'],
    saw: /ServiceAccount web/,
  },
  { name: 'volumes that are no list', facts: inPod('volumes: {a: b}'), verdicts: ['unknown'] },
  { name: 'a name that is no text', facts: inPod('serviceAccountName: 5'), verdicts: ['unknown'], saw: /no text/ },
  {
    name: 'a Secret, a claim and credentials of a registry',
    facts: [
      ...inPod(
        'imagePullSecrets: [{name: s}], volumes: [{name: a, persistentVolumeClaim: {claimName: p}}, {name: b, projected: {sources: [{secret: {name: s}}]}}]',
      ),
      ...manifests(
        '{apiVersion: v1, kind: Secret, metadata: {name: s}}\n---\n{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: p}}',
      ),
    ],
    verdicts: ['pass'],
  },
]);
