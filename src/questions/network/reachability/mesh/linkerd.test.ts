import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { ask, factsOf, namespace, pod } from '../../../../../test/network/mesh/cluster.ts';

const policy = (kind: string, name: string, spec: string, version = 'v1alpha1'): string => `
---
apiVersion: policy.linkerd.io/${version}
kind: ${kind}
metadata: { name: ${name}, namespace: shop, labels: { of: ${name} } }
spec: ${spec}
`;
const shop = (inbound?: string): string =>
  namespace(
    'shop',
    '{}',
    `{ linkerd.io/inject: enabled${inbound === undefined ? '' : `, config.linkerd.io/default-inbound-policy: ${inbound}`} }`,
  ) +
  namespace('old', '{}') +
  pod('web', 'shop') +
  pod('db', 'shop') +
  pod('legacy', 'old');
const config = (text: string): string => `
---
apiVersion: v1
kind: ConfigMap
metadata: { name: linkerd-config, namespace: linkerd }
data: { values: "${text}" }
`;
const server = policy('Server', 'db', '{ podSelector: { matchLabels: { app: db } }, port: main }', 'v1beta3');
const mutual = policy('MeshTLSAuthentication', 'clients', '{ identityRefs: [{ kind: ServiceAccount, name: web }] }');
const anyone = policy(
  'NetworkAuthentication',
  'networks',
  '{ networks: [{ cidr: 198.51.100.0/24, except: [198.51.100.128/25] }] }',
);
const authorize = (target: string, ...refs: string[]): string =>
  policy('AuthorizationPolicy', 'a', `{ targetRef: ${target}, requiredAuthenticationRefs: [${refs.join(', ')}] }`);
const toServer = '{ group: policy.linkerd.io, kind: Server, name: db }';
const mesh = '{ group: policy.linkerd.io, kind: MeshTLSAuthentication, name: clients }';
const networks = '{ group: policy.linkerd.io, kind: NetworkAuthentication, name: networks }';

