import { checkTable } from '../../../../test/checks/table.ts';
import { factsOf, istio, namespace, service } from '../../../../test/network/mesh/cluster.ts';
import { boundPoliciesHaveWaypoint } from './bound-policies-have-waypoint.ts';

const bound = (kind: string, name: string, where = 'shop'): string =>
  istio('AuthorizationPolicy', 'a', where, `{ targetRefs: [{ kind: ${kind}, group: "", name: ${name} }] }`);
const shop = (labels = ''): string => namespace('shop', `{ istio.io/dataplane-mode: ambient${labels} }`);
const db = service('db', 'shop', '{ port: 80 }');
const gateway = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: wp, namespace: shop }
spec: { gatewayClassName: istio-waypoint }
`;

checkTable(boundPoliciesHaveWaypoint, [
  {
    name: 'a Service without a waypoint',
    facts: factsOf(shop() + db + bound('Service', 'db')),
    verdicts: ['fail'],
    saw: /nothing enforces it/,
  },
  {
    name: 'a Service with one',
    facts: factsOf(shop(', istio.io/use-waypoint: wp') + gateway + db + bound('Service', 'db')),
    verdicts: ['pass'],
  },
  {
    name: 'a waypoint that was not read',
    facts: factsOf(shop(', istio.io/use-waypoint: wp') + db + bound('Service', 'db')),
    verdicts: ['unknown'],
  },
  { name: 'a namespace that was not read', facts: factsOf(db + bound('Service', 'db')), verdicts: ['unknown'] },
  { name: 'a Service that was not read', facts: factsOf(shop() + bound('Service', 'db')), verdicts: ['unknown'] },
  { name: 'a Gateway', facts: factsOf(shop() + gateway + bound('Gateway', 'wp')), verdicts: ['pass'] },
  { name: 'a Gateway that was not read', facts: factsOf(shop() + bound('Gateway', 'wp')), verdicts: ['unknown'] },
  {
    name: 'a class outside of the root namespace',
    facts: factsOf(shop() + bound('GatewayClass', 'istio-waypoint')),
    verdicts: ['fail'],
  },
  {
    name: 'a class',
    facts: factsOf(shop() + bound('GatewayClass', 'istio-waypoint', 'istio-system')),
    verdicts: ['pass'],
  },
  { name: 'something else', facts: factsOf(shop() + bound('ServiceEntry', 'x')), verdicts: ['unknown'] },
  { name: 'not bound', facts: factsOf(shop() + istio('AuthorizationPolicy', 'a', 'shop', '{}')), verdicts: [] },
]);
