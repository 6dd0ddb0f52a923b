import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neededKinds } from '../../readers/kubernetes/needed-kinds.ts';
import { refusalGaps, type Refusal } from './gaps.ts';
import { neededRules } from './role.ts';
import { touchesOfGroup, wantedOf, wantedUnseen } from './wanted.ts';

const wanted = wantedUnseen();
const of = (kind: string, namespace: string | null): Refusal => {
  const one = wanted.find(({ resource }) => resource.kind === kind)!;
  return { wanted: one, namespace, because: 'HTTP 403: x is forbidden: User "jane" cannot list resource "x"' };
};

describe('what was refused', () => {
  it('in the same places is told together, with one rule for each group', () => {
    const gaps = refusalGaps([
      of('Secret', null),
      of('Pod', 'b'),
      of('Pod', 'a'),
      of('Deployment', 'a'),
      of('Deployment', 'b'),
      of('Role', 'a'),
    ]);
    assert.deepEqual(
      gaps.map(({ subject, because }) => [subject, because]),
      [
        ['secrets', 'User "jane" may not list them in the whole cluster'],
        ['pods, deployments.apps in namespaces b, a', 'User "jane" may not list them there'],
        ['roles.rbac.authorization.k8s.io in namespace a', 'User "jane" may not list them there'],
      ],
    );
    assert.equal(
      gaps[1]!.toKnow,
      'Grant by a Role and RoleBinding in namespaces b, a: {apiGroups: [""], resources: [pods], verbs: [list]}, {apiGroups: ["apps"], resources: [deployments], verbs: [list]}. `plimsoll kubernetes role` prints all that is needed.',
    );
    assert.deepEqual(gaps[2]!.touches, ['runtime/access']);
  });
  it('in many places is told in few words', () => {
    const many = Array.from({ length: 500 }, (_, n) => of('Pod', `ns-${n}`));
    const [gap] = refusalGaps(many);
    assert.match(gap!.subject, /^pods in namespaces ns-0, .*ns-11 and 488 more$/);
  });
});

describe('what is asked for', () => {
  const serves = (group: string, resource: string, kind: string, verbs = ['list']) => ({
    group,
    version: 'v1',
    resource,
    kind,
    namespaced: true,
    verbs,
  });
  it('of Kubernetes itself only what checks need, of extensions every kind that can be listed', () => {
    const served = [
      serves('', 'pods', 'Pod'),
      serves('', 'events', 'Event'),
      serves('coordination.k8s.io', 'leases', 'Lease'),
      serves('authorization.k8s.io', 'subjectaccessreviews', 'SubjectAccessReview', ['create']),
      serves('metrics.k8s.io', 'pods', 'PodMetrics'),
      serves('cilium.io', 'ciliumnetworkpolicies', 'CiliumNetworkPolicy'),
      serves('shop.test', 'orders', 'Order'),
    ];
    assert.deepEqual(
      wantedOf(served).map(({ resource, touches }) => [resource.kind, touches.length > 5 ? 'much' : touches]),
      [
        ['CiliumNetworkPolicy', ['network/policies', 'network/segmentation']],
        ['Order', []],
        ['Pod', 'much'],
      ],
    );
  });
  it('a group that does not answer touches what its kinds touch', () => {
    assert.deepEqual(touchesOfGroup('metrics.k8s.io'), []);
    assert.deepEqual(touchesOfGroup('cilium.io'), ['network/policies', 'network/segmentation']);
    assert.ok(touchesOfGroup('apps').includes('hardening/practices'));
  });
  it('the role holds each needed kind once, to be listed and nothing else', async () => {
    const rules = await neededRules(null, { signal: new AbortController().signal, progress: () => {} });
    const granted = rules.flatMap(({ apiGroups, resources }) => resources.map((one) => `${one} ${apiGroups.join()}`));
    const needed = neededKinds.map(({ group, resource }) => `${resource} ${group}`);
    assert.deepEqual(granted.toSorted(), needed.toSorted());
    assert.deepEqual([...new Set(rules.flatMap(({ verbs }) => verbs))], ['list']);
  });
});
