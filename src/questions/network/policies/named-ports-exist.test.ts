import { checkTable } from '../../../../test/checks/table.ts';
import { factsIn } from '../../../../test/network/facts.ts';
import { namedPortsExist } from './named-ports-exist.ts';

const pod = (name: string, namespace = 'shop'): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}, spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 80}]}]}}`;
const policy = (spec: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`;
const facts = (...documents: string[]): ReturnType<typeof factsIn> => factsIn(documents.join('\n---\n'));

checkTable(namedPortsExist, [
  {
    name: 'has it',
    facts: facts(pod('web'), policy('{podSelector: {}, ingress: [{ports: [{port: http}]}]}')),
    verdicts: ['pass'],
  },
  {
    name: 'has none of the name',
    facts: facts(pod('web'), policy('{podSelector: {}, ingress: [{ports: [{port: htpp}]}]}')),
    verdicts: ['fail'],
    saw: /port "htpp"/,
  },
  {
    name: 'has it with another protocol',
    facts: facts(
      pod('web'),
      policy('{podSelector: {}, egress: [{to: [{podSelector: {}}], ports: [{port: http, protocol: UDP}]}]}'),
    ),
    verdicts: ['fail'],
    saw: /egress rule 1/,
  },
  {
    name: 'no Pod was read',
    facts: facts(policy('{podSelector: {}, ingress: [{ports: [{port: http}]}]}')),
    verdicts: ['unknown'],
  },
  {
    name: 'numbers alone',
    facts: facts(pod('web'), policy('{podSelector: {}, ingress: [{ports: [{port: 80}]}]}')),
    verdicts: [],
  },
]);
