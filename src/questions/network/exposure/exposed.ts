import { combine } from '../../../formats/connections/connections.ts';
import type { Because, ConnectionMap, Connections, Peer } from '../../../model/connections.ts';
import type { Exposure, PortRun } from '../../../model/network-report.ts';

/**
 * How far the peers of a map are open: to addresses of the internet, and to every peer of the map and every
 * address at once.
 *
 * @param fromInternet what some address of the internet may do to a peer
 */
export function exposed(
  { peers, connections }: ConnectionMap,
  fromInternet: (to: Peer) => Connections,
): readonly Exposure[] {
  const incoming = Map.groupBy(connections, ({ to }) => to);
  return peers.flatMap((peer): Exposure[] => {
    if (peer.blocks !== undefined) return [];
    const internet = fromInternet(peer);
    const own = (incoming.get(peer.id) ?? []).filter(({ from }) => from !== peer.id);
    const everybody = own.length === peers.length - 1 ? combine(...own.map(({ parts }) => parts)) : [];
    return [
      ...exposureOf(peer, 'internet', 'allowed', internet),
      ...exposureOf(peer, 'internet', 'unknown', internet),
      ...exposureOf(peer, 'everything', 'allowed', everybody),
    ];
  });
}

function exposureOf(
  peer: Peer,
  to: Exposure['to'],
  verdict: Exposure['verdict'],
  parts: Connections,
): readonly Exposure[] {
  const ports: PortRun[] = [];
  const because = new Set<Because>();
  for (const part of parts) {
    if (part.verdict !== verdict) continue;
    const { protocol, first, last } = part;
    const before = ports.at(-1);
    if (before?.protocol === protocol && before.last + 1 === first) ports[ports.length - 1] = { ...before, last };
    else ports.push({ protocol, first, last });
    for (const step of part.because) because.add(step);
  }
  return ports.length === 0 ? [] : [{ peer: peer.id, to, verdict, ports, because: [...because] }];
}
