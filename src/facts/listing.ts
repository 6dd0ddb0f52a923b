import type { About, Fact } from '../model/fact.ts';
import { defineFact } from '../model/fact.ts';

/**
 * That a source was asked for all objects of one kind and gave every one of them: only then does it
 * prove anything that one is not among what was read. A folder of manifests never gives it, since
 * what it leaves out may come from elsewhere.
 */
export interface Listing {
  /** `ResourceQuota`; kinds of Kubernetes itself by their name alone. */
  readonly kind: string;
  /** The namespace that was listed; empty when all were, or when the kind lives in none. */
  readonly namespace: string;
}

export const listing = defineFact<Listing>('listing');

/** Whether all objects of a kind that a namespace holds were seen where `about` was. */
export function listsAll(
  listings: readonly Fact<Listing>[],
  { stage, subject }: About,
  kind: string,
  namespace: string,
): boolean {
  return listings.some(
    (one) =>
      one.stage === stage &&
      one.subject.source === subject.source &&
      one.value.kind === kind &&
      (one.value.namespace === '' || one.value.namespace === namespace),
  );
}
