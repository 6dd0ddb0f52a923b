import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partAt } from '../../../../formats/connections/connections.ts';
import { ask, endpointOf, factsOf, istio, namespace, pod, service } from '../../../../../test/network/mesh/cluster.ts';
import { meshLayer } from './layer.ts';

const sidecar = namespace('shop', '{ istio-injection: enabled }');
const ambient = namespace('shop', '{ istio.io/dataplane-mode: ambient }');
const plain = namespace('old', '{}');
const both = pod('web', 'shop') + pod('db', 'shop') + pod('legacy', 'old');
const http = service('db', 'shop', '{ name: http, port: 80, targetPort: 8080 }');
const tcp = service('db', 'shop', '{ name: tcp, port: 5432, targetPort: 8080 }');
const authn = (spec: string, where = 'shop', name = 'p', metadata = ''): string =>
  istio('PeerAuthentication', name, where, spec, metadata);
const authz = (spec: string, where = 'shop', name = 'a', metadata = ''): string =>
  istio('AuthorizationPolicy', name, where, spec, metadata);
const rule = (spec: string, where = 'shop', name = 'd'): string => istio('DestinationRule', name, where, spec);
const strict = authn('{ mtls: { mode: STRICT } }', 'istio-system');
const permissive = authn('{ mtls: { mode: PERMISSIVE } }', 'istio-system');
const off = authn('{ mtls: { mode: DISABLE } }', 'istio-system');

/** name; objects; `from to port`; verdict and what is on the wire. */
type Row = readonly [name: string, text: string, asked: string, expected: string];

function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const [name, text, asked, expected] of rows) {
      it(name, () => {
        const [from = '', to = '', port = ''] = asked.split(' ');
        const { verdict, wire, part } = ask(factsOf(text), from, to, Number(port));
        assert.equal([verdict, wire].filter((one) => one !== '').join(', '), expected);
        if (part === undefined) return;
        assert.ok(part.because.length > 0, 'a proof');
        assert.equal((part.missing ?? []).length > 0, verdict === 'unknown', 'what is missing is said');
      });
    }
  });
}

table('mutual TLS between sidecars', [
  ['strict', sidecar + plain + both + http + strict, 'shop/web shop/db 8080', 'allowed, encrypts'],
  ['strict, from outside the mesh', sidecar + plain + both + http + strict, 'old/legacy shop/db 8080', 'denied'],
  ['strict, from an address', sidecar + both + plain + http + strict, '203.0.113.0/24 shop/db 8080', 'denied'],
  [
    'permissive: the address of the Pod takes plain text',
    sidecar + plain + both + http + permissive,
    'shop/web shop/db 8080',
    'allowed, may encrypt',
  ],
  [
    'permissive, from outside the mesh',
    sidecar + plain + both + http + permissive,
    'old/legacy shop/db 8080',
    'allowed, does not encrypt',
  ],
  ['off', sidecar + plain + both + http + off, 'shop/web shop/db 8080', 'allowed, does not encrypt'],
  [
    'nothing said: Istio is permissive',
    sidecar + plain + both + http,
    'old/legacy shop/db 8080',
    'allowed, does not encrypt',
  ],
  ['out of the mesh', sidecar + plain + both + http + strict, 'shop/web old/legacy 8080', 'allowed, does not encrypt'],
  ['neither is in it', sidecar + plain + both + strict, 'old/legacy old/legacy 8080', 'silent'],
  [
    'a port of the workload',
    sidecar +
      plain +
      both +
      http +
      strict +
      authn('{ selector: { matchLabels: { app: db } }, portLevelMtls: { "8080": { mode: PERMISSIVE } } }'),
    'old/legacy shop/db 8080',
    'allowed, does not encrypt',
  ],
  [
    'another port of it',
    sidecar +
      plain +
      both +
      http +
      strict +
      authn('{ selector: { matchLabels: { app: db } }, portLevelMtls: { "8080": { mode: PERMISSIVE } } }'),
    'old/legacy shop/db 8081',
    'denied',
  ],
  [
    'the port of the Service is no port of the workload',
    sidecar +
      plain +
      both +
      http +
      strict +
      authn('{ selector: { matchLabels: { app: db } }, portLevelMtls: { "80": { mode: PERMISSIVE } } }'),
    'old/legacy shop/db 8080',
    'denied',
  ],
  [
    'a port led past the proxy',
    sidecar +
      plain +
      pod('web', 'shop') +
      pod('legacy', 'old') +
      pod('db', 'shop', '', ', annotations: { traffic.sidecar.istio.io/excludeInboundPorts: "8080" }') +
      http +
      strict,
    'old/legacy shop/db 8080',
    'allowed, does not encrypt',
  ],
  ['the namespace was not read', plain + both + strict, 'old/legacy shop/db 8080', 'unknown'],
]);

