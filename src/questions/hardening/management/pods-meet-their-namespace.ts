import { kubernetesObject, objectsOfKind, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { unknown } from '../../../model/outcome.ts';
import { judgePod, podsOf } from '../pod-security/judge-pods.ts';
import { latest, levels, parseVersion, type Level, type Minor } from '../pod-security/version.ts';

const enforce = 'pod-security.kubernetes.io/enforce';
const version = 'pod-security.kubernetes.io/enforce-version';

/** What a namespace enforces; why, when that cannot be told. Null: nothing. */
type Enforced = { readonly level: Level; readonly minor: Minor } | { readonly why: string } | null;

export const podsMeetTheirNamespace = defineCheck({
  id: 'HRD-283',
  name: 'pods-meet-their-namespace',
  aspect: 'hardening/management',
  title: 'Pods meet the level of Pod Security that their namespace enforces',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Change what is named, or move the Pod to a namespace that is meant for it.',
  toKnow: 'Correct the labels of the Namespace; `kubectl apply --dry-run=server` warns of a fault in them.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const enforced = new Map<string, Enforced>();
    for (const one of objectsOfKind(objects, 'Namespace')) {
      if (one.value.apiVersion !== 'v1') continue;
      const key = `${one.stage} ${one.subject.source} ${one.value.name}`;
      const before = enforced.get(key);
      const now = enforcedBy(one);
      const differs = before !== undefined && JSON.stringify(before) !== JSON.stringify(now);
      enforced.set(key, differs ? { why: 'the Namespace is there twice, with other labels' } : now);
    }
    if (enforced.size === 0) return;
    for (const [about, pod] of podsOf(workloads, objects)) {
      const here = enforced.get(`${about.stage} ${about.subject.source} ${about.value.namespace ?? 'default'}`);
      if (here === undefined || here === null) continue;
      if ('why' in here) yield unknown(about, about.value.at, here.why);
      else yield judgePod(about, pod, here.level, here.minor);
    }
  },
});

/** As the API server reads the labels; without a version it takes its own, for which the newest stands here. */
function enforcedBy({ value: { root } }: Fact<KubernetesObject>): Enforced {
  const labels = root.down('metadata', 'labels');
  const named = labels.get(enforce);
  if (!labels.empty && !labels.isMap) return { why: 'the labels of the Namespace are no mapping' };
  if (named.empty || named.value === 'privileged') return null;
  const level = levels.find((one) => one === named.value);
  if (level === undefined) return { why: `${JSON.stringify(named.value)} is no level of Pod Security` };
  const pinned = labels.get(version);
  const minor = pinned.empty ? latest : typeof pinned.value === 'string' ? parseVersion(pinned.value) : null;
  return minor === null
    ? { why: `${JSON.stringify(pinned.value)} is no version of Pod Security that is known` }
    : { level, minor };
}
