import { defineFact, type Fact } from '../model/fact.ts';
import type { Located } from '../model/located.ts';

/**
 * Any Kubernetes object as it was read, known kind or not. `root` reads it with positions; facts of
 * known kinds are made from it by src/facts' typed kinds, all others stay only here.
 */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly root: Located;
}

export const kubernetesObject = defineFact<KubernetesObject>('kubernetes-object');

const byKind = new WeakMap<readonly Fact<KubernetesObject>[], ReadonlyMap<string, readonly Fact<KubernetesObject>[]>>();
const none: readonly Fact<KubernetesObject>[] = [];

/** The objects of one kind, whatever their API group: some twenty checks each ask for a few of fifty thousand. */
export function objectsOfKind(
  objects: readonly Fact<KubernetesObject>[],
  kind: string,
): readonly Fact<KubernetesObject>[] {
  let groups = byKind.get(objects);
  if (groups === undefined) {
    groups = Map.groupBy(objects, ({ value }) => value.kind);
    byKind.set(objects, groups);
  }
  return groups.get(kind) ?? none;
}

/** `apps` of `apps/v1`; empty for the core group. */
export function groupOf({ apiVersion }: Pick<KubernetesObject, 'apiVersion'>): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}
