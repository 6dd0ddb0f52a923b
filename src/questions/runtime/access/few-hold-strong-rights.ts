import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement, type Reference } from '../../../model/outcome.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { powers, powersOfBuiltIn, type Power } from '../roles/powers.ts';
import { bindingOf, bindingsOf, namesOf, ownOfKubernetes, rulesOf, type Bound } from '../roles/rules.ts';

type Roles = ReadonlyMap<string, Fact<KubernetesObject>>;

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}\0${kind === 'Role' ? namespace : ''}\0${name}`;
}

/** What the role that a binding names grants there; undefined with the reason when that is not known. */
function granted(binding: Fact<KubernetesObject>, role: Bound, roles: Roles): Seen<readonly Power[]> {
  const { root, namespace, kind } = binding.value;
  const at = root.get('roleRef').at;
  const held = roles.get(keyOf(role.kind, namespace, role.name));
  if (held === undefined) {
    const builtIn = role.kind === 'ClusterRole' ? powersOfBuiltIn(role.name) : null;
    return builtIn === null
      ? seen<readonly Power[]>(undefined, at, `${role.kind} ${role.name}, which it grants, was not seen`)
      : seen<readonly Power[]>(inReach(builtIn, kind), at);
  }
  // The cluster itself puts the rules of aggregated roles together; in a file they are not there yet.
  const rules = rulesOf(held.value, held.stage !== 'declared');
  if (rules.value === undefined) return seen<readonly Power[]>(undefined, rules.at, rules.why);
  const { value } = rules;
  return seen<readonly Power[]>(
    inReach(
      powers.filter((power) => value.some((rule) => power.grantedBy(rule))),
      kind,
    ),
    at,
  );
}

/** A RoleBinding reaches nothing that lives outside of namespaces. */
function inReach(list: readonly Power[], kind: string): readonly Power[] {
  return kind === 'ClusterRoleBinding' ? list : list.filter(({ ofCluster }) => !ofCluster);
}

function references(list: readonly Power[]): readonly Reference[] {
  return list.map(({ item }) => ({ standard: 'cis-kubernetes', version: '2.0.1', item }));
}

export const fewHoldStrongRights = defineCheck({
  id: 'RUN-701',
  name: 'few-hold-strong-rights',
  aspect: 'runtime/access',
  title: 'Nobody is bound to rights that lead to all others, but those whom Kubernetes binds itself',
  severity: 'medium',
  since: '0.1.0',
  references: references(powers),
  remedy: 'Bind a role without that right, or name in `resourceNames` the few objects it is needed for.',
  toKnow: 'Ask the cluster, where every role and binding is seen: `plimsoll ask kube:`.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    const roles: Roles = new Map(
      objects
        .filter(
          ({ value }) =>
            value.apiVersion.startsWith('rbac.authorization.k8s.io/') && /^(Cluster)?Role$/.test(value.kind),
        )
        .map((one) => [keyOf(one.value.kind, one.value.namespace, one.value.name), one]),
    );
    for (const binding of bindingsOf(objects)) yield* judgeBinding(binding, roles);
  },
});

function* judgeBinding(binding: Fact<KubernetesObject>, roles: Roles): Generator<Judgement> {
  const { value, at, why } = bindingOf(binding.value);
  if (value === undefined) {
    yield unknown(binding, at, why ?? 'it is not known who is bound to what');
    return;
  }
  // What Kubernetes binds itself is no news, but for whom somebody added there.
  const own = ownOfKubernetes(binding.value);
  const subjects = own ? value.subjects.filter((one) => !isOfKubernetes(one)) : value.subjects;
  if (subjects.length === 0) {
    if (!own) yield pass(binding, at, 'binds nobody');
    return;
  }
  const held = granted(binding, value.role, roles);
  if (held.value === undefined) {
    yield unknown(binding, held, held.why ?? 'what it grants is not known');
    return;
  }
  const strong = held.value;
  for (const power of strong)
    yield fail(binding, held, `${namesOf(subjects)} ${power.what}`, { references: references([power]) });
  const others = powers.filter((power) => !strong.includes(power));
  if (others.length > 0) yield pass(binding, held, '', { references: references(others) });
}

/** Users and groups of the control plane and of nodes, and accounts of its controllers. */
function isOfKubernetes({ kind, name, namespace }: Bound): boolean {
  return kind === 'ServiceAccount' ? namespace === 'kube-system' : name.startsWith('system:');
}
