import type { MapData } from '../map-data.ts';

/** The connections of a page, by both ends. */
export interface Routes {
  /** For each peer the places of its connections, counted in threes. */
  readonly out: readonly (readonly number[])[];
  readonly in: readonly (readonly number[])[];
}

export function routesOf({ peers, connections }: MapData): Routes {
  const out: number[][] = peers.map(() => []);
  const into: number[][] = peers.map(() => []);
  for (let at = 0; at * 3 < connections.length; at++) {
    out[connections[at * 3] ?? 0]?.push(at);
    into[connections[at * 3 + 1] ?? 0]?.push(at);
  }
  return { out, in: into };
}

/**
 * The shortest chain of connections from one peer to another, as places of connections: by way of what is
 * surely allowed where there is such a chain, else by way of what is perhaps. Null when there is none.
 */
export function shortestChain(
  data: MapData,
  routes: Routes,
  from: number,
  to: number,
): { readonly chain: readonly number[]; readonly sure: boolean } | null {
  for (const sure of [true, false]) {
    const before = new Map<number, number>();
    let front = [from];
    const seen = new Set(front);
    while (front.length > 0 && !before.has(to)) {
      const next: number[] = [];
      for (const peer of front) {
        for (const at of routes.out[peer] ?? []) {
          const target = data.connections[at * 3 + 1] ?? 0;
          const traffic = data.traffic[data.connections[at * 3 + 2] ?? 0];
          if (seen.has(target) && !(target === to && !before.has(to))) continue;
          if (sure && (traffic?.allowed ?? '') === '') continue;
          seen.add(target);
          before.set(target, at);
          next.push(target);
        }
      }
      front = next;
    }
    if (!before.has(to)) continue;
    const chain: number[] = [];
    let peer = to;
    do {
      const at = before.get(peer);
      if (at === undefined) break;
      chain.unshift(at);
      peer = data.connections[at * 3] ?? 0;
    } while (peer !== from);
    return { chain, sure };
  }
  return null;
}
