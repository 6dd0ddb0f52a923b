import { checkTable } from '../../../../test/checks/table.ts';
import { factsOf, namespace, pod } from '../../../../test/network/mesh/cluster.ts';
import { meshNamespacesWhole } from './mesh-namespaces-whole.ts';

const shop = namespace('shop', '{ istio-injection: enabled }');

checkTable(meshNamespacesWhole, [
  { name: 'in it', facts: factsOf(shop + pod('db', 'shop')), verdicts: ['pass'] },
  {
    name: 'opts out',
    facts: factsOf(shop + pod('db', 'shop', '', ', annotations: { sidecar.istio.io/inject: "false" }')),
    verdicts: ['fail'],
    saw: /opts out/,
  },
  {
    name: 'on the network of the node',
    facts: factsOf(shop + pod('db', 'shop', 'hostNetwork: true')),
    verdicts: ['fail'],
    saw: /network of its node/,
  },
  {
    name: 'runs without a proxy',
    facts: factsOf(shop + pod('db', 'shop'), 'admitted'),
    verdicts: ['fail'],
    saw: /runs without a proxy/,
  },
  { name: 'a namespace outside', facts: factsOf(shop + pod('db', 'old')), verdicts: [] },
  {
    name: 'a revision whose injector was not read',
    facts: factsOf(namespace('shop', '{ istio.io/rev: stable }') + pod('db', 'shop')),
    verdicts: ['unknown'],
    saw: /stable/,
  },
  {
    name: 'Linkerd',
    facts: factsOf(namespace('shop', '{}', '{ linkerd.io/inject: enabled }') + pod('db', 'shop')),
    verdicts: ['pass'],
  },
  {
    name: 'ambient',
    facts: factsOf(namespace('shop', '{ istio.io/dataplane-mode: ambient }') + pod('db', 'shop')),
    verdicts: ['pass'],
  },
]);
