import type { Reference } from '../../../model/outcome.ts';

/** Items of the CIS Kubernetes Benchmark 2.0.1; those of 1.12 have the same numbers (standards/cis-kubernetes-1.12.json). */
export function cis(...items: readonly string[]): Reference[] {
  return items.map((item) => ({ standard: 'cis-kubernetes', version: '2.0.1', item }));
}
