import { checkTable } from '../../../../test/checks/table.ts';
import { factsOf, istio, namespace, pod } from '../../../../test/network/mesh/cluster.ts';
import { ambientPoliciesEnforced } from './ambient-policies-enforced.ts';

const ambient = namespace('shop', '{ istio.io/dataplane-mode: ambient }');
const sidecar = namespace('shop', '{ istio-injection: enabled }');
const policy = (spec: string, where = 'shop', metadata = ''): string =>
  istio('AuthorizationPolicy', 'p', where, spec, metadata);
const http = '{ action: DENY, rules: [{ to: [{ operation: { paths: [/admin] } }] }] }';

checkTable(ambientPoliciesEnforced, [
  {
    name: 'HTTP alone',
    facts: factsOf(ambient + pod('db', 'shop') + policy(http)),
    verdicts: ['fail'],
    saw: /denies nothing/,
  },
  { name: 'no workload was read', facts: factsOf(ambient + policy(http)), verdicts: ['fail'] },
  {
    name: 'of the root namespace',
    facts: factsOf(ambient + pod('db', 'shop') + policy(http, 'istio-system')),
    verdicts: ['fail'],
  },
  { name: 'at sidecars', facts: factsOf(sidecar + pod('db', 'shop') + policy(http)), verdicts: [] },
  {
    name: 'HTTP beside a source',
    facts: factsOf(
      ambient +
        pod('db', 'shop') +
        policy(
          '{ action: DENY, rules: [{ from: [{ source: { namespaces: [x] } }], to: [{ operation: { paths: [/admin] } }] }] }',
        ),
    ),
    verdicts: ['fail'],
  },
  {
    name: 'HTTP beside a port, and a source alone',
    facts: factsOf(
      ambient +
        pod('db', 'shop') +
        policy(
          '{ action: DENY, rules: [{ to: [{ operation: { paths: [/admin], ports: ["80"] } }] }, { from: [{ source: { namespaces: [x] } }] }] }',
        ),
    ),
    verdicts: ['pass'],
  },
  {
    name: 'one rule of two',
    facts: factsOf(
      ambient +
        pod('db', 'shop') +
        policy('{ action: DENY, rules: [{ when: [{ key: "request.headers[x]", values: [z] }] }, {}] }'),
    ),
    verdicts: ['fail'],
  },
  {
    name: 'asks elsewhere',
    facts: factsOf(ambient + pod('db', 'shop') + policy('{ action: CUSTOM, rules: [{}] }')),
    verdicts: ['fail'],
    saw: /another program/,
  },
  {
    name: 'allows by HTTP: closes more',
    facts: factsOf(ambient + pod('db', 'shop') + policy('{ rules: [{ to: [{ operation: { paths: [/] } }] }] }')),
    verdicts: ['pass'],
  },
  {
    name: 'bound to a waypoint',
    facts: factsOf(
      ambient +
        pod('db', 'shop') +
        policy(
          '{ action: DENY, targetRefs: [{ kind: Service, name: db }], rules: [{ to: [{ operation: { paths: [/] } }] }] }',
        ),
    ),
    verdicts: [],
  },
  {
    name: 'a dry run',
    facts: factsOf(ambient + pod('db', 'shop') + policy(http, 'shop', ', annotations: { istio.io/dry-run: "true" }')),
    verdicts: [],
  },
  {
    name: 'whether it is ambient is not known',
    facts: factsOf(pod('db', 'shop') + policy(http)),
    verdicts: ['unknown'],
  },
  {
    name: 'a field that is none',
    facts: factsOf(
      ambient + pod('db', 'shop') + policy('{ action: DENY, rules: [{ to: [{ operation: { path: [/] } }] }] }'),
    ),
    verdicts: ['unknown'],
  },
]);
