import { checkTable } from '../../../../test/checks/table.ts';
import { factsIn } from '../../../../test/network/facts.ts';
import { rulesMatchWorkloads } from './rules-match-workloads.ts';

const pod = (name: string, namespace = 'shop'): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}, spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 80}]}]}}`;
const policy = (spec: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`;
const facts = (...documents: string[]): ReturnType<typeof factsIn> => factsIn(documents.join('\n---\n'));

checkTable(rulesMatchWorkloads, [
  {
    name: 'its peer is there',
    facts: facts(
      pod('web'),
      pod('db'),
      policy('{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}'),
    ),
    verdicts: ['pass'],
  },
  {
    name: 'a slip in the label of a peer',
    facts: facts(
      pod('web'),
      pod('db'),
      policy('{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: wbe}}}]}]}'),
    ),
    verdicts: ['fail'],
    saw: /ingress rule 1 names Pods of which none/,
  },
  {
    name: 'nothing of the other namespace was read',
    facts: facts(
      pod('web'),
      policy(
        '{podSelector: {}, egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}]}',
      ),
    ),
    verdicts: ['unknown'],
  },
  {
    name: 'addresses and everyone are not Pods',
    facts: facts(
      pod('web'),
      policy('{podSelector: {}, ingress: [{}], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}'),
    ),
    verdicts: ['pass'],
  },
  {
    name: 'refused',
    facts: facts(pod('web'), policy('{podSelector: {}, ingress: [{from: [{}]}]}')),
    verdicts: ['unknown'],
  },
]);
