import { inPod, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { podHasController } from './pod-has-controller.ts';

checkTable(podHasController, [
  { name: 'alone', facts: inPod(''), verdicts: ['fail'], saw: /nothing makes/ },
  {
    name: 'of a controller',
    facts: inPod('', 'ownerReferences: [{kind: ReplicaSet, name: a, controller: true, uid: b}]'),
    verdicts: ['pass'],
  },
  {
    name: 'one of a list',
    facts: manifests(
      '{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: a, image: b}]}}]}',
    ),
    verdicts: ['fail'],
  },
  {
    name: 'of an owner that does not control it',
    facts: inPod('', 'ownerReferences: [{kind: Thing, name: a, uid: b}]'),
    verdicts: ['fail'],
    saw: /none of its owners/,
  },
  {
    name: 'of itself',
    facts: inPod('', 'uid: a, ownerReferences: [{kind: Pod, name: web, controller: true, uid: a}]'),
    verdicts: ['fail'],
  },
  { name: 'static', facts: inPod('', 'annotations: {kubernetes.io/config.mirror: x}'), verdicts: ['pass'] },
  {
    name: 'static, as a file',
    facts: inPod('priorityClassName: system-node-critical', 'namespace: kube-system'),
    verdicts: ['pass'],
  },
  { name: 'a test of a chart', facts: inPod('', 'annotations: {helm.sh/hook: test}'), verdicts: [] },
  {
    name: 'a template',
    facts: manifests(
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {containers: [{name: a, image: b}]}}}}',
    ),
    verdicts: [],
  },
  { name: 'no list', facts: inPod('', 'ownerReferences: a'), verdicts: ['unknown'] },
  { name: 'no flag', facts: inPod('', 'ownerReferences: [{controller: maybe}]'), verdicts: ['unknown'] },
]);
