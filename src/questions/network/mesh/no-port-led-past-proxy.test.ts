import { checkTable } from '../../../../test/checks/table.ts';
import { factsOf, namespace, pod } from '../../../../test/network/mesh/cluster.ts';
import { noPortLedPastProxy } from './no-port-led-past-proxy.ts';

const shop = namespace('shop', '{ istio-injection: enabled }');
const linkerd = namespace('shop', '{}', '{ linkerd.io/inject: enabled }');
const db = (annotation: string): string => pod('db', 'shop', '', `, annotations: { ${annotation} }`);

checkTable(noPortLedPastProxy, [
  { name: 'none', facts: factsOf(shop + pod('db', 'shop')), verdicts: ['pass'] },
  {
    name: 'one',
    facts: factsOf(shop + db('traffic.sidecar.istio.io/excludeInboundPorts: "5432"')),
    verdicts: ['fail'],
    saw: /5432/,
  },
  {
    name: 'all but one',
    facts: factsOf(shop + db('traffic.sidecar.istio.io/includeInboundPorts: "80"')),
    verdicts: ['fail'],
    saw: /only ports 80/,
  },
  {
    name: 'all of them',
    facts: factsOf(shop + db('traffic.sidecar.istio.io/includeInboundPorts: "*"')),
    verdicts: ['pass'],
  },
  {
    name: 'of Linkerd',
    facts: factsOf(linkerd + db('config.linkerd.io/skip-inbound-ports: "25,1000-2000"')),
    verdicts: ['fail'],
  },
  {
    name: 'whether it is in the mesh is not known',
    facts: factsOf(namespace('shop', '{ istio.io/rev: x }') + pod('db', 'shop')),
    verdicts: [],
  },
  {
    name: 'all of them past a sidecar',
    facts: factsOf(shop + db('sidecar.istio.io/interceptionMode: NONE')),
    verdicts: ['fail'],
    saw: /every port/,
  },
  {
    name: 'all of them past ztunnel',
    facts: factsOf(
      namespace('shop', '{ istio.io/dataplane-mode: ambient }') + db('ambient.istio.io/bypass-inbound-capture: "true"'),
    ),
    verdicts: ['fail'],
  },
  { name: 'redirected', facts: factsOf(shop + db('sidecar.istio.io/interceptionMode: REDIRECT')), verdicts: ['pass'] },
  {
    name: 'a word',
    facts: factsOf(shop + db('traffic.sidecar.istio.io/excludeInboundPorts: db')),
    verdicts: ['unknown'],
  },
  {
    name: 'not in the mesh',
    facts: factsOf(
      shop +
        namespace('old', '{}') +
        pod('db', 'old', '', ', annotations: { traffic.sidecar.istio.io/excludeInboundPorts: "1" }'),
    ),
    verdicts: [],
  },
]);
