import { defineFact } from '../model/fact.ts';
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
