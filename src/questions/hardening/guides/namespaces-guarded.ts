import { configuration } from '../../../facts/configuration.ts';
import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cis } from '../kubernetes/references.ts';

/** Namespaces of Kubernetes itself, whose Pods need what the levels forbid. */
const own = new Set(['kube-system', 'kube-public', 'kube-node-lease']);
const label = 'pod-security.kubernetes.io/enforce';

/** Says a policy of this object that Pods are refused? Such policies may guard a namespace without the label. */
function refuses({ apiVersion, kind }: KubernetesObject): boolean {
  const group = apiVersion.split('/')[0]!;
  return (
    (group === 'admissionregistration.k8s.io' && kind === 'ValidatingAdmissionPolicyBinding') ||
    group === 'constraints.gatekeeper.sh' ||
    group === 'policies.kubewarden.io' ||
    (/^(policies\.)?kyverno\.io$/.test(group) && /Policy$/.test(kind))
  );
}

/** The level that the API server enforces where a namespace has no label; null when its configuration says none. */
function levelByDefault(roots: readonly Located[]): Located | null {
  const plugins = roots.flatMap((root) => root.get('plugins').items());
  const pods = plugins.filter((plugin) => plugin.get('name').value === 'PodSecurity');
  return pods.map((plugin) => plugin.down('configuration', 'defaults', 'enforce')).find((at) => !at.empty) ?? null;
}

export const namespacesGuarded = defineCheck({
  id: 'HRD-719',
  name: 'namespaces-guarded',
  aspect: 'hardening/guides',
  title: 'Every namespace refuses Pods below a level of the Pod Security Standards',
  severity: 'medium',
  since: '0.1.0',
  references: cis('5.2.1'),
  remedy: `Label the namespace with \`${label}: baseline\`, or \`restricted\`.`,
  toKnow: 'Look at what the policies of the cluster refuse in this namespace.',
  needs: { objects: kubernetesObject, configurations: configuration },
  *evaluate({ objects, configurations }) {
    const roots = configurations.filter(({ value }) => value.program === 'kubernetes-admission');
    const byDefault = levelByDefault(roots.map(({ value }) => value.root));
    const policy = objects.find(({ value }) => refuses(value));
    for (const one of objects) {
      const { value } = one;
      if (value.kind !== 'Namespace' || value.apiVersion !== 'v1' || own.has(value.name)) continue;
      yield judgeNamespace(one, byDefault, policy);
    }
  },
});

function judgeNamespace(
  one: Fact<KubernetesObject>,
  byDefault: Located | null,
  policy: Fact<KubernetesObject> | undefined,
): ReturnType<typeof pass> {
  const at = one.value.root.down('metadata', 'labels', label);
  const level = at.empty ? byDefault : at;
  if (level === null) {
    return policy === undefined
      ? fail(one, at.at, 'refuses no Pod: it has no label that enforces a level')
      : unknown(
          one,
          [at.at, policy.at],
          `has no label that enforces a level; ${policy.subject.kind} ${policy.subject.name} may guard it`,
        );
  }
  const name = level.value;
  if (name === 'baseline' || name === 'restricted') return pass(one, level.at);
  // A level that does not exist is taken for `restricted` by admission, but with a warning: nobody means that.
  return name === 'privileged'
    ? fail(one, level.at, 'enforces the level privileged, which refuses nothing')
    : unknown(one, level.at, `${JSON.stringify(name)} is no level`);
}
