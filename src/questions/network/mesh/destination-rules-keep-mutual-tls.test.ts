import { checkTable } from '../../../../test/checks/table.ts';
import { factsOf, istio, namespace, pod, service } from '../../../../test/network/mesh/cluster.ts';
import { destinationRulesKeepMutualTls } from './destination-rules-keep-mutual-tls.ts';

const shop =
  namespace('shop', '{ istio-injection: enabled }') + pod('db', 'shop') + service('db', 'shop', '{ port: 8080 }');
const old = namespace('old', '{}') + pod('db', 'old') + service('db', 'old', '{ port: 8080 }');
const rule = (spec: string, where = 'shop'): string => istio('DestinationRule', 'd', where, spec);
const strict = istio('PeerAuthentication', 'p', 'istio-system', '{ mtls: { mode: STRICT } }');
const tls = (mode: string): string => `{ host: db, trafficPolicy: { tls: { mode: ${mode} } } }`;

checkTable(destinationRulesKeepMutualTls, [
  { name: 'DISABLE', facts: factsOf(shop + rule(tls('DISABLE'))), verdicts: ['fail'], saw: /plain text/ },
  {
    name: 'DISABLE against STRICT',
    facts: factsOf(shop + strict + rule(tls('DISABLE'))),
    verdicts: ['fail'],
    saw: /nothing passes/,
  },
  { name: 'SIMPLE', facts: factsOf(shop + rule(tls('SIMPLE'))), verdicts: ['fail'], saw: /without the certificate/ },
  { name: 'ISTIO_MUTUAL', facts: factsOf(shop + rule(tls('ISTIO_MUTUAL'))), verdicts: ['pass'] },
  {
    name: 'ISTIO_MUTUAL to what is not in the mesh',
    facts: factsOf(old + rule(tls('ISTIO_MUTUAL'), 'old')),
    verdicts: ['fail'],
  },
  { name: 'no tls', facts: factsOf(shop + rule('{ host: db }')), verdicts: [] },
  {
    name: 'tls without a mode',
    facts: factsOf(shop + rule('{ host: db, trafficPolicy: { tls: {} } }')),
    verdicts: ['fail'],
  },
  {
    name: 'of one port',
    facts: factsOf(
      shop +
        rule(
          '{ host: db, trafficPolicy: { portLevelSettings: [{ port: { number: 8080 }, tls: { mode: DISABLE } }] } }',
        ),
    ),
    verdicts: ['fail'],
  },
  {
    name: 'of a subset',
    facts: factsOf(shop + rule('{ host: db, subsets: [{ name: v1, trafficPolicy: { tls: { mode: DISABLE } } }] }')),
    verdicts: ['fail'],
  },
  {
    name: 'every host',
    facts: factsOf(shop + rule('{ host: "*.local", trafficPolicy: { tls: { mode: DISABLE } } }')),
    verdicts: ['fail'],
  },
  {
    name: 'a host outside',
    facts: factsOf(shop + rule('{ host: api.example.com, trafficPolicy: { tls: { mode: SIMPLE } } }')),
    verdicts: [],
  },
  { name: 'out of the mesh', facts: factsOf(old + rule(tls('DISABLE'), 'old')), verdicts: ['pass'] },
  { name: 'nobody behind it was read', facts: factsOf(rule(tls('DISABLE'))), verdicts: ['unknown'] },
  {
    name: 'whether it is in the mesh is not known',
    facts: factsOf(pod('db', 'shop') + service('db', 'shop', '{ port: 8080 }') + rule(tls('DISABLE'))),
    verdicts: ['unknown'],
  },
  { name: 'a mode that is none', facts: factsOf(shop + rule(tls('disable'))), verdicts: ['unknown'] },
]);
