import { objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';

/** Labels of a namespace as far as they are known. */
export interface NamespaceLabels {
  readonly labels: Readonly<Record<string, string>>;
  /** False when the Namespace is not among what was read: it may have more. */
  readonly known: boolean;
}

/** The label that the API server gives each namespace (k8s.io/api core/v1 `LabelMetadataName`). */
export const nameLabel = 'kubernetes.io/metadata.name';

/** Finds the labels of a namespace; one that was not read has that of its name and perhaps others. */
export function namespaceLabels(
  objects: readonly Fact<KubernetesObject>[],
  stage: Stage,
): (name: string) => NamespaceLabels {
  const found = new Map<string, NamespaceLabels>();
  for (const one of objectsOfKind(objects, 'Namespace')) {
    if (one.stage !== stage || one.value.apiVersion !== 'v1') continue;
    const { name } = one.value;
    const labels = { ...one.value.labels, [nameLabel]: name };
    const before = found.get(name)?.labels;
    found.set(name, before === undefined ? { labels, known: true } : agreed(before, labels));
  }
  return (name) => {
    let labels = found.get(name);
    if (labels === undefined) found.set(name, (labels = { labels: { [nameLabel]: name }, known: false }));
    return labels;
  };
}

/** Of two objects by one name the cluster has one: what both say is certain, and what one says is not. */
function agreed(a: NamespaceLabels['labels'], b: NamespaceLabels['labels']): NamespaceLabels {
  const both = Object.entries(a).filter(([key, value]) => b[key] === value);
  const known = both.length === Object.keys(a).length && both.length === Object.keys(b).length;
  return { labels: Object.fromEntries(both), known };
}
