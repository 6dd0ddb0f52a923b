import type { Located } from '../../../../model/located.ts';
import { isGenerated } from '../tiers/pod-view.ts';

/**
 * Istio's WorkloadSelector (type/v1beta1/selector.proto): labels by their exact value and nothing else. An empty
 * one selects every workload. `unread`: it has another shape, so that whom it selects is not known.
 */
export type WorkloadSelector = readonly (readonly [key: string, value: string])[] | 'unread';

/** @param field `matchLabels` of policies, `labels` of a DestinationRule's older kin. */
export function workloadSelector(at: Located, field = 'matchLabels'): WorkloadSelector {
  if (at.empty) return [];
  if (!at.isMap || at.entries().some(([key]) => key !== field)) return 'unread';
  const labels = at.get(field);
  if (labels.empty) return [];
  if (!labels.isMap) return 'unread';
  const pairs: [string, string][] = [];
  for (const [key, value] of labels.entries()) {
    const text = value.string().value;
    if (text === undefined || text.includes('*')) return 'unread';
    pairs.push([key, text]);
  }
  return pairs;
}

export function selectsLabels(selector: WorkloadSelector, labels: Readonly<Record<string, string>>): boolean | string {
  if (selector === 'unread') return 'whom its selector selects, which has not the shape that Istio gives it';
  const fits = selector.every(([key, value]) =>
    Object.hasOwn(labels, key) ? labels[key] === value : isGenerated(key),
  );
  const later = selector.find(([key]) => !Object.hasOwn(labels, key));
  return fits && later !== undefined ? `the label ${later[0]}, which a controller puts on its Pods` : fits;
}
