import { checkTable } from '../../../../test/checks/table.ts';
import { factsOf, istio, pod, service } from '../../../../test/network/mesh/cluster.ts';
import { portLevelMtlsHolds } from './port-level-mtls-holds.ts';

const db = pod('db', 'shop') + service('db', 'shop', '{ port: 80, targetPort: 8080 }');
const policy = (spec: string, where = 'shop'): string => istio('PeerAuthentication', 'p', where, spec);
const of = (port: string): string =>
  policy(`{ selector: { matchLabels: { app: db } }, portLevelMtls: { "${port}": { mode: STRICT } } }`);

checkTable(portLevelMtlsHolds, [
  { name: 'the port of the container', facts: factsOf(db + of('8080')), verdicts: ['pass'] },
  { name: 'the port of the Service', facts: factsOf(db + of('80')), verdicts: ['fail'], saw: /listens on 8080/ },
  { name: 'a port that nobody states', facts: factsOf(db + of('9090')), verdicts: ['unknown'] },
  { name: 'no workload was read', facts: factsOf(of('8080')), verdicts: ['unknown'] },
  {
    name: 'without a selector',
    facts: factsOf(db + policy('{ portLevelMtls: { "8080": { mode: STRICT } } }')),
    verdicts: ['fail'],
    saw: /without a selector/,
  },
  {
    name: 'ignored as a whole',
    facts: factsOf(
      db + policy('{ selector: { matchLabels: { app: db } }, portLevelMtls: { "80": {} } }', 'istio-system'),
    ),
    verdicts: [],
  },
  { name: 'no ports', facts: factsOf(db + policy('{ mtls: { mode: STRICT } }')), verdicts: [] },
]);
