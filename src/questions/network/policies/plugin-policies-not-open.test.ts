import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Fact } from '../../../model/fact.ts';
import { pluginPoliciesNotOpen } from './plugin-policies-not-open.ts';

const calico = (spec: string): Fact[] =>
  objects(
    `{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`,
  );
const cilium = (spec: string): Fact[] =>
  objects(
    `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: shop}, spec: {endpointSelector: {}, ${spec}}}`,
  );

checkTable(pluginPoliciesNotOpen, [
  { name: 'Calico denies all', facts: calico('{types: [Ingress]}'), verdicts: ['pass'] },
  {
    name: 'Calico lets its own in',
    facts: calico("{ingress: [{action: Allow, source: {selector: app == 'web'}}]}"),
    verdicts: ['pass'],
  },
  {
    name: 'Calico lets everyone in',
    facts: calico('{ingress: [{action: Allow}]}'),
    verdicts: ['fail'],
    saw: /everyone in on every port/,
  },
  {
    name: 'Calico lets the internet in',
    facts: calico(
      '{ingress: [{action: Allow, protocol: TCP, source: {nets: [0.0.0.0/0]}, destination: {ports: [80]}}]}',
    ),
    verdicts: ['fail'],
    saw: /internet or more in on some/,
  },
  {
    name: 'Calico lets the cluster in',
    facts: calico('{ingress: [{action: Allow, source: {namespaceSelector: all()}}]}'),
    verdicts: ['fail'],
    saw: /every Pod/,
  },
  {
    name: 'Calico passes everyone on, and denies everyone',
    facts: calico('{ingress: [{action: Pass}, {action: Deny}]}'),
    verdicts: ['pass'],
  },
  {
    name: 'Calico, both directions',
    facts: calico('{ingress: [{action: Allow}], egress: [{action: Allow}]}'),
    verdicts: ['fail', 'fail'],
  },
  {
    name: 'Calico, HTTP',
    facts: calico('{ingress: [{action: Allow, http: {methods: [GET]}}]}'),
    verdicts: ['unknown'],
  },
  {
    name: 'Calico that cannot be read',
    facts: calico('{ingress: [{action: Alow}]}'),
    verdicts: ['unknown'],
    saw: /cannot be read/,
  },
  { name: 'Cilium closes', facts: cilium('ingress: [{}]'), verdicts: ['pass'] },
  { name: 'Cilium lets its own in', facts: cilium('ingress: [{fromEndpoints: [{}]}]'), verdicts: ['pass'] },
  {
    name: 'Cilium lets the world in',
    facts: cilium('ingress: [{fromEntities: [world]}]'),
    verdicts: ['fail'],
    saw: /internet/,
  },
  {
    name: 'Cilium lets everyone in on a port',
    facts: cilium('ingress: [{toPorts: [{ports: [{port: "80", protocol: TCP}]}]}]'),
    verdicts: ['fail'],
    saw: /some ports/,
  },
  { name: 'Cilium denies everyone', facts: cilium('ingressDeny: [{fromEntities: [all]}]'), verdicts: ['pass'] },
]);
