import { kubernetesObject, objectsOfKind, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import { controlPlane } from '../reachability/mesh/control-plane.ts';
import { joinsMesh } from '../reachability/mesh/membership.ts';
import { firstInOrder } from '../selection/order.ts';

export const authorizationPolicyNotOpen = defineCheck({
  id: 'NET-183',
  name: 'authorization-policy-not-open',
  aspect: 'network/mesh',
  title: 'Each AuthorizationPolicy of Istio decides, and none allows everything',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy: 'Name sources, operations or conditions in every rule; take `istio.io/dry-run` away to make it decide.',
  toKnow:
    'Ask the engine that decides for a CUSTOM action; correct the policy otherwise (`istioctl analyze` names faults).',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    yield* unauthorized(objects);
    for (const one of objects) {
      if (!isAuthorizationPolicy(one)) continue;
      const { annotations, root } = one.value;
      const spec = root.get('spec');
      const action = spec.get('action').orDefault(spec.get('action').string(), 'ALLOW', 'absent: Istio takes ALLOW');
      const rules = spec.get('rules');
      const open = rules.items().find((rule) => isOpen(rule));
      const strange = rules.items().find((rule) => !rule.isMap && !rule.empty);
      if (annotations['istio.io/dry-run'] === 'true') {
        yield fail(one, root.get('metadata').get('annotations').at, 'is a dry run: it decides nothing', {
          severity: 'medium',
        });
      } else if (!rules.empty && !rules.isList) yield unknown(one, rules.at, 'rules is not a list');
      else if (strange !== undefined) yield unknown(one, strange.at, 'a rule is not a mapping');
      else if (action.value === 'ALLOW') {
        if (open === undefined) yield pass(one, rules.at);
        else yield fail(one, open.at, 'a rule without any condition that narrows it allows everything');
      } else if (action.value === 'DENY') {
        if (rules.items().length > 0) yield pass(one, rules.at);
        else yield fail(one, rules.at, 'denies nothing: it has no rule', { severity: 'medium' });
      } else if (action.value === 'AUDIT') continue;
      else yield unknown(one, action, `what the action ${action.value ?? '(unreadable)'} decides is not seen`);
    }
  },
});

function isAuthorizationPolicy({ value }: Fact<KubernetesObject>): boolean {
  return value.kind === 'AuthorizationPolicy' && value.apiVersion.startsWith('security.istio.io/');
}

/** Every part of it that narrows is absent, empty, or takes anything (`*`). */
function isOpen(rule: Located): boolean {
  if (rule.empty) return true;
  return (
    rule.isMap &&
    rule.entries().every(([name, part]) => {
      if (part.empty || (part.isList && part.items().length === 0)) return true;
      const inner = { from: 'source', to: 'operation' }[name];
      return inner !== undefined && part.items().some((item) => takesAll(item.get(inner)));
    })
  );
}

/** `*` of an identity still asks for one. */
const narrowing = /^not|rincipals$|^namespaces$|^serviceAccounts$/;
const takesAny = new Set(['*', '/*', '0.0.0.0/0', '::/0']);

/** Fields of one source or operation are joined by AND, their values by OR; `not…` fields narrow by themselves. */
function takesAll(fields: Located): boolean {
  return fields
    .entries()
    .every(
      ([name, values]) =>
        values.empty ||
        (values.isList &&
          !narrowing.test(name) &&
          (values.items().length === 0 || values.items().some(({ value }) => takesAny.has(String(value))))),
    );
}

/** Only an ALLOW without selector shuts out what it does not name, for every workload of its namespace. */
function closesNamespace({ annotations, root }: KubernetesObject): boolean {
  const spec = root.get('spec');
  return (
    (spec.get('action').empty || spec.get('action').value === 'ALLOW') &&
    ['selector', 'targetRef', 'targetRefs'].every((key) => spec.get(key).empty) &&
    annotations['istio.io/dry-run'] !== 'true'
  );
}

/** Where Istio is used and no AuthorizationPolicy holds it lets everything through: it may stand elsewhere. */
function* unauthorized(objects: readonly Fact<KubernetesObject>[]): Generator<Judgement> {
  const policies = objects.filter(isAuthorizationPolicy);
  const joined = objects.filter(({ value }) => joinsMesh(value));
  const roots = new Map(
    [...new Set(joined.map(({ stage }) => stage))].map((stage) => [stage, controlPlane(objects, stage).rootNamespace]),
  );
  const holds = ({ stage, value }: Fact<KubernetesObject>): boolean =>
    policies.some(
      (policy) =>
        policy.stage === stage &&
        [value.name, roots.get(stage)].includes(policy.value.namespace) &&
        closesNamespace(policy.value),
    );
  const peers =
    joined.length === 0 && policies.length === 0
      ? objectsOfKind(objects, 'PeerAuthentication').filter(({ value }) =>
          value.apiVersion.startsWith('security.istio.io/'),
        )
      : [];
  for (const one of [...joined.filter((namespace) => !holds(namespace)), ...firstInOrder(peers)]) {
    yield unknown(
      one,
      one.at,
      'no AuthorizationPolicy that was read shuts out here what it does not name: without one Istio lets every request through',
      {
        toKnow: 'Ask a folder that holds the AuthorizationPolicies: `kubectl get authorizationpolicy -A -o yaml`.',
      },
    );
  }
}