// name, objects, from, verdict
const rows: readonly (readonly [string, string, string, string])[] = [
  ['all-unauthenticated', shop('all-unauthenticated'), 'old/legacy', 'allowed, does not encrypt'],
  ['between two of the mesh', shop('all-unauthenticated'), 'shop/web', 'allowed, encrypts'],
  ['all-authenticated', shop('all-authenticated'), 'old/legacy', 'denied'],
  ['all-authenticated, from the mesh', shop('all-authenticated'), 'shop/web', 'allowed, encrypts'],
  ['cluster-authenticated, from the mesh', shop('cluster-authenticated'), 'shop/web', 'allowed, encrypts'],
  ['cluster-unauthenticated, from a Pod', shop('cluster-unauthenticated'), 'old/legacy', 'allowed, does not encrypt'],
  ['cluster-unauthenticated, from inside', shop('cluster-unauthenticated'), '10.1.0.0/16', 'allowed, does not encrypt'],
  ['cluster-unauthenticated, from outside', shop('cluster-unauthenticated'), '198.51.100.0/24', 'denied'],
  ['cluster-unauthenticated, from both', shop('cluster-unauthenticated'), '0.0.0.0/0', 'unknown, does not encrypt'],
  ['deny', shop('deny'), 'shop/web', 'denied'],
  ['audit', shop('audit'), 'old/legacy', 'allowed, does not encrypt'],
  ['a policy that is none', shop('Deny'), 'shop/web', 'unknown, encrypts'],
  ['the default was not read', shop(), 'shop/web', 'unknown, encrypts'],
  [
    'the default of the installation',
    shop() + config('{ proxy: { defaultInboundPolicy: deny } }'),
    'shop/web',
    'denied',
  ],
  ['the default of Linkerd', shop() + config('{ proxy: {} }'), 'old/legacy', 'allowed, does not encrypt'],
  ['a Server denies what nothing authorizes', shop('all-unauthenticated') + server, 'shop/web', 'denied'],
  [
    'a Server of another port',
    shop('all-unauthenticated') + policy('Server', 'db', '{ podSelector: { matchLabels: { app: db } }, port: 9090 }'),
    'shop/web',
    'allowed, encrypts',
  ],
  [
    'a Server of another workload',
    shop('all-unauthenticated') + policy('Server', 'db', '{ podSelector: { matchLabels: { app: web } }, port: 8080 }'),
    'shop/web',
    'allowed, encrypts',
  ],
  [
    'a Server that takes everyone',
    shop('deny') +
      policy(
        'Server',
        'db',
        '{ accessPolicy: all-unauthenticated, podSelector: { matchLabels: { app: db } }, port: 8080 }',
      ),
    'old/legacy',
    'allowed, does not encrypt',
  ],
  [
    'two Servers of one port',
    shop('deny') +
      server +
      policy('Server', 'more', '{ podSelector: {}, port: 8080 }').replace('{}', '{ matchExpressions: [] }'),
    'shop/web',
    'unknown, encrypts',
  ],
  [
    'authorized by account',
    shop('deny') + server + mutual + authorize(toServer, mesh),
    'shop/web',
    'allowed, encrypts',
  ],
  ['another account', shop('deny') + server + mutual + authorize(toServer, mesh), 'shop/db', 'denied'],
  ['without identity', shop('deny') + server + mutual + authorize(toServer, mesh), 'old/legacy', 'denied'],
  [
    'by the account itself',
    shop('deny') + server + authorize(toServer, '{ kind: ServiceAccount, name: web }'),
    'shop/web',
    'allowed, encrypts',
  ],
  [
    'by identity',
    shop('deny') +
      server +
      policy(
        'MeshTLSAuthentication',
        'clients',
        '{ identities: ["*.shop.serviceaccount.identity.linkerd.cluster.local"] }',
      ) +
      authorize(toServer, mesh),
    'shop/db',
    'allowed, encrypts',
  ],
  [
    'by identity of another trust domain',
    shop('deny') +
      server +
      config('{ identityTrustDomain: acme.example }') +
      policy(
        'MeshTLSAuthentication',
        'clients',
        '{ identities: [web.shop.serviceaccount.identity.linkerd.acme.example] }',
      ) +
      authorize(toServer, mesh),
    'shop/web',
    'allowed, encrypts',
  ],
  [
    'everyone of the mesh',
    shop('deny') +
      server +
      policy('MeshTLSAuthentication', 'clients', '{ identities: ["*"] }') +
      authorize(toServer, mesh),
    'old/legacy',
    'denied',
  ],
  [
    'by network',
    shop('deny') + server + anyone + authorize(toServer, networks),
    '198.51.100.0/25',
    'allowed, does not encrypt',
  ],
  [
    'by network, excepted',
    shop('deny') + server + anyone + authorize(toServer, networks),
    '198.51.100.128/25',
    'denied',
  ],
  [
    'both are required',
    shop('deny') + server + anyone + mutual + authorize(toServer, networks, mesh),
    '198.51.100.0/25',
    'denied',
  ],
  [
    'for the whole namespace',
    shop('deny') + server + mutual + authorize('{ kind: Namespace, name: shop }', mesh),
    'shop/web',
    'allowed, encrypts',
  ],
  [
    'for another Server',
    shop('deny') + server + mutual + authorize('{ kind: Server, name: x }', mesh),
    'shop/web',
    'denied',
  ],
  [
    'for some requests',
    shop('deny') + server + mutual + authorize('{ kind: HTTPRoute, name: r }', mesh),
    'shop/web',
    'unknown, encrypts',
  ],
  [
    'for some requests of another Server',
    shop('deny') +
      server +
      mutual +
      authorize('{ kind: HTTPRoute, name: r }', mesh) +
      policy('HTTPRoute', 'r', '{ parentRefs: [{ kind: Server, name: x }] }', 'v1beta3'),
    'shop/web',
    'denied',
  ],
  [
    'an authentication that was not read',
    shop('deny') + server + authorize(toServer, mesh),
    'shop/web',
    'unknown, encrypts',
  ],
  [
    'a ServerAuthorization',
    shop('deny') +
      server +
      policy(
        'ServerAuthorization',
        's',
        '{ server: { name: db }, client: { meshTLS: { serviceAccounts: [{ name: web }] } } }',
        'v1beta1',
      ),
    'shop/web',
    'allowed, encrypts',
  ],
  [
    'a ServerAuthorization by labels',
    shop('deny') +
      server +
      policy(
        'ServerAuthorization',
        's',
        '{ server: { selector: { matchLabels: { of: db } } }, client: { unauthenticated: true } }',
        'v1beta1',
      ),
    'old/legacy',
    'allowed, does not encrypt',
  ],
  [
    'a ServerAuthorization for others',
    shop('deny') +
      server +
      policy(
        'ServerAuthorization',
        's',
        '{ server: { name: db }, client: { meshTLS: { serviceAccounts: [{ name: x }] } } }',
        'v1beta1',
      ),
    'shop/web',
    'denied',
  ],
];

describe('Linkerd', () => {
  for (const [name, text, from, expected] of rows) {
    it(name, () => {
      const { verdict, wire, part } = ask(factsOf(text), from, 'shop/db', 8080);
      assert.equal([verdict, wire].filter((one) => one !== '').join(', '), expected);
      assert.equal((part?.missing ?? []).length > 0, verdict === 'unknown');
    });
  }
  it('a port that is led past the proxy meets nothing', () => {
    const text =
      namespace('shop', '{}', '{ linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: deny }') +
      pod('web', 'shop') +
      pod('db', 'shop', '', ', annotations: { config.linkerd.io/skip-inbound-ports: "8000-8080" }');
    assert.equal(ask(factsOf(text), 'shop/web', 'shop/db', 8080).verdict, 'allowed');
    assert.equal(ask(factsOf(text), 'shop/web', 'shop/db', 8081).verdict, 'denied');
  });
});
