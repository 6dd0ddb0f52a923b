import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf, namespace } from '../../../../../test/network/mesh/cluster.ts';
import { workload, type Workload } from '../../../../facts/workload.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import { membershipOf } from './membership.ts';
import { memberOf } from './member.ts';
import { meshesOf } from './mesh.ts';

const mentions = `
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
---
apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: s, namespace: elsewhere }
`;
const injector = (name: string, labels: string): string => `
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: { name: ${name}, labels: ${labels} }
`;

function membership(
  text: string,
  metadata: string,
  {
    spec = '',
    stage = 'declared',
    kind = 'Pod',
    container = 'web',
  }: { spec?: string; stage?: Stage; kind?: string; container?: string } = {},
): string {
  const pod = `{ containers: [{ name: ${container}, image: x }]${spec} }`;
  const object =
    kind === 'Pod'
      ? `apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop, ${metadata} }\nspec: ${pod}\n`
      : `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { template: { metadata: { ${metadata} }, spec: ${pod} } }\n`;
  const facts = factsOf(`${mentions}${text}\n---\n${object}`, stage);
  const one = facts.find((fact) => fact.kind === workload.name) as Fact<Workload>;
  const found = membershipOf(one, meshesOf(facts).get(stage)!.enrolled);
  assert.equal(found.missing !== undefined, found.may.length > 1);
  return found.may.join(' or ');
}

// labels of the namespace | annotations of it | labels of the Pod | annotations of it | expected
const declared = `
{ istio-injection: enabled }           | {}                              | {}                                 | {}                                 | sidecar
{ istio-injection: enabled }           | {}                              | { sidecar.istio.io/inject: "false" } | {}                               | none
{ istio-injection: enabled }           | {}                              | {}                                 | { sidecar.istio.io/inject: "false" } | none
{ istio-injection: enabled }           | {}                              | { sidecar.istio.io/inject: "true" } | { sidecar.istio.io/inject: "false" } | sidecar
{ istio-injection: disabled }          | {}                              | { sidecar.istio.io/inject: "true" } | {}                                | none
{}                                     | {}                              | { sidecar.istio.io/inject: "true" } | {}                                | sidecar
{}                                     | {}                              | {}                                 | { sidecar.istio.io/inject: "true" } | none
{}                                     | {}                              | {}                                 | {}                                 | none
{ istio.io/rev: default }              | {}                              | {}                                 | {}                                 | sidecar
{ istio.io/rev: stable }               | {}                              | {}                                 | {}                                 | sidecar or none
{ istio.io/rev: stable }               | {}                              | { sidecar.istio.io/inject: "false" } | {}                               | none
{ istio.io/rev: x, istio-injection: enabled } | {}                       | {}                                 | {}                                 | sidecar
{}                                     | {}                              | { istio.io/rev: stable }           | {}                                 | sidecar or none
{ istio.io/dataplane-mode: ambient }   | {}                              | {}                                 | {}                                 | ambient
{ istio.io/dataplane-mode: ambient }   | {}                              | { istio.io/dataplane-mode: none }  | {}                                 | none
{ istio.io/dataplane-mode: none }      | {}                              | { istio.io/dataplane-mode: ambient } | {}                               | ambient
{ istio.io/dataplane-mode: ambient, istio-injection: enabled } | {}      | {}                                 | {}                                 | sidecar
{ istio.io/dataplane-mode: ambient }   | {}                              | { sidecar.istio.io/inject: "false" } | {}                               | ambient
{}                                     | { linkerd.io/inject: enabled }  | {}                                 | {}                                 | linkerd
{}                                     | { linkerd.io/inject: ingress }  | {}                                 | {}                                 | linkerd
{}                                     | { linkerd.io/inject: enabled }  | {}                                 | { linkerd.io/inject: disabled }    | none
{}                                     | {}                              | {}                                 | { linkerd.io/inject: enabled }     | linkerd
`;

