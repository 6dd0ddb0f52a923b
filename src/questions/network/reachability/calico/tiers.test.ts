import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { said } from '../../../../../test/network/plugins/verdicts.ts';
import type { Part } from '../../../../model/connections.ts';

const policy = (spec: string, kind = 'NetworkPolicy', name = 'p'): string =>
  `{apiVersion: projectcalico.org/v3, kind: ${kind}, metadata: {name: ${name}${kind.includes('Global') ? '' : ', namespace: shop'}}, spec: ${spec}}`;

// spec of a NetworkPolicy in `shop` that selects `db` | from | verdict for TCP 5432
const vectors = `
ingress: [{action: Allow, source: {selector: app == 'web'}}]                              | shop/web   | allowed
ingress: [{action: Allow, source: {selector: app == 'web'}}]                              | shop/edge  | denied
ingress: [{action: Allow, source: {selector: app == 'other'}}]                            | x/other    | denied
ingress: [{action: Allow, source: {selector: app == 'other', namespaceSelector: all()}}]  | x/other    | allowed
ingress: [{action: Allow, source: {namespaceSelector: team == 'x'}}]                      | x/other    | allowed
ingress: [{action: Allow, source: {namespaceSelector: projectcalico.org/name == 'x'}}]    | x/other    | allowed
ingress: [{action: Allow, source: {namespaceSelector: global()}}]                         | x/other    | denied
ingress: [{action: Log}]                                                                  | shop/web   | denied
ingress: [{action: Pass}]                                                                 | shop/web   | allowed
types: [Egress]                                                                           | shop/web   | allowed
ingress: [{action: allow, protocol: TCP, destination: {ports: ['5400:5500']}}]            | shop/web   | allowed
ingress: [{action: Allow, protocol: TCP, destination: {ports: [pg]}}]                     | shop/web   | allowed
ingress: [{action: Allow, protocol: 6, destination: {notPorts: [5432]}}]                  | shop/web   | denied
ingress: [{action: Allow, protocol: 17}]                                                  | shop/web   | denied
ingress: [{action: Allow, protocol: 47}]                                                  | shop/web   | denied
ingress: [{action: Allow, notProtocol: UDP}]                                              | shop/web   | allowed
ingress: [{action: Allow, protocol: ICMP}]                                                | shop/web   | denied
ingress: [{action: Allow, source: {nets: [8.0.0.0/8]}}]                                   | ip:8.8.8.8 | allowed
ingress: [{action: Allow, source: {notNets: [8.0.0.0/8]}}]                                | ip:8.8.8.8 | denied
ingress: [{action: Allow, ipVersion: 6}]                                                  | ip:8.8.8.8 | denied
ingress: [{action: Allow, source: {serviceAccounts: {names: [robot]}}}]                   | shop/web   | denied
ingress: [{action: Allow, source: {serviceAccounts: {names: [default]}}}]                 | shop/web   | allowed
ingress: [{action: Allow, source: {ports: [80]}, protocol: TCP}]                          | shop/web   | unknown
ingress: [{action: Allow, http: {methods: [GET]}}]                                        | shop/web   | unknown
ingress: [{action: Allow, destination: {selector: has(x)}}]                               | shop/web   | unknown
ingress: [{action: Allow, source: {serviceAccounts: {selector: has(x)}}}]                 | shop/web   | unknown
ingress: [{action: Allow, source: {services: {name: web}}}]                               | shop/web   | unknown
ingress: [{action: Permit}]                                                               | shop/web   | unknown
ingress: [{action: Allow, source: {selektor: x}}]                                         | shop/web   | unknown
ingress: [{action: Allow, source: {selector: app = 1}}]                                   | shop/web   | unknown
ingress: [{action: Allow, source: {nets: [300.0.0.0/8]}}]                                 | shop/web   | unknown
ingress: [{action: Allow, protocol: TCP, destination: {ports: ['9:1']}}]                  | shop/web   | unknown
ingress: {action: Allow}                                                                  | shop/web   | unknown
types: [ingress]                                                                          | shop/web   | unknown
order: first                                                                              | shop/web   | unknown
tier: platform, ingress: [{action: Allow}]                                                | shop/web   | unknown
`;

