import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { said } from '../../../../../test/network/plugins/verdicts.ts';
import type { Part } from '../../../../model/connections.ts';

const policy = (spec: string, kind = 'CiliumNetworkPolicy', name = 'p'): string =>
  `{apiVersion: cilium.io/v2, kind: ${kind}, metadata: {name: ${name}${kind.includes('Clusterwide') ? '' : ', namespace: shop'}}, spec: ${spec}}`;
const db = 'endpointSelector: {matchLabels: {app: db}}';

// spec of a CiliumNetworkPolicy in `shop` that selects `db` | from | verdict for TCP 5432
const vectors = `
ingress: [{}]                                                                       | shop/web   | denied
ingress: [{fromEndpoints: [{}]}]                                                    | shop/web   | allowed
ingress: [{fromEndpoints: [{}]}]                                                    | x/other    | denied
ingress: [{fromEndpoints: [{matchLabels: {'k8s:app': web}}]}]                       | shop/web   | allowed
ingress: [{fromEndpoints: [{matchLabels: {'any:app': web}}]}]                       | shop/edge  | denied
ingress: [{fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': x}}]}] | x/other    | allowed
ingress: [{fromEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: x}}]}]       | shop/web   | denied
ingress: [{fromEndpoints: [{matchLabels: {'k8s:io.cilium.k8s.namespace.labels.team': x}}]}] | x/other | allowed
ingress: [{fromEndpoints: [{matchLabels: {io.cilium.k8s.policy.serviceaccount: robot}}]}] | shop/web | denied
ingress: [{fromEndpoints: [{matchLabels: {io.cilium.k8s.policy.serviceaccount: default}}]}] | shop/web | allowed
ingress: [{fromEndpoints: [{matchLabels: {io.cilium.k8s.policy.cluster: c1}}]}]     | shop/web   | unknown
ingress: [{fromEndpoints: [{matchLabels: {'reserved:world': ''}}]}]                 | ip:8.8.8.8 | allowed
ingress: [{fromEndpoints: [{matchLabels: {'reserved:host': ''}}]}]                  | x/node     | unknown
ingress: [{fromEntities: [world]}]                                                  | ip:8.8.8.8 | allowed
ingress: [{fromEntities: [world]}]                                                  | shop/web   | denied
ingress: [{fromEntities: [cluster]}]                                                | x/other    | allowed
ingress: [{fromEntities: [cluster]}]                                                | ip:8.8.8.8 | denied
ingress: [{fromEntities: [all]}]                                                    | ip:8.8.8.8 | allowed
ingress: [{fromEntities: [health, init]}]                                           | shop/web   | denied
ingress: [{fromEntities: [kube-apiserver]}]                                         | ip:8.8.8.8 | unknown
ingress: [{fromEntities: [unmanaged]}]                                              | shop/web   | unknown
ingress: [{fromEntities: [planet]}]                                                 | shop/web   | unknown
ingress: [{fromCIDR: [8.8.8.8]}]                                                    | ip:8.8.8.8 | allowed
ingress: [{fromCIDR: [10.0.0.0/8]}]                                                 | shop/web   | denied
ingress: [{fromCIDRSet: [{cidr: 8.0.0.0/8, except: [8.8.0.0/16]}]}]                 | ip:8.8.8.8 | denied
ingress: [{fromCIDRSet: [{cidrGroupRef: g}]}]                                       | ip:8.8.8.8 | unknown
ingress: [{fromCIDRSet: [{cidrGroupRef: g}]}]                                       | shop/web   | denied
ingress: [{toPorts: [{ports: [{port: '5432'}]}]}]                                   | ip:8.8.8.8 | allowed
ingress: [{toPorts: [{ports: [{port: '5400', endPort: 5500, protocol: TCP}]}]}]     | shop/web   | allowed
ingress: [{toPorts: [{ports: [{port: pg, protocol: TCP}]}]}]                        | shop/web   | allowed
ingress: [{toPorts: [{ports: [{port: '0', protocol: TCP}]}]}]                       | shop/web   | allowed
ingress: [{toPorts: [{ports: [{port: '5432', protocol: UDP}]}]}]                    | shop/web   | denied
ingress: [{toPorts: [{ports: [{port: '5432'}], rules: {http: [{method: GET}]}}]}]   | shop/web   | unknown
ingress: [{toPorts: [{ports: [{port: '5432'}], rules: {http: []}}]}]                | shop/web   | allowed
ingress: [{fromEndpoints: [{}], authentication: {mode: required}}]                  | shop/web   | unknown
ingress: [{fromEndpoints: []}]                                                      | shop/web   | unknown
ingress: [{fromEndpoints: [{}], fromCIDR: [8.8.8.8/32]}]                            | shop/web   | unknown
ingress: [{fromRequires: [{}]}]                                                     | shop/web   | unknown
ingress: [{fromGroups: [{aws: {}}]}]                                                | ip:8.8.8.8 | unknown
ingress: [{icmps: [{fields: [{type: 8}]}]}]                                         | shop/web   | denied
ingress: []                                                                         | shop/web   | unknown
ingress: [{toPorts: [{ports: [{port: '70000'}]}]}]                                  | shop/web   | unknown
ingress: [{von: []}]                                                                | shop/web   | unknown
ingress: [{fromEndpoints: [{matchLabels: {'a b': c}}]}]                             | shop/web   | unknown
egress: [{}]                                                                        | shop/web   | allowed
enableDefaultDeny: {ingress: false}, ingress: [{fromEndpoints: [{matchLabels: {app: edge}}]}] | shop/web | allowed
enableDefaultDeny: {ingress: true}                                                  | shop/web   | denied
ingressDeny: [{fromEndpoints: [{matchLabels: {app: edge}}]}]                        | shop/web   | denied
ingressDeny: [{fromEndpoints: [{matchLabels: {app: web}}]}], ingress: [{fromEntities: [all]}] | shop/web | denied
ingressDeny: [{fromEndpoints: [{matchLabels: {app: web}}]}], ingress: [{fromEntities: [all]}] | shop/edge | allowed
ingressDeny: [{fromEntities: [world], toPorts: [{ports: [{port: '22'}]}]}], ingress: [{fromEntities: [all]}] | ip:8.8.8.8 | allowed
nodeSelector: {}                                                                    | shop/web   | unknown
`;

