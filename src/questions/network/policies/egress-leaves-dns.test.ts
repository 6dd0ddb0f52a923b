import { checkTable } from '../../../../test/checks/table.ts';
import { factsIn } from '../../../../test/network/facts.ts';
import { egressLeavesDns } from './egress-leaves-dns.ts';

const pod = (name: string, namespace = 'shop'): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}, spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 80}]}]}}`;
const policy = (spec: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`;
const facts = (...documents: string[]): ReturnType<typeof factsIn> => factsIn(documents.join('\n---\n'));

checkTable(egressLeavesDns, [
  {
    name: 'port 53 is open',
    facts: facts(
      pod('web'),
      policy('{podSelector: {}, egress: [{ports: [{port: 53, protocol: UDP}]}, {to: [{podSelector: {}}]}]}'),
    ),
    verdicts: ['pass'],
  },
  {
    name: 'only what it talks to is open',
    facts: facts(pod('web'), policy('{podSelector: {}, egress: [{to: [{podSelector: {}}], ports: [{port: 5432}]}]}')),
    verdicts: ['fail'],
    saw: /UDP port 53/,
  },
  {
    name: 'port 53 of TCP alone',
    facts: facts(pod('web'), policy('{podSelector: {}, egress: [{ports: [{port: 53}]}]}')),
    verdicts: ['fail'],
  },
  { name: 'not isolated', facts: facts(pod('web'), policy('{podSelector: {}}')), verdicts: [] },
  {
    name: 'talks to no one',
    facts: facts(pod('web'), policy('{podSelector: {}, policyTypes: [Egress]}')),
    verdicts: [],
  },
  {
    name: 'another that is refused may open it',
    facts: facts(
      pod('web'),
      policy('{podSelector: {}, egress: [{ports: [{port: 1}]}]}'),
      policy('{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 70000}]}]}').replace(
        'name: p',
        'name: q',
      ),
    ),
    verdicts: ['unknown'],
    saw: /NetworkPolicy shop\/q/,
  },
]);
