import { kubernetesCollector } from '../../src/collectors/kubernetes/kubernetes.ts';
import type { ClusterLimits } from '../../src/io/kubernetes/cluster.ts';
import type { Sighting } from '../../src/model/collector.ts';
import type { Fact } from '../../src/model/fact.ts';
import type { Gap } from '../../src/model/gap.ts';
import { Located } from '../../src/model/located.ts';

export interface Seen {
  readonly facts: readonly Fact[];
  readonly gaps: readonly Gap[];
}

/** What Plimsoll sees of a cluster with this kubeconfig. */
export async function collect(
  kubeconfig: string,
  limits: Partial<ClusterLimits> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const target = { environment: { KUBECONFIG: kubeconfig, ...environment }, limits: { backOff: 1, ...limits } };
  const context = { signal: new AbortController().signal, progress: () => {} };
  return sorted(await Array.fromAsync(kubernetesCollector.collect(target, context)));
}

export function sorted(sightings: readonly Sighting[]): Seen {
  return {
    facts: sightings.flatMap((one) => ('fact' in one ? [one.fact] : [])),
    gaps: sightings.flatMap((one) => ('gap' in one ? [one.gap] : [])),
  };
}

/**
 * Facts as text without what must differ between a file and an API: stage, source, and where things
 * stand. Sorted, for the order of a dump is its own.
 */
export function comparable(facts: readonly Fact[]): string[] {
  return facts.map((one) => JSON.stringify([one.kind, one.subject, one.value], withoutPlace)).toSorted();
}

function withoutPlace(key: string, value: unknown): unknown {
  if (value instanceof Located) return inOrder(unnamed(value.value));
  // kubectl leaves the second out.
  if (key === 'source' || key === 'managedFields') return undefined;
  if (key !== 'at' || typeof value !== 'object' || value === null) return inOrder(value);
  const { place, note } = value as { place?: string; note?: string };
  return { place: place?.replace(/^items\[\d+\]\.?/, '') || undefined, note };
}

/** The objects of a typed list (`PodList`) leave out what the list says of all; facts say it of each. */
function unnamed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { apiVersion: _version, kind: _kind, ...rest } = value as Record<string, unknown>;
  return rest;
}

/** kubectl sorts the keys of what it writes. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Where some of what one list has and the other has not differ: the whole would be megabytes. */
export function difference(these: readonly string[], those: readonly string[]): string[] {
  const known = new Set(those);
  return these
    .filter((one) => !known.has(one))
    .slice(0, 3)
    .map((one) => {
      const subject = one.slice(0, one.indexOf('}'));
      const other = those.find((each) => each.startsWith(subject)) ?? '';
      let at = 0;
      while (at < one.length && one[at] === other[at]) at++;
      return `${subject}: ${one.slice(Math.max(0, at - 60), at + 60)} <> ${other.slice(Math.max(0, at - 60), at + 60)}`;
    });
}
