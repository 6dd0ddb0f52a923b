import { isGenerated } from '../../questions/network/reachability/tiers/pod-view.ts';
import type { Endpoint } from '../../questions/network/reachability/layer.ts';

type Labels = Readonly<Record<string, string>>;

/** Labels that change with every release: a policy by them stops to hold at the next one. */
const passing =
  /(?:^|[./-])(?:version|chart|revision|rev|release-date|build|commit|sha|hash|timestamp|checksum|date|generation|index)$/i;

/**
 * Labels by which a policy finds the Pods of one workload and survives what makes them anew: those that its
 * controller itself selects by, else those of its template that no release changes. Null: it carries none.
 */
export function lastingLabels({ workload, pod }: Endpoint): Labels | null {
  if (pod === undefined) return null;
  const selector = workload?.value.object?.down('spec', 'selector', 'matchLabels');
  const own = selector === undefined || selector.empty ? {} : selector.record();
  const chosen = Object.entries(own).filter(([key, value]) => !isGenerated(key) && pod.labels[key] === value);
  if (chosen.length > 0) return Object.fromEntries(chosen);
  const lasting = Object.entries(pod.labels).filter(([key]) => !isGenerated(key) && !passing.test(key));
  const usable = lasting.length > 0 ? lasting : Object.entries(pod.labels).filter(([key]) => !isGenerated(key));
  return usable.length === 0 ? null : Object.fromEntries(usable);
}

/** Workloads of its namespace that carry these labels as well. */
export function alsoSelected(one: Endpoint, labels: Labels, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return endpoints.filter(
    (other) =>
      other !== one &&
      other.pod?.namespace === one.pod?.namespace &&
      other.pod !== undefined &&
      Object.entries(labels).every(([key, value]) => other.pod!.labels[key] === value),
  );
}

/** Lasting labels, with as many more of the template as it takes to tell it from its neighbours. */
export function tellingLabels(one: Endpoint, endpoints: readonly Endpoint[]): Labels | null {
  const lasting = lastingLabels(one);
  if (lasting === null || alsoSelected(one, lasting, endpoints).length === 0) return lasting;
  const more = Object.entries(one.pod!.labels).filter(([key]) => !isGenerated(key) && !passing.test(key));
  const all = { ...lasting, ...Object.fromEntries(more) };
  return alsoSelected(one, all, endpoints).length < alsoSelected(one, lasting, endpoints).length ? all : lasting;
}
