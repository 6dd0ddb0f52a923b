import type { KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../../model/fact.ts';

/**
 * Of objects among which the oldest counts, those that may be it: that one alone where all say when they were
 * made, every one of them in files, which do not tell, or when several were made in the same second.
 */
export function oldest<T>(found: readonly T[], factOf: (one: T) => Fact<KubernetesObject>): readonly T[] {
  if (found.length < 2) return found;
  const made = found.map((one) =>
    Date.parse(factOf(one).value.root.down('metadata', 'creationTimestamp').text().value ?? ''),
  );
  if (made.some((time) => Number.isNaN(time))) return found;
  const first = Math.min(...made);
  return found.filter((_, index) => made[index] === first);
}