describe('policies of Cilium', () => {
  for (const line of vectors.trim().split('\n')) {
    const [spec, from, expected] = line.split(/ +\| /).map((part) => part.trim()) as [string, string, Part['verdict']];
    it(`${spec} from ${from}`, () => {
      const { verdict, because, missing } = said(policy(`{${db}, ${spec}}`), 'cilium', from, 'shop/db');
      assert.equal(verdict, expected, JSON.stringify([because, missing]));
      if (expected === 'unknown') assert.ok(missing!.length > 0);
      else assert.ok(because.length > 0);
    });
  }

  const verdict = (from: string, to: string, ...policies: string[]): string =>
    said(policies.join('\n---\n'), 'cilium', from, to).verdict;
  const config = (data: string): string =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: cilium-config, namespace: kube-system}, data: ${data}}`;
  const plain =
    '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np, namespace: shop}, spec: {ingress: [{}]}}';

  it('deny what NetworkPolicies let through', () => {
    const deny = policy(`{${db}, ingressDeny: [{fromEndpoints: [{}]}]}`);
    assert.equal(verdict('shop/web', 'shop/db', deny, plain), 'denied');
    assert.equal(verdict('x/other', 'shop/db', deny, plain), 'allowed');
  });
  it('of the whole cluster mean every namespace', () => {
    const kind = 'CiliumClusterwideNetworkPolicy';
    assert.equal(verdict('x/other', 'shop/db', policy(`{${db}, ingress: [{fromEndpoints: [{}]}]}`, kind)), 'allowed');
    assert.equal(verdict('ip:8.8.8.8', 'shop/db', policy(`{${db}, ingress: [{fromEndpoints: [{}]}]}`, kind)), 'denied');
    const nodes = policy('{nodeSelector: {}, ingress: [{}]}', kind);
    assert.equal(verdict('shop/web', 'x/node', nodes), 'unknown');
    assert.equal(verdict('shop/web', 'shop/db', nodes), 'allowed');
  });
  it('never select Pods of another namespace', () => {
    const far = policy("{endpointSelector: {matchLabels: {'k8s:io.kubernetes.pod.namespace': x}}, ingress: [{}]}");
    assert.equal(verdict('shop/web', 'x/other', far), 'allowed');
    assert.equal(verdict('shop/web', 'shop/db', far), 'denied');
  });
  it('may have several specifications', () => {
    const several = policy('null').replace(
      'spec: null',
      `specs: [{${db}, ingress: [{}]}, {${db}, ingress: [{fromEndpoints: [{}]}]}]`,
    );
    assert.equal(verdict('shop/web', 'shop/db', several), 'allowed');
    assert.equal(verdict('x/other', 'shop/db', several), 'denied');
  });
  it('name services and domains outside as what is not known', () => {
    const web = 'endpointSelector: {matchLabels: {app: web}}';
    const names = policy(`{${web}, egress: [{toFQDNs: [{matchName: db.example}]}]}`);
    assert.equal(verdict('shop/web', 'ip:8.8.8.8', names), 'unknown');
    assert.equal(verdict('shop/web', 'shop/db', names), 'denied');
    const service = policy(`{${web}, egress: [{toServices: [{k8sService: {serviceName: db}}]}]}`);
    assert.equal(verdict('shop/web', 'shop/db', service), 'unknown');
  });
  it('read groups of blocks', () => {
    const group =
      '{apiVersion: cilium.io/v2, kind: CiliumCIDRGroup, metadata: {name: g}, spec: {externalCIDRs: [8.0.0.0/8]}}';
    const by = policy(`{${db}, ingress: [{fromCIDRSet: [{cidrGroupRef: g, except: [8.8.4.0/24]}]}]}`);
    assert.equal(verdict('ip:8.8.8.8', 'shop/db', group, by), 'allowed');
    assert.equal(verdict('ip:8.8.4.4', 'shop/db', group, by), 'denied');
  });
  it('know SCTP where they are told so', () => {
    const any = policy(`{${db}, ingress: [{toPorts: [{ports: [{port: '5432'}]}]}]}`);
    assert.equal(said(any, 'cilium', 'shop/web', 'shop/db', 5432, 'SCTP').verdict, 'unknown');
    assert.equal(said(any, 'cilium', 'shop/web', 'shop/db', 5432, 'UDP').verdict, 'allowed');
  });
  it('close everything in the mode `always`, and nothing in `never` and when they are only watched', () => {
    assert.equal(verdict('shop/web', 'shop/db', config('{enable-policy: always}')), 'denied');
    const deny = policy(`{${db}, ingress: [{}]}`);
    assert.equal(verdict('shop/web', 'shop/db', deny, config('{enable-policy: default}')), 'denied');
    assert.equal(verdict('shop/web', 'shop/db', deny, config('{enable-policy: never}')), 'allowed');
    assert.equal(verdict('shop/web', 'shop/db', deny, config('{policy-audit-mode: "true"}')), 'allowed');
  });
  it('mean Pods by their addresses where Cilium is told so', () => {
    const block = policy(`{${db}, ingress: [{fromCIDR: [10.0.0.0/8]}]}`);
    assert.equal(verdict('shop/web', 'shop/db', block), 'denied');
    assert.equal(verdict('shop/web', 'shop/db', block, config('{policy-cidr-match-mode: pods}')), 'allowed');
  });
  it('hold perhaps where the plugin is not known, and never under another', () => {
    const deny = policy(`{${db}, ingress: [{}]}`);
    const unsure = said(deny, undefined, 'shop/web', 'shop/db');
    assert.equal(unsure.verdict, 'unknown');
    assert.ok(unsure.missing?.some((why) => why.includes('Cilium')));
    for (const cni of ['calico', 'kubernetes', 'ovn', 'none'] as const)
      assert.equal(said(deny, cni, 'shop/web', 'shop/db').verdict, 'allowed', cni);
  });
});
