/** The same policies under each network plugin: what differs is told by the plugin's own documentation. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { said } from '../../../../../test/network/plugins/verdicts.ts';
import { cnis } from '../layer.ts';

const policy = (ingress: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: {podSelector: {matchLabels: {app: db}}, ingress: ${ingress}}}`;
const admin =
  '{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}}';

// ingress rules | from | verdicts under kubernetes, cilium, calico, ovn, none, and where it is not known
const vectors = `
[]                                                    | shop/web   | denied denied denied denied allowed denied
[{from: [{podSelector: {}}]}]                         | shop/web   | allowed allowed allowed allowed allowed allowed
[{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]             | shop/web   | allowed denied allowed allowed allowed allowed
[{from: [{ipBlock: {cidr: 8.0.0.0/8}}]}]              | ip:8.8.8.8 | allowed allowed allowed allowed allowed allowed
[{from: [{namespaceSelector: {}, podSelector: {}}]}]  | x/node     | unknown unknown unknown unknown allowed unknown
[{from: [{namespaceSelector: {}}]}]                   | ip:8.8.8.8 | denied denied denied denied allowed denied
`;

describe('one NetworkPolicy under every network plugin', () => {
  for (const line of vectors.trim().split('\n')) {
    const [rules, from, expected] = line.split(/ +\| /).map((part) => part.trim()) as [string, string, string];
    it(`${rules} from ${from}`, () => {
      const found = [...cnis, undefined].map((cni) => said(policy(rules), cni, from, 'shop/db').verdict);
      assert.equal(found.join(' '), expected);
    });
  }
  it('an AdminNetworkPolicy is not read by Cilium', () => {
    const found = [...cnis, undefined].map((cni) => said(admin, cni, 'shop/web', 'shop/db').verdict);
    assert.equal(found.join(' '), 'denied allowed denied denied allowed denied');
  });
});
