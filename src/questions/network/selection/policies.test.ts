import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { foreignPolicies, networkPolicies, policySelects } from './policies.ts';

const policyText = (spec: string, namespace = 'shop'): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: ${namespace}}, spec: ${spec}}`;

// spec | directions it isolates for
const types = `
{}                                              | ingress
null                                            | ingress
{policyTypes: []}                               | ingress
{policyTypes: [], egress: [{}]}                 | ingress egress
{ingress: [{}]}                                 | ingress
{egress: []}                                    | ingress
{egress: [{}]}                                  | ingress egress
{policyTypes: [Egress]}                         | egress
{policyTypes: [Ingress], egress: [{}]}          | ingress
{policyTypes: [Ingress, Egress]}                | ingress egress
{policyTypes: Ingress}                          | ?
{policyTypes: [ingress]}                        | ?
{egress: {to: []}}                              | ?
`;

describe('policy types', () => {
  for (const line of types.trim().split('\n')) {
    const [spec, expected] = line.split('|').map((part) => part.trim()) as [string, string];
    it(spec, () => {
      const [policy] = networkPolicies(objects(policyText(spec)));
      assert.equal(policy?.types.value?.join(' ') ?? '?', expected);
    });
  }
});

describe('what a policy selects', () => {
  const web = workloadFact({ namespace: 'shop', labels: { app: 'web' } });
  const one = (spec: string, namespace?: string): boolean | undefined =>
    policySelects(networkPolicies(objects(policyText(spec, namespace)))[0]!, web);
  it('Pods of its own namespace only', () => {
    assert.equal(one('{podSelector: {}}'), true);
    assert.equal(one('{podSelector: {}}', 'other'), false);
  });
  it('by labels', () => {
    assert.equal(one('{podSelector: {matchLabels: {app: web}}}'), true);
    assert.equal(one('{podSelector: {matchLabels: {app: api}}}'), false);
  });
  it('nothing is said of an invalid selector', () => {
    assert.equal(one('{podSelector: {matchLabels: {app: 1}}}'), undefined);
  });
  it('nothing is said when a field is misspelt: an absent selector would select every Pod', () => {
    assert.equal(one('{podselector: {matchLabels: {app: api}}}'), undefined);
    assert.equal(one('all'), undefined);
  });
  it('not at another stage', () => {
    const [policy] = networkPolicies(objects(policyText('{podSelector: {}}'), 'admitted'));
    assert.equal(policySelects(policy!, web), false);
  });
  it('no namespace and `default` are the same', () => {
    const text =
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}}}';
    const [policy] = networkPolicies(objects(text));
    assert.equal(policySelects(policy!, workloadFact({ namespace: 'default' })), true);
    assert.equal(policySelects(policy!, workloadFact({})), true);
  });
  it('nothing is said across folders when the policy states no namespace: each may be applied to its own', () => {
    const text = (namespace: string): string =>
      `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p${namespace}}, spec: {podSelector: {}}}`;
    const web = workloadFact({ namespace: 'default', at: { source: 'test', file: 'b/web.yaml' } });
    const selects = (namespace: string, file: string): boolean | undefined => {
      const [made] = networkPolicies(objects(text(namespace)));
      return policySelects({ ...made!, fact: { ...made!.fact, at: { source: 'test', file } } }, web);
    };
    assert.equal(selects('', 'a/policy.yaml'), undefined);
    assert.equal(selects('', 'b/policy.yaml'), true);
    assert.equal(selects(', namespace: default', 'a/policy.yaml'), true);
  });
});

describe('policies of other kinds', () => {
  const found = (text: string): boolean => foreignPolicies(objects(text))('declared', 'shop') !== undefined;
  it('count in their namespace, or everywhere when they have none', () => {
    assert.equal(
      found('{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: a, namespace: shop}}'),
      true,
    );
    assert.equal(
      found('{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: a, namespace: x}}'),
      false,
    );
    assert.equal(found('{apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: {name: a}}'), true);
    assert.equal(found('{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: a}}'), true);
    assert.equal(
      found('{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}}'),
      true,
    );
  });
  it('so do kinds that are not known yet', () => {
    assert.equal(found('{apiVersion: networking.gke.io/v1, kind: FQDNNetworkPolicy, metadata: {name: a}}'), true);
    assert.equal(found('{apiVersion: extensions/v1beta1, kind: NetworkPolicy, metadata: {name: a}}'), true);
  });
  it('a NetworkPolicy of Calico is not one of Kubernetes', () => {
    const text = '{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: a, namespace: shop}}';
    assert.equal(found(text), true);
    assert.deepEqual(networkPolicies(objects(text)), []);
  });
});
