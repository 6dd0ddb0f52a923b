import { combine } from '../../../formats/connections/connections.ts';
import { groupKind } from '../../../model/connection-groups.ts';
import type { Because, ConnectionMap, Connections, Peer } from '../../../model/connections.ts';
import type { Exposure, PortRun } from '../../../model/network-report.ts';

/** What passes between a peer and somebody beyond the map; undefined where the question makes no sense. */
export type Beyond = (peer: Peer, direction: Exposure['direction']) => Connections | undefined;

/**
 * How far the peers of a map are open, in both directions: to the internet, to Pods that no rule means, and to
 * every peer of the map and every address at once.
 */
export function exposed(
  { peers, connections }: ConnectionMap,
  { internet, unmatched }: { readonly internet: Beyond; readonly unmatched: Beyond },
): readonly Exposure[] {
  const ends = {
    ingress: Map.groupBy(connections, ({ to }) => to),
    egress: Map.groupBy(connections, ({ from }) => from),
  };
  // Where groups speak for their members, who is open to everybody is not told of each.
  const isWhole = peers.every(({ kind }) => kind !== groupKind);
  return peers.flatMap((peer) =>
    peer.blocks !== undefined || peer.kind === groupKind
      ? []
      : (['ingress', 'egress'] as const).flatMap((direction): Exposure[] => {
          const own = (ends[direction].get(peer.id) ?? []).filter(({ from, to }) => from !== to);
          const everybody =
            isWhole && own.length === peers.length - 1 ? combine(...own.map(({ parts }) => parts)) : undefined;
          return [
            ...exposureOf(peer, direction, 'internet', internet(peer, direction)),
            ...exposureOf(peer, direction, 'everything', everybody).filter(({ verdict }) => verdict === 'allowed'),
            ...exposureOf(peer, direction, 'unmatched', unmatched(peer, direction)),
          ];
        }),
  );
}

function exposureOf(
  peer: Peer,
  direction: Exposure['direction'],
  to: Exposure['to'],
  parts: Connections | undefined,
): readonly Exposure[] {
  return (['allowed', 'unknown'] as const).flatMap((verdict): Exposure[] => {
    const ports: PortRun[] = [];
    const because = new Set<Because>();
    for (const part of parts ?? []) {
      if (part.verdict !== verdict) continue;
      const { protocol, first, last } = part;
      const before = ports.at(-1);
      if (before?.protocol === protocol && before.last + 1 === first) ports[ports.length - 1] = { ...before, last };
      else ports.push({ protocol, first, last });
      for (const step of part.because) because.add(step);
    }
    return ports.length === 0 ? [] : [{ peer: peer.id, direction, to, verdict, ports, because: [...because] }];
  });
}