describe('who is in a mesh', () => {
  for (const line of declared.trim().split('\n')) {
    const [labels, annotations, podLabels, podAnnotations, expected] = line.split('|').map((cell) => cell.trim());
    it(line.replaceAll(/\s+/g, ' '), () => {
      const metadata = `labels: ${podLabels}, annotations: ${podAnnotations}`;
      assert.equal(membership(namespace('shop', labels!, annotations), metadata), expected);
      assert.equal(membership(namespace('shop', labels!, annotations), metadata, { kind: 'Deployment' }), expected);
    });
  }
  const enabled = namespace('shop', '{ istio-injection: enabled }');
  it('an injector of the revision, or its tag, that was read', () => {
    const stable = namespace('shop', '{ istio.io/rev: stable }');
    assert.equal(
      membership(stable + injector('istio-sidecar-injector-stable', '{ istio.io/rev: stable }'), 'labels: {}'),
      'sidecar',
    );
    assert.equal(
      membership(
        stable + injector('istio-revision-tag-stable', '{ istio.io/rev: 1-24, istio.io/tag: stable }'),
        'labels: {}',
      ),
      'sidecar',
    );
    assert.equal(
      membership(stable + injector('istio-sidecar-injector', '{ istio.io/rev: canary }'), 'labels: {}'),
      'sidecar or none',
    );
    assert.equal(membership(stable + injector('other', '{ istio.io/rev: stable }'), 'labels: {}'), 'sidecar or none');
  });
  it('a Pod on the network of its node is in none', () => {
    assert.equal(membership(enabled, 'labels: {}', { spec: ', hostNetwork: true' }), 'none');
  });
  it('a namespace that was not read leaves it open, unless the Pod says it', () => {
    assert.equal(membership('', 'labels: {}'), 'sidecar or ambient or linkerd or none');
    assert.equal(membership('', 'labels: { sidecar.istio.io/inject: "true" }'), 'sidecar');
    assert.equal(
      membership('', 'labels: { sidecar.istio.io/inject: "false" }, annotations: { linkerd.io/inject: disabled }'),
      'ambient or none',
    );
  });
  it('the proxy itself proves it, and a Pod of a cluster without one is in none', () => {
    assert.equal(
      membership(namespace('shop', '{}'), 'labels: {}', { container: 'istio-proxy', stage: 'admitted' }),
      'sidecar',
    );
    assert.equal(membership(namespace('shop', '{}'), 'labels: {}', { container: 'linkerd-proxy' }), 'linkerd');
    assert.equal(membership(enabled, 'labels: {}', { stage: 'admitted' }), 'none');
    assert.equal(membership(enabled, 'labels: {}', { stage: 'admitted', kind: 'Deployment' }), 'sidecar');
  });
  it('ztunnel takes the traffic of a Pod of a cluster where an annotation says so', () => {
    const ambient = namespace('shop', '{ istio.io/dataplane-mode: ambient }');
    assert.equal(
      membership(ambient, 'annotations: { ambient.istio.io/redirection: enabled }', { stage: 'admitted' }),
      'ambient',
    );
    assert.equal(membership(ambient, 'labels: {}', { stage: 'admitted' }), 'ambient or none');
  });
  it('a controller is what the Pods are that it made', () => {
    const owned = (kind: string, name: string): string =>
      `ownerReferences: [{ kind: ${kind}, name: ${name}, controller: true }]`;
    const pod = (name: string, container: string): string => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, uid: u, ${owned('ReplicaSet', 'web-1')} }
spec: { containers: [{ name: ${container}, image: x }] }
`;
    const controllers = `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { containers: [{ name: web, image: x }] } } }
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web-1, namespace: shop, ${owned('Deployment', 'web')} }
spec: { template: { spec: { containers: [{ name: web, image: x }] } } }
`;
    const may = (...pods: string[]): string => {
      // A dump of a cluster has stage `declared`; its Pods have a uid.
      const [dump, cluster] = (['declared', 'admitted'] as const).map((stage) => {
        const facts = factsOf(enabled + controllers + pods.join(''), stage);
        const one = facts.find(({ kind, subject }) => kind === workload.name && subject.kind === 'Deployment');
        return memberOf(meshesOf(facts).get(stage)!, one as Fact<Workload>).membership.may.join(' or ');
      });
      assert.equal(dump, cluster);
      return dump!;
    };
    assert.equal(may(), 'sidecar');
    assert.equal(may(pod('a', 'web')), 'none');
    assert.equal(may(pod('a', 'istio-proxy')), 'sidecar');
    assert.equal(may(pod('a', 'istio-proxy'), pod('b', 'web')), 'sidecar or none');
  });
  it('namespaces of Kubernetes itself get no sidecars', () => {
    const facts = factsOf(`${mentions}${namespace('kube-system', '{ istio-injection: enabled }')}
---
apiVersion: v1
kind: Pod
metadata: { name: dns, namespace: kube-system }
spec: { containers: [{ name: dns, image: x }] }
`);
    const one = facts.find((fact) => fact.kind === workload.name) as Fact<Workload>;
    assert.deepEqual(membershipOf(one, meshesOf(facts).get('declared')!.enrolled).may, ['none']);
  });
});
