import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { apiVersionServed } from './api-version-served.ts';

checkTable(apiVersionServed, [
  {
    name: 'served',
    facts: manifests(
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {containers: [{name: a, image: b}]}}}}',
    ),
    verdicts: ['pass'],
  },
  {
    name: 'gone',
    facts: manifests('{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: a}}'),
    verdicts: ['fail'],
    saw: /1.22; networking.k8s.io/,
  },
  {
    name: 'gone for good',
    facts: manifests('{apiVersion: policy/v1beta1, kind: PodSecurityPolicy, metadata: {name: a}}'),
    verdicts: ['fail'],
    saw: /1.25/,
  },
  {
    name: 'of somebody else',
    facts: manifests('{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: a}}'),
    verdicts: [],
  },
  {
    name: 'from an API server',
    facts: manifests('{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: a}}', 'admitted'),
    verdicts: [],
  },
  {
    name: 'no version',
    facts: manifests('{apiVersion: apps/, kind: Deployment, metadata: {name: a}}'),
    verdicts: ['unknown'],
  },
]);
