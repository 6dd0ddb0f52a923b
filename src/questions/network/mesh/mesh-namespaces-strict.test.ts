import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { meshNamespacesStrict } from './mesh-namespaces-strict.ts';

const namespace = (labels: string): ReturnType<typeof objects> =>
  objects(`{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: ${labels}}}`);
const policy = (where: string, mode: string): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: ${where}}, spec: {mtls: {mode: ${mode}}}}`,
  );
const joined = namespace('{istio-injection: enabled}');

checkTable(meshNamespacesStrict, [
  { name: 'strict by the mesh', facts: [...joined, ...policy('istio-system', 'STRICT')], verdicts: ['pass'] },
  {
    name: 'strict by itself',
    facts: [...joined, ...policy('shop', 'STRICT'), ...policy('istio-system', 'PERMISSIVE')],
    verdicts: ['pass'],
  },
  { name: 'permissive', facts: [...joined, ...policy('shop', 'PERMISSIVE')], verdicts: ['fail'] },
  { name: 'not said', facts: joined, verdicts: ['unknown'], saw: /takes PERMISSIVE/ },
  { name: 'another namespace', facts: [...joined, ...policy('other', 'STRICT')], verdicts: ['unknown'] },
  {
    name: 'only who may do what',
    facts: objects('{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: p}}'),
    verdicts: ['unknown'],
  },
  {
    name: 'strict, but nobody is seen to join',
    facts: policy('shop', 'STRICT'),
    verdicts: ['unknown'],
    saw: /no Namespace .* joins/,
  },
  {
    name: 'a Pod stays out',
    facts: [
      ...joined,
      ...policy('shop', 'STRICT'),
      workloadFact({ namespace: 'shop', hostNetwork: false, labels: { 'sidecar.istio.io/inject': 'false' } }),
      workloadFact({ namespace: 'other', hostNetwork: false, labels: { 'sidecar.istio.io/inject': 'false' } }),
      workloadFact({ namespace: 'shop', hostNetwork: false }),
    ],
    verdicts: ['unknown', 'pass'],
    saw: /stays out/,
  },
  {
    name: 'a Pod that joins by itself',
    facts: [
      ...namespace('{}'),
      ...policy('shop', 'STRICT'),
      workloadFact({ namespace: 'shop', hostNetwork: false, labels: { 'sidecar.istio.io/inject': 'true' } }),
    ],
    verdicts: ['unknown', 'pass'],
  },
  {
    name: 'only how clients send',
    facts: objects('{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: d}, spec: {host: x}}'),
    verdicts: ['unknown'],
  },
  { name: 'not in the mesh', facts: namespace('{}'), verdicts: [] },
]);