describe('policies of Calico', () => {
  for (const line of vectors.trim().split('\n')) {
    const [spec, from, expected] = line.split(/ +\| /).map((part) => part.trim()) as [string, string, Part['verdict']];
    it(`${spec} from ${from}`, () => {
      const { verdict, because, missing } = said(policy(`{selector: app == 'db', ${spec}}`), 'calico', from, 'shop/db');
      assert.equal(verdict, expected, JSON.stringify([because, missing]));
      if (expected === 'unknown') assert.ok(missing!.length > 0);
      else assert.ok(because.length > 0);
    });
  }

  const deny = policy("{selector: app == 'db', order: 5, ingress: [{action: Deny}]}", 'GlobalNetworkPolicy', 'deny');
  const allow = (order: number, tier = 'default'): string =>
    policy(
      `{selector: app == 'db', order: ${order}, tier: ${tier}, ingress: [{action: Allow}]}`,
      'NetworkPolicy',
      'allow',
    );
  const tier = (order: number): string =>
    `{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: platform}, spec: {order: ${order}}}`;
  const plain =
    '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np, namespace: shop}, spec: {ingress: [{}]}}';
  const verdict = (...policies: string[]): string =>
    said(policies.join('\n---\n'), 'calico', 'shop/web', 'shop/db').verdict;

  it('go by their order', () => {
    assert.equal(verdict(deny, allow(4)), 'allowed');
    assert.equal(verdict(deny, allow(6)), 'denied');
  });
  it('stand before NetworkPolicies of Kubernetes, which have the order 1000', () => {
    assert.equal(verdict(deny, plain), 'denied');
    assert.equal(verdict(deny.replace('order: 5', 'order: 1001'), plain), 'allowed');
    assert.equal(verdict(deny.replace('order: 5', 'order: 1000'), plain), 'unknown');
    assert.equal(verdict(deny.replace('order: 5, ', ''), plain), 'allowed');
  });
  it('go by the order of their tiers', () => {
    assert.equal(verdict(deny, allow(1, 'platform'), tier(100)), 'allowed');
    assert.equal(verdict(deny, allow(1, 'platform'), tier(2_000_000)), 'denied');
  });
  it('of a tier that selects and does not decide deny', () => {
    const other = policy("{selector: app == 'db', tier: platform, ingress: []}");
    assert.equal(verdict(other, tier(100), plain), 'denied');
    assert.equal(verdict(other, tier(100).replace('order: 100', 'order: 100, defaultAction: Pass'), plain), 'allowed');
  });
  it('that are staged do nothing', () => {
    assert.equal(verdict(deny.replace('GlobalNetworkPolicy', 'StagedGlobalNetworkPolicy')), 'allowed');
  });
  it('are one, as it is stored and as it is answered', () => {
    const stored = allow(4)
      .replace('projectcalico.org/v3', 'crd.projectcalico.org/v1')
      .replace('name: allow', 'name: default.allow');
    assert.equal(verdict(allow(4), stored, deny), 'allowed');
  });
  it('for nodes may stand in the way of what comes to a node, or goes through it', () => {
    const host =
      '{apiVersion: projectcalico.org/v3, kind: HostEndpoint, metadata: {name: h, labels: {role: node}}, spec: {node: n}}';
    assert.equal(said(host, 'calico', 'shop/web', 'x/node').verdict, 'unknown');
    assert.equal(said(host, 'calico', 'shop/web', 'shop/db').verdict, 'allowed');
    const forward = policy(
      '{selector: has(role), applyOnForward: true, ingress: [{action: Deny}]}',
      'GlobalNetworkPolicy',
    );
    assert.equal(said(`${host}\n---\n${forward}`, 'calico', 'shop/web', 'shop/db').verdict, 'unknown');
  });
  it('hold perhaps where the plugin is not known, and never under another', () => {
    const unsure = said(deny, undefined, 'shop/web', 'shop/db');
    assert.equal(unsure.verdict, 'unknown');
    assert.ok(unsure.missing?.some((why) => why.includes('Calico')));
    for (const cni of ['cilium', 'kubernetes', 'ovn', 'none'] as const)
      assert.equal(said(deny, cni, 'shop/web', 'shop/db').verdict, 'allowed', cni);
  });
});