table('DestinationRules', [
  [
    'DISABLE against STRICT is an outage',
    sidecar + plain + both + http + strict + rule('{ host: db, trafficPolicy: { tls: { mode: DISABLE } } }'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'SIMPLE against STRICT is one too',
    sidecar + plain + both + http + strict + rule('{ host: db, trafficPolicy: { tls: { mode: SIMPLE } } }'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'ISTIO_MUTUAL against STRICT',
    sidecar +
      plain +
      both +
      http +
      strict +
      rule('{ host: db.shop.svc.cluster.local, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'DISABLE against PERMISSIVE is plain text',
    sidecar + plain + both + http + permissive + rule('{ host: db, trafficPolicy: { tls: { mode: DISABLE } } }'),
    'shop/web shop/db 8080',
    'allowed, does not encrypt',
  ],
  [
    'tls without a mode is DISABLE',
    sidecar + plain + both + http + permissive + rule('{ host: db, trafficPolicy: { tls: { sni: x } } }'),
    'shop/web shop/db 8080',
    'allowed, does not encrypt',
  ],
  [
    'a short name with a dot names nothing',
    sidecar + plain + both + http + strict + rule('{ host: db.shop, trafficPolicy: { tls: { mode: DISABLE } } }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'a wildcard',
    sidecar +
      plain +
      both +
      http +
      permissive +
      rule('{ host: "*.shop.svc.cluster.local", trafficPolicy: { tls: { mode: DISABLE } } }'),
    'shop/web shop/db 8080',
    'allowed, does not encrypt',
  ],
  [
    'the exact host before the wildcard',
    sidecar +
      plain +
      both +
      http +
      strict +
      rule('{ host: "*.local", trafficPolicy: { tls: { mode: DISABLE } } }') +
      rule('{ host: db }', 'shop', 'e'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'settings of the port replace those of the host',
    sidecar +
      plain +
      both +
      http +
      strict +
      rule('{ host: db, trafficPolicy: { tls: { mode: DISABLE }, portLevelSettings: [{ port: { number: 80 } }] } }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'of another namespace and not exported',
    sidecar +
      plain +
      both +
      http +
      strict +
      rule('{ host: "*", exportTo: ["."], trafficPolicy: { tls: { mode: DISABLE } } }', 'istio-system'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'of the root namespace',
    sidecar +
      plain +
      both +
      http +
      strict +
      rule('{ host: "*", trafficPolicy: { tls: { mode: DISABLE } } }', 'istio-system'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'two that disagree',
    sidecar +
      plain +
      both +
      http +
      strict +
      rule('{ host: db, trafficPolicy: { tls: { mode: DISABLE } } }') +
      rule('{ host: db }', 'shop', 'e'),
    'shop/web shop/db 8080',
    'unknown',
  ],
  [
    'for other clients',
    sidecar +
      plain +
      both +
      http +
      strict +
      rule(
        '{ host: db, workloadSelector: { matchLabels: { app: other } }, trafficPolicy: { tls: { mode: DISABLE } } }',
      ),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'TLS to a program outside the mesh',
    sidecar +
      plain +
      both +
      service('legacy', 'old', '{ port: 8080 }') +
      rule('{ host: legacy.old.svc.cluster.local, trafficPolicy: { tls: { mode: SIMPLE } } }'),
    'shop/web old/legacy 8080',
    'allowed, may encrypt',
  ],
]);

const alone = '{ selector: { matchLabels: { app: db } }, ';
table('AuthorizationPolicies at sidecars', [
  ['allow nothing', sidecar + plain + both + http + strict + authz('{}'), 'shop/web shop/db 8080', 'denied'],
  [
    'allow all',
    sidecar + plain + both + http + strict + authz('{ rules: [{}] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'allow the client',
    sidecar +
      plain +
      both +
      http +
      strict +
      authz(`${alone}rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }] }`),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'allow another',
    sidecar +
      plain +
      both +
      http +
      strict +
      authz(`${alone}rules: [{ from: [{ source: { principals: ["*/sa/other"] } }] }] }`),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'deny goes before allow',
    sidecar +
      plain +
      both +
      http +
      strict +
      authz('{ rules: [{}] }') +
      authz('{ action: DENY, rules: [{ from: [{ source: { namespaces: [shop] } }] }] }', 'shop', 'b'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'allow the client where plain text is taken: it shows no identity and is turned away',
    sidecar +
      plain +
      both +
      http +
      permissive +
      authz(`${alone}rules: [{ from: [{ source: { namespaces: [shop] } }] }] }`),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'deny by principal is bypassed in plain text',
    sidecar +
      plain +
      both +
      http +
      permissive +
      authz('{ action: DENY, rules: [{ from: [{ source: { namespaces: [shop] } }] }] }'),
    'shop/web shop/db 8080',
    'allowed, does not encrypt',
  ],
  [
    'notPrincipals matches whoever shows none',
    sidecar +
      plain +
      both +
      http +
      permissive +
      authz('{ action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }] }'),
    'old/legacy shop/db 8080',
    'denied',
  ],
  [
    'HTTP in ALLOW is dropped where bytes are seen',
    sidecar + plain + both + tcp + strict + authz('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'HTTP in DENY is left out where bytes are seen',
    sidecar +
      plain +
      both +
      tcp +
      strict +
      authz('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'HTTP in ALLOW depends on the request',
    sidecar + plain + both + http + strict + authz('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
    'shop/web shop/db 8080',
    'unknown, encrypts',
  ],
  [
    'HTTP in DENY depends on the request',
    sidecar +
      plain +
      both +
      http +
      strict +
      authz('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
    'shop/web shop/db 8080',
    'unknown, encrypts',
  ],
  [
    'a port without a protocol',
    sidecar +
      plain +
      both +
      service('db', 'shop', '{ port: 8080 }') +
      strict +
      authz('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
    'shop/web shop/db 8080',
    'unknown, encrypts',
  ],
  [
    'a custom one asks elsewhere',
    sidecar + plain + both + http + strict + authz('{ action: CUSTOM, provider: { name: x }, rules: [{}] }'),
    'shop/web shop/db 8080',
    'unknown, encrypts',
  ],
  [
    'a custom one for another port',
    sidecar +
      plain +
      both +
      http +
      strict +
      authz('{ action: CUSTOM, provider: { name: x }, rules: [{ to: [{ operation: { ports: ["9090"] } }] }] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'audits',
    sidecar + plain + both + http + strict + authz('{ action: AUDIT, rules: [{}] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'a dry run',
    sidecar + plain + both + http + strict + authz('{}', 'shop', 'a', ', annotations: { istio.io/dry-run: "true" }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'of the root namespace',
    sidecar + plain + both + http + strict + authz('{}', 'istio-system'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'of another namespace',
    sidecar + plain + both + http + strict + authz('{}', 'old'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'for another workload',
    sidecar + plain + both + http + strict + authz('{ selector: { matchLabels: { app: web } } }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'bound to a Service holds for no sidecar',
    sidecar + plain + both + http + strict + authz('{ targetRefs: [{ kind: Service, group: "", name: db }] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'a port',
    sidecar + plain + both + http + strict + authz('{ rules: [{ to: [{ operation: { ports: ["8080"] } }] }] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'all but a port',
    sidecar + plain + both + http + strict + authz('{ rules: [{ to: [{ operation: { notPorts: ["8080"] } }] }] }'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'a block of addresses',
    sidecar +
      both +
      plain +
      http +
      permissive +
      authz('{ rules: [{ from: [{ source: { ipBlocks: [203.0.113.0/24] } }] }] }'),
    '203.0.113.8/32 shop/db 8080',
    'allowed, does not encrypt',
  ],
  [
    'another block',
    sidecar +
      both +
      plain +
      http +
      permissive +
      authz('{ rules: [{ from: [{ source: { ipBlocks: [203.0.113.0/24] } }] }] }'),
    '198.51.100.0/24 shop/db 8080',
    'denied',
  ],
  [
    'some of a block',
    sidecar +
      both +
      plain +
      http +
      permissive +
      authz('{ rules: [{ from: [{ source: { ipBlocks: [203.0.113.0/24] } }] }] }'),
    '203.0.112.0/23 shop/db 8080',
    'unknown, does not encrypt',
  ],
  [
    'a service account',
    sidecar + plain + both + http + strict + authz('{ rules: [{ from: [{ source: { serviceAccounts: [web] } }] }] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'a condition',
    sidecar +
      plain +
      both +
      http +
      strict +
      authz('{ rules: [{ when: [{ key: source.namespace, notValues: [shop] }] }] }'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'a condition that cannot be told',
    sidecar + plain + both + http + strict + authz('{ rules: [{ when: [{ key: connection.sni, values: [x] }] }] }'),
    'shop/web shop/db 8080',
    'unknown, encrypts',
  ],
  [
    'a field that is none',
    sidecar + plain + both + http + strict + authz('{ rules: [{ from: [{ source: { principal: [x] } }] }] }'),
    'shop/web shop/db 8080',
    'unknown, encrypts',
  ],
  [
    'a selector that cannot be read',
    sidecar + plain + both + http + strict + authz('{ selector: { matchExpressions: [] } }'),
    'shop/web shop/db 8080',
    'unknown, encrypts',
  ],
]);

const waypoint = `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: wp, namespace: shop, labels: { istio.io/waypoint-for: all } }
spec: { gatewayClassName: istio-waypoint }
`;
const behind = namespace('shop', '{ istio.io/dataplane-mode: ambient, istio.io/use-waypoint: wp }');
const domain = (text: string): string => `
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "${text}" }
`;
const ours = authz('{ rules: [{ from: [{ source: { principals: [acme.example/ns/shop/sa/web] } }] }] }');
const asked = 'shop/web shop/db 8080';
table('trust domains', [
  [
    'that of the mesh',
    sidecar + both + plain + http + strict + ours + domain('trustDomain: acme.example'),
    asked,
    'allowed, encrypts',
  ],
  ['another', sidecar + both + plain + http + strict + ours + domain('trustDomain: other.example'), asked, 'denied'],
  [
    'an alias',
    sidecar +
      both +
      plain +
      http +
      strict +
      ours +
      domain('{trustDomain: other.example, trustDomainAliases: [acme.example]}'),
    asked,
    'allowed, encrypts',
  ],
  [
    'cluster.local is always that of the mesh',
    sidecar +
      both +
      plain +
      http +
      strict +
      authz('{ rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }] }') +
      domain('trustDomain: other.example'),
    asked,
    'allowed, encrypts',
  ],
  ['the configuration was not read', sidecar + both + plain + http + strict + ours, asked, 'unknown, encrypts'],
  [
    'it was not read, and the account is another',
    sidecar +
      both +
      plain +
      http +
      strict +
      authz('{ rules: [{ from: [{ source: { principals: [acme.example/ns/shop/sa/x] } }] }] }'),
    asked,
    'denied',
  ],
]);

table('ambient mode', [
  ['between two of it', ambient + plain + both + http, 'shop/web shop/db 8080', 'allowed, encrypts'],
  ['plain text from outside', ambient + plain + both + http, 'old/legacy shop/db 8080', 'allowed, does not encrypt'],
  ['strict', ambient + plain + both + http + strict, 'old/legacy shop/db 8080', 'denied'],
  [
    'HTTP in DENY does nothing',
    ambient + plain + both + http + authz('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'with a source it does nothing either',
    ambient +
      plain +
      both +
      http +
      authz(
        '{ action: DENY, rules: [{ from: [{ source: { namespaces: [shop] } }], to: [{ operation: { methods: [GET] } }] }] }',
      ),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'beside a port it denies the port',
    ambient +
      plain +
      both +
      http +
      authz('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET], ports: ["8080"] } }] }] }'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'HTTP in ALLOW allows nothing',
    ambient + plain + both + http + authz('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'CUSTOM is left out',
    ambient + plain + both + http + authz('{ action: CUSTOM, rules: [{}] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'bound to a Service without a waypoint',
    ambient + plain + both + http + authz('{ targetRefs: [{ kind: Service, name: db }] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'by a waypoint, bound to the Service and to the waypoint',
    behind +
      waypoint +
      plain +
      both +
      http +
      authz('{ targetRefs: [{ kind: Service, name: db }] }') +
      authz('{ targetRefs: [{ kind: Gateway, name: wp }] }', 'shop', 'b'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'bound to the Service alone: the Pod is reached by its address',
    behind + waypoint + plain + both + http + authz('{ targetRefs: [{ kind: Service, name: db }] }'),
    'shop/web shop/db 8080',
    'allowed, encrypts',
  ],
  [
    'by a waypoint that was not read',
    behind + plain + both + http + authz('{ targetRefs: [{ kind: Gateway, name: wp }] }'),
    'shop/web shop/db 8080',
    'unknown, encrypts',
  ],
  [
    'ztunnel sees the waypoint as the client',
    behind +
      waypoint +
      plain +
      both +
      http +
      authz('{ rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }] }'),
    'shop/web shop/db 8080',
    'denied',
  ],
  [
    'past the waypoint from outside',
    behind + waypoint + plain + both + http + authz('{ targetRefs: [{ kind: Gateway, name: wp }] }'),
    'old/legacy shop/db 8080',
    'allowed, does not encrypt',
  ],
]);

describe('what goes outside', () => {
  const outside = (text: string): string => {
    const facts = factsOf(sidecar + both + plain + text);
    const layer = meshLayer(facts)!;
    const parts = layer.between(endpointOf(facts, 'shop/web'), endpointOf(facts, '203.0.113.0/24'));
    const old = layer.between(endpointOf(facts, 'old/legacy'), endpointOf(facts, '203.0.113.0/24'));
    assert.equal(old, undefined, 'what is not in the mesh is not held back');
    return parts === undefined ? 'silent' : partAt(parts, 'TCP', 443)!.verdict;
  };
  it('is passed on, unless proxies take only what is named', () => {
    assert.equal(outside(''), 'silent');
    assert.equal(outside(domain('outboundTrafficPolicy: { mode: ALLOW_ANY }')), 'silent');
    assert.equal(outside(domain('outboundTrafficPolicy: { mode: REGISTRY_ONLY }')), 'unknown');
    const own = (where: string): string =>
      istio('DestinationRule', 's', where, '{ outboundTrafficPolicy: { mode: REGISTRY_ONLY } }').replace(
        'DestinationRule',
        'Sidecar',
      );
    assert.equal(outside(own('shop')), 'unknown');
    assert.equal(outside(own('istio-system')), 'unknown');
    assert.equal(outside(own('old')), 'silent');
  });
});

describe('the mesh layer', () => {
  it('says nothing where nothing speaks of a mesh', () => {
    assert.equal(meshLayer(factsOf(plain + both + http)), undefined);
  });
});
