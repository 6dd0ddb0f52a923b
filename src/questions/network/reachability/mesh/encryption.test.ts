import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { endpointOf, factsOf, istio, namespace, pod, service } from '../../../../../test/network/mesh/cluster.ts';
import type { Fact } from '../../../../model/fact.ts';
import { encryptionBetween, pluginEncryptionLayer } from './encryption.ts';
import { meshLayer } from './layer.ts';

const base =
  namespace('shop', '{ istio-injection: enabled }') +
  namespace('old', '{}') +
  pod('web', 'shop') +
  pod('db', 'shop') +
  pod('legacy', 'old') +
  service('db', 'shop', '{ name: http, port: 80, targetPort: 8080 }');
const mode = (text: string): string => istio('PeerAuthentication', 'p', 'istio-system', `{ mtls: { mode: ${text} } }`);
const between = (text: string, from: string, to: string): string | undefined => {
  const facts = factsOf(text);
  const found = encryptionBetween(facts, endpointOf(facts, from), endpointOf(facts, to), 8080);
  if (found !== undefined) assert.equal(found.missing.length > 0, found.wire === 'unknown', 'what is missing is said');
  return found?.wire;
};

describe('encryption between two ends', () => {
  it('is what the mesh puts on the wire', () => {
    assert.equal(between(base + mode('STRICT'), 'shop/web', 'shop/db'), 'encrypted');
    assert.equal(between(base + mode('PERMISSIVE'), 'shop/web', 'shop/db'), 'either');
    assert.equal(between(base + mode('DISABLE'), 'shop/web', 'shop/db'), 'plaintext');
    assert.equal(between(base + mode('STRICT'), 'old/legacy', 'shop/db'), 'broken');
    assert.equal(
      between(base + mode('STRICT') + mode('DISABLE').replace('name: p', 'name: q'), 'shop/web', 'shop/db'),
      'unknown',
    );
    assert.equal(between(base, 'old/legacy', 'old/legacy'), undefined);
    assert.equal(between(pod('a', 'b'), 'b/a', 'b/a'), undefined);
  });
  it('by a headless Service the addresses of Pods are known to the proxy', () => {
    const headless = base.replace('spec: { selector: { app: db }', "spec: { clusterIP: 'None', selector: { app: db }");
    assert.equal(between(headless + mode('PERMISSIVE'), 'shop/web', 'shop/db'), 'encrypted');
  });
  it('at a gateway is said by Gateways', () => {
    const gateway = pod('edge', 'shop', '', ', annotations: { inject.istio.io/templates: gateway }');
    assert.equal(between(base + gateway + mode('STRICT'), 'old/legacy', 'shop/edge'), 'unknown');
  });
});

describe('encryption by the network plugin', () => {
  const cilium = `
---
apiVersion: v1
kind: ConfigMap
metadata: { name: cilium-config, namespace: kube-system }
data: { enable-wireguard: 'true' }
`;
  it('covers Pods, and not those on the network of their node, nor what is outside', () => {
    const facts = factsOf(base + pod('node', 'shop', 'hostNetwork: true') + cilium);
    const layer = pluginEncryptionLayer(facts)!;
    const effect = (from: string, to: string): string | undefined =>
      layer.between(endpointOf(facts, from), endpointOf(facts, to))?.[0]?.because[0]?.effect;
    assert.equal(effect('shop/web', 'old/legacy'), 'encrypts');
    assert.equal(effect('shop/web', 'shop/node'), undefined);
    assert.equal(effect('10.0.0.0/8', 'shop/web'), undefined);
    assert.notEqual(layer.classOf(endpointOf(facts, 'shop/node')), layer.classOf(endpointOf(facts, 'shop/web')));
    assert.equal(pluginEncryptionLayer(factsOf(base)), undefined);
  });
});

describe('hostile objects of a mesh', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, 0, -1, 65_536, '', '*', 'STRICT', '80', '10.0.0.0/8', '::/0', 'x/y/z', '__proto__'),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'selector',
          'matchLabels',
          'mtls',
          'mode',
          'portLevelMtls',
          '8080',
          'rules',
          'from',
          'source',
          'to',
          'operation',
          'when',
          'key',
          'values',
          'principals',
          'notPorts',
          'ports',
          'targetRefs',
          'kind',
          'name',
          'host',
          'trafficPolicy',
          'tls',
          'subsets',
          'exportTo',
          'podSelector',
          'port',
          'networks',
          'cidr',
          'identities',
          'action',
          'app',
          '__proto__',
          'constructor',
        ),
        tie('any'),
        { maxKeys: 4 },
      ),
    ),
  })).any;
  const kinds = [
    'security.istio.io/v1 PeerAuthentication',
    'security.istio.io/v1 AuthorizationPolicy',
    'networking.istio.io/v1 DestinationRule',
    'policy.linkerd.io/v1beta3 Server',
    'policy.linkerd.io/v1alpha1 AuthorizationPolicy',
    'policy.linkerd.io/v1alpha1 MeshTLSAuthentication',
    'policy.linkerd.io/v1alpha1 NetworkAuthentication',
    'policy.linkerd.io/v1beta1 ServerAuthorization',
  ];
  it('throw nothing, and every port has an answer with its reasons', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...kinds), value), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (specs, linkerd) => {
          const made = specs.map(([kind, spec], index) => {
            const [apiVersion, name] = kind.split(' ');
            return JSON.stringify({
              apiVersion,
              kind: name,
              metadata: { name: `o${index}`, namespace: index % 2 === 0 ? 'shop' : 'istio-system' },
              spec,
            });
          });
          const home = linkerd
            ? base.replace(
                'labels: { istio-injection: enabled }, annotations: {}',
                'labels: {}, annotations: { linkerd.io/inject: enabled }',
              )
            : base;
          const facts: readonly Fact[] = factsOf([home, ...made].join('\n---\n'));
          const layer = meshLayer(facts)!;
          for (const from of ['shop/web', 'old/legacy', '203.0.113.0/24']) {
            const parts = layer.between(endpointOf(facts, from), endpointOf(facts, 'shop/db'));
            layer.classOf(endpointOf(facts, from));
            assert.ok(parts !== undefined && parts.length >= 4);
            for (const { because, verdict, missing } of parts) {
              assert.ok(because.length > 0 || (missing ?? []).length > 0);
              assert.equal((missing ?? []).length > 0, verdict === 'unknown');
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
