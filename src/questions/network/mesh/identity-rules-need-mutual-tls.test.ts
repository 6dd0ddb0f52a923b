import { checkTable } from '../../../../test/checks/table.ts';
import { factsOf, istio, namespace, pod } from '../../../../test/network/mesh/cluster.ts';
import { identityRulesNeedMutualTls } from './identity-rules-need-mutual-tls.ts';

const shop = namespace('shop', '{ istio-injection: enabled }') + pod('db', 'shop');
const strict = istio('PeerAuthentication', 'p', 'istio-system', '{ mtls: { mode: STRICT } }');
const permissive = istio('PeerAuthentication', 'p', 'istio-system', '{ mtls: { mode: PERMISSIVE } }');
const policy = (spec: string): string => istio('AuthorizationPolicy', 'a', 'shop', spec);
const deny = policy('{ action: DENY, rules: [{ from: [{ source: { principals: [cluster.local/ns/x/sa/y] } }] }] }');
const allBut = policy('{ rules: [{ from: [{ source: { notNamespaces: [x] } }] }] }');

checkTable(identityRulesNeedMutualTls, [
  {
    name: 'a DENY under PERMISSIVE',
    facts: factsOf(shop + permissive + deny),
    verdicts: ['fail'],
    saw: /does not match/,
  },
  { name: 'a DENY under STRICT', facts: factsOf(shop + strict + deny), verdicts: ['pass'] },
  { name: 'a DENY, and nothing says how', facts: factsOf(shop + deny), verdicts: ['unknown'] },
  {
    name: 'an ALLOW of all but some',
    facts: factsOf(shop + permissive + allBut),
    verdicts: ['fail'],
    saw: /rule matches/,
  },
  {
    name: 'an ALLOW of some',
    facts: factsOf(shop + permissive + policy('{ rules: [{ from: [{ source: { namespaces: [x] } }] }] }')),
    verdicts: [],
  },
  {
    name: 'a DENY of who shows none',
    facts: factsOf(
      shop + permissive + policy('{ action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }] }'),
    ),
    verdicts: [],
  },
  {
    name: 'by a condition',
    facts: factsOf(
      shop + permissive + policy('{ action: DENY, rules: [{ when: [{ key: source.namespace, values: [x] }] }] }'),
    ),
    verdicts: ['fail'],
  },
  {
    name: 'a port that is strict',
    facts: factsOf(
      shop +
        permissive +
        istio(
          'PeerAuthentication',
          'q',
          'shop',
          '{ selector: { matchLabels: { app: db } }, portLevelMtls: { "8080": { mode: STRICT } } }',
        ) +
        policy(
          '{ action: DENY, rules: [{ from: [{ source: { namespaces: [x] } }], to: [{ operation: { ports: ["8080"] } }] }] }',
        ),
    ),
    verdicts: ['pass'],
  },
  {
    name: 'no workload was read',
    facts: factsOf(namespace('shop', '{ istio-injection: enabled }') + permissive + deny),
    verdicts: ['unknown'],
  },
  {
    name: 'bound elsewhere',
    facts: factsOf(
      shop +
        permissive +
        policy(
          '{ action: DENY, targetRefs: [{ kind: Gateway, name: g }], rules: [{ from: [{ source: { namespaces: [x] } }] }] }',
        ),
    ),
    verdicts: ['unknown'],
  },
]);
