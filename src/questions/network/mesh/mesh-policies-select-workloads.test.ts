import { checkTable } from '../../../../test/checks/table.ts';
import { factsOf, istio, pod } from '../../../../test/network/mesh/cluster.ts';
import { meshPoliciesSelectWorkloads } from './mesh-policies-select-workloads.ts';

const db = pod('db', 'shop');
const of = (app: string, where = 'shop'): string =>
  istio('AuthorizationPolicy', 'a', where, `{ selector: { matchLabels: { app: ${app} } } }`);
const server = (labels: string): string => `
---
apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: s, namespace: shop }
spec: { podSelector: ${labels}, port: 8080 }
`;

checkTable(meshPoliciesSelectWorkloads, [
  { name: 'one', facts: factsOf(db + of('db')), verdicts: ['pass'] },
  { name: 'none', facts: factsOf(db + of('dp')), verdicts: ['fail'], saw: /none of the 1/ },
  { name: 'in another namespace', facts: factsOf(db + pod('x', 'old') + of('db', 'old')), verdicts: ['fail'] },
  { name: 'of the root namespace', facts: factsOf(db + of('db', 'istio-system')), verdicts: ['pass'] },
  { name: 'no workload was read', facts: factsOf(of('db')), verdicts: ['unknown'] },
  {
    name: 'a selector that cannot be read',
    facts: factsOf(db + istio('AuthorizationPolicy', 'a', 'shop', '{ selector: { labels: { a: b } } }')),
    verdicts: ['unknown'],
  },
  {
    name: 'a label that a controller puts on',
    facts: factsOf(
      db +
        istio('AuthorizationPolicy', 'a', 'shop', '{ selector: { matchLabels: { app: db, pod-template-hash: x } } }'),
    ),
    verdicts: ['unknown'],
  },
  {
    name: 'a PeerAuthentication',
    facts: factsOf(db + istio('PeerAuthentication', 'p', 'shop', '{ selector: { matchLabels: { app: x } } }')),
    verdicts: ['fail'],
  },
  { name: 'everything', facts: factsOf(db + istio('AuthorizationPolicy', 'a', 'shop', '{}')), verdicts: [] },
  { name: 'a Server', facts: factsOf(db + server('{ matchLabels: { app: x } }')), verdicts: ['fail'] },
  { name: 'a Server of it', facts: factsOf(db + server('{ matchLabels: { app: db } }')), verdicts: ['pass'] },
]);
