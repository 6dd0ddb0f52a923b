import { listed, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { referencesLeadSomewhere } from './references-lead-somewhere.ts';

const web = manifests(
  '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b, ports: [{name: http, containerPort: 8080}]}]}}}}',
);
const service = (spec: string, stage: 'declared' | 'admitted' = 'declared'): ReturnType<typeof manifests> =>
  manifests(`{apiVersion: v1, kind: Service, metadata: {name: s}, spec: ${spec}}`, stage);
const ingress = (backend: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {rules: [{http: {paths: [{backend: {service: ${backend}}}]}}]}}`,
  );
const scaler = (target: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {scaleTargetRef: ${target}}}`,
  );

checkTable(referencesLeadSomewhere, [
  {
    name: 'a Service with Pods',
    facts: [...web, ...service('{selector: {app: a}, ports: [{port: 80, targetPort: http}]}')],
    verdicts: ['pass'],
  },
  {
    name: 'a port that no container has',
    facts: [...web, ...service('{selector: {app: a}, ports: [{port: 80, targetPort: other}]}')],
    verdicts: ['fail'],
    saw: /named other/,
  },
  {
    name: 'ports that cannot be read',
    facts: [...web, ...service('{selector: {app: a}, ports: [{targetPort: [a]}]}')],
    verdicts: ['unknown'],
    saw: /ports/,
  },
  {
    name: 'a Service of nobody',
    facts: [...web, ...service('{selector: {app: b}}')],
    verdicts: ['unknown'],
    saw: /selects no Pod/,
  },
  {
    name: 'in a cluster that was seen whole',
    facts: [...service('{selector: {app: b}}', 'admitted'), ...listed('admitted', 'Pod')],
    verdicts: ['fail'],
  },
  { name: 'a Service without selector', facts: service('{}'), verdicts: [] },
  { name: 'a selector that is no mapping', facts: service('{selector: a}'), verdicts: ['unknown'] },
  {
    name: 'an Ingress',
    facts: [...service('{ports: [{port: 80, name: web}]}'), ...ingress('{name: s, port: {number: 80}}')],
    verdicts: ['pass'],
  },
  {
    name: 'an Ingress by name of the port',
    facts: [...service('{ports: [{port: 80, name: web}]}'), ...ingress('{name: s, port: {name: web}}')],
    verdicts: ['pass'],
  },
  {
    name: 'an Ingress to another port',
    facts: [...service('{ports: [{port: 80, name: web}]}'), ...ingress('{name: s, port: {number: 81}}')],
    verdicts: ['fail'],
    saw: /no such port/,
  },
  { name: 'an Ingress to nobody', facts: ingress('{name: s, port: {number: 80}}'), verdicts: ['unknown'] },
  {
    name: 'an Ingress without a port',
    facts: [...service('{ports: [{name: web}]}'), ...ingress('{name: s}')],
    verdicts: ['unknown'],
  },
  {
    name: 'paths that are no list beside good ones',
    facts: [
      ...service('{ports: [{port: 80, name: web}]}'),
      ...manifests(
        '{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {rules: [{http: {paths: [{backend: {service: {name: s, port: {number: 80}}}}]}}, {http: {paths: x}}]}}',
      ),
    ],
    verdicts: ['unknown'],
  },
  { name: 'an autoscaler', facts: [...web, ...scaler('{kind: Deployment, name: a}')], verdicts: ['pass'] },
  { name: 'of nobody', facts: scaler('{kind: Deployment, name: b}'), verdicts: ['unknown'], saw: /Deployment b/ },
  { name: 'of what cannot be read', facts: scaler('a'), verdicts: ['unknown'] },
]);
