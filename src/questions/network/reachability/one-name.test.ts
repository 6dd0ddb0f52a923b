import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partAt } from '../../../formats/connections/connections.ts';
import { factsIn } from '../../../../test/network/facts.ts';
import { reachabilityOf, type Reachability } from './reachability.ts';

const pod = (name: string): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}, spec: {containers: [{name: c, image: i}]}}`;
const namespace = (labels: string): string =>
  `{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: ${labels}}}`;
const deployment = (app: string): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: shop}, spec: {template: {metadata: {labels: {app: ${app}}}, spec: {containers: [{name: c, image: i}]}}}}`;
const policy = (spec: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: ${spec}}`;
const admin = (action: string): string =>
  `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: p}, spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [{namespaces: {}}]}]}}`;

const among = (...documents: string[]): Reachability => reachabilityOf(factsIn(documents.join('\n---\n')));

function verdict(...documents: string[]): string {
  const reach = among(namespace('{}'), pod('web'), pod('db'), ...documents);
  return partAt(reach.between('Pod/shop/web', 'Pod/shop/db'), 'TCP', 5432)!.verdict;
}

describe('several objects by one name, as a base and its overlay are', () => {
  const [closed, elsewhere, open] = [
    '{podSelector: {}}',
    '{podSelector: {matchLabels: {app: none}}}',
    '{podSelector: {}, ingress: [{}]}',
  ];

  it('policies that say different things hold perhaps, whichever stands first', () => {
    for (const [one, other] of [
      [closed, elsewhere],
      [elsewhere, closed],
      [closed, open],
      [open, closed],
    ] as const)
      assert.equal(verdict(policy(one), policy(other)), 'unknown', `${one} and ${other}`);
    assert.equal(verdict(admin('Deny'), admin('Allow')), 'unknown');
  });

  it('policies that say the same are one', () => {
    assert.equal(verdict(policy(closed), policy(closed)), 'denied');
    assert.equal(verdict(policy(open), policy(open)), 'allowed');
  });

  it('policies of a mesh that say different things decide nothing', () => {
    const meshed = namespace('{istio-injection: enabled}');
    const authorization = (rules: string): string =>
      `{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: p, namespace: shop}, spec: {action: DENY, rules: ${rules}}}`;
    const mode = (one: string): string =>
      `{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: shop}, spec: {mtls: {mode: ${one}}}}`;
    const said = (from: string, ...documents: string[]): string => {
      const reach = among(meshed, pod('web'), pod('db'), ...documents);
      return partAt(reach.between(reach.find(from)[0]!, 'Pod/shop/db'), 'TCP', 80)!.verdict;
    };
    const [everything, other] = [authorization('[{}]'), authorization('[{to: [{operation: {ports: ["9"]}}]}]')];
    assert.equal(said('web', everything, everything), 'denied');
    assert.equal(said('web', other, other), 'allowed');
    assert.equal(said('web', everything, other), 'unknown');
    assert.equal(said('203.0.113.7', mode('STRICT')), 'denied');
    assert.equal(said('203.0.113.7', mode('STRICT'), mode('PERMISSIVE')), 'unknown');
  });

  it('what only one of two Namespaces says of its labels is not certain', () => {
    const peers = '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}]}]}';
    assert.equal(verdict(namespace('{team: a}'), policy(peers)), 'unknown');
    const both = among(namespace('{team: a}'), namespace('{team: a}'), pod('web'), pod('db'), policy(peers));
    assert.equal(partAt(both.between('Pod/shop/web', 'Pod/shop/db'), 'TCP', 1)!.verdict, 'allowed');
  });

  it('workloads with other labels are both meant by their name', () => {
    const reach = among(namespace('{}'), deployment('a'), deployment('b'));
    const ids = ['Deployment/shop/api#1', 'Deployment/shop/api#2'];
    for (const text of ['api', 'shop/api', 'Deployment/shop/api'])
      assert.deepEqual(
        reach.find(text).map(({ peer }) => peer.id),
        ids,
      );
    assert.deepEqual(
      reach.find(ids[1]!).map(({ peer }) => peer.labels),
      [{ app: 'b' }],
    );
    assert.deepEqual(
      among(deployment('a'), deployment('a'))
        .find('api')
        .map(({ peer }) => peer.id),
      ['Deployment/shop/api'],
    );
  });

  it('workloads that another layer or a port by name may tell apart are two', () => {
    const ids = (...specs: string[]): string[] =>
      among(
        ...specs.map(
          (spec) =>
            `{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: shop}, spec: {template: ${spec}}}`,
        ),
      ).endpoints.flatMap(({ peer }) => (peer.kind === 'ip' ? [] : [peer.id]));
    const plain = '{spec: {containers: [{name: c, image: i}]}}';
    assert.deepEqual(ids(plain, plain), ['Deployment/shop/api']);
    for (const other of [
      '{spec: {serviceAccountName: other, containers: [{name: c, image: i}]}}',
      '{metadata: {annotations: {sidecar.istio.io/inject: "false"}}, spec: {containers: [{name: c, image: i}]}}',
    ])
      assert.deepEqual(ids(plain, other), ['Deployment/shop/api#1', 'Deployment/shop/api#2']);
  });

  it('tiers and NetworkSets of Calico that say different things are not known', () => {
    const calico = (kind: string, name: string, spec: string, labels = '{}'): string =>
      `{apiVersion: projectcalico.org/v3, kind: ${kind}, metadata: {name: ${name}, labels: ${labels}}, spec: ${spec}}`;
    const tier = (name: string, order: number): string => calico('Tier', name, `{order: ${order}}`);
    const rule = (name: string, action: string): string =>
      calico('GlobalNetworkPolicy', `${name}.p`, `{tier: ${name}, types: [Ingress], ingress: [{action: ${action}}]}`);
    const said = (from: string, ...documents: string[]): string => {
      const text = [namespace('{}'), pod('web'), pod('db'), ...documents].join('\n---\n');
      const reach = reachabilityOf(factsIn(text), { cni: 'calico' });
      return partAt(reach.between(reach.find(from)[0]!, 'Pod/shop/db'), 'TCP', 80)!.verdict;
    };
    const both = [rule('one', 'Deny'), rule('two', 'Allow'), tier('two', 5)];
    assert.equal(said('web', ...both, tier('one', 1)), 'denied');
    assert.equal(said('web', ...both, tier('one', 1), tier('one', 9)), 'unknown');
    const set = (net: string): string => calico('GlobalNetworkSet', 'set', `{nets: [${net}]}`, '{role: ext}');
    const open = calico(
      'GlobalNetworkPolicy',
      'open',
      '{types: [Ingress], ingress: [{action: Allow, source: {selector: "has(role)"}}]}',
    );
    assert.equal(said('9.9.9.9', open, set('9.9.9.0/24')), 'allowed');
    assert.equal(said('9.9.9.9', open, set('9.9.9.0/24'), set('8.8.8.0/24')), 'unknown');
  });
});
