import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { seen } from '../../../model/seen.ts';
import { podsNotReachedByAll } from './pods-not-reached-by-all.ts';

const web = workloadFact({ namespace: 'shop', name: 'web', labels: { app: 'web' } });
const db = workloadFact({ namespace: 'shop', name: 'db', labels: { app: 'db' } });
const api = workloadFact({ namespace: 'shop', name: 'api', hostNetwork: seen(false, { source: 'test' }) });
const policy = (spec: string, name = 'p'): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: shop}, spec: ${spec}}`,
  );

const cluster = (tier: string, action: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: c}, spec: {tier: ${tier}, priority: 1, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [{namespaces: {}}]}]}}`,
  );

checkTable(podsNotReachedByAll, [
  { name: 'denied by default', facts: [web, db, ...policy('{}')], verdicts: ['pass'] },
  { name: 'some let in', facts: [web, ...policy('{ingress: [{from: [{podSelector: {}}]}]}')], verdicts: ['pass'] },
  { name: 'no policy', facts: [web, db], verdicts: ['fail'], saw: /can reach db, web/ },
  {
    name: 'one left out',
    facts: [web, db, ...policy('{podSelector: {matchLabels: {app: db}}}')],
    verdicts: ['fail'],
    saw: /can reach web,/,
  },
  { name: 'everyone let in', facts: [web, ...policy('{ingress: [{ports: [{port: 80}]}]}')], verdicts: ['fail'] },
  {
    name: 'every Pod of the cluster let in',
    facts: [web, ...policy('{ingress: [{from: [{namespaceSelector: {}}]}]}')],
    verdicts: ['fail'],
  },
  {
    name: 'closed, but a policy of Cilium may open it',
    facts: [
      web,
      ...policy('{}'),
      ...objects('{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: shop}}'),
    ],
    verdicts: ['unknown'],
    saw: /CiliumNetworkPolicy c limit who reaches web/,
  },
  {
    name: 'a second policy opens it',
    facts: [web, ...policy('{}'), ...policy('{ingress: [{}]}', 'open')],
    verdicts: ['fail'],
  },
  { name: 'a rule that cannot be read', facts: [web, ...policy('{ingress: [{from: [{}]}]}')], verdicts: ['unknown'] },
  { name: 'a selector that cannot be read', facts: [web, ...policy('{podSelector: web}')], verdicts: ['unknown'] },
  {
    name: 'a policy of Cilium',
    facts: [web, ...objects('{apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: {name: c}}')],
    verdicts: ['unknown'],
    saw: /CiliumClusterwideNetworkPolicy c/,
  },
  {
    name: 'a cluster-wide policy denies by default',
    facts: [api, ...cluster('Baseline', 'Deny')],
    verdicts: ['pass'],
  },
  {
    name: 'a cluster-wide policy opens what is closed',
    facts: [api, ...policy('{}'), ...cluster('Admin', 'Accept')],
    verdicts: ['fail'],
    saw: /can reach api/,
  },
  {
    name: 'a Service without any workload',
    facts: objects('{apiVersion: v1, kind: Service, metadata: {name: web}}'),
    verdicts: ['unknown'],
  },
  { name: 'nothing of Kubernetes', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: [] },
]);
