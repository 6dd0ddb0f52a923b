import type { ConnectionMap, Connections, Peer } from '../../../model/connections.ts';
import type { Endpoint, Layer } from './layer.ts';
import { between } from './layers.ts';

export interface MapOptions {
  /** True: every pair by itself, and each block of addresses outside as a peer. */
  readonly pairs?: boolean;
  /** Above so many ends equal ones are one peer with `members`; 200 when it is not said. */
  readonly limit?: number;
}

/** Ends that no layer tells apart. */
interface Group {
  readonly peer: Peer;
  readonly first: Endpoint;
  /** Another of them, to be asked about what goes on between them. */
  readonly second: Endpoint | undefined;
}

/**
 * What can reach what. Left out: what is denied on every port, addresses outside among each other, and a
 * workload with itself (two Pods of one may be asked for by `between`); what goes on among the members of
 * one peer is told.
 */
export function connectionMap(
  layers: readonly Layer[],
  endpoints: readonly Endpoint[],
  { pairs = false, limit = 200 }: MapOptions,
): ConnectionMap {
  const groups = pairs || endpoints.length <= limit ? single(endpoints, pairs) : grouped(layers, endpoints);
  const connections: { from: string; to: string; parts: Connections }[] = [];
  for (const from of groups) {
    for (const to of groups) {
      if (from.first.blocks !== undefined && to.first.blocks !== undefined) continue;
      if (from === to && from.second === undefined) continue;
      const parts = between(layers, from.first, from === to ? from.second! : to.first);
      if (parts.every(({ verdict }) => verdict === 'denied')) continue;
      connections.push({ from: from.peer.id, to: to.peer.id, parts });
    }
  }
  return { peers: groups.map(({ peer }) => peer), connections };
}

function single(endpoints: readonly Endpoint[], pairs: boolean): Group[] {
  return endpoints.flatMap((one): Group[] => {
    if (!pairs || one.blocks === undefined) return [{ peer: one.peer, first: one, second: undefined }];
    return one.peer.blocks!.map((text) => {
      const peer = { ...one.peer, id: `ip:${text}`, name: text, blocks: [text] };
      return { peer, first: one, second: undefined };
    });
  });
}

function grouped(layers: readonly Layer[], endpoints: readonly Endpoint[]): Group[] {
  const classes = Map.groupBy(endpoints, (one) =>
    one.blocks === undefined ? layers.map((layer) => layer.classOf(one)).join('\0') : `ip ${one.peer.id}`,
  );
  return [...classes.values()].map((members): Group => {
    const [first, second] = members as [Endpoint, Endpoint | undefined];
    return { peer: second === undefined ? first.peer : groupPeer(members), first, second };
  });
}

function groupPeer(members: readonly Endpoint[]): Peer {
  const peers = members.map(({ peer }) => peer);
  const first = peers[0]!;
  const all = <V>(of: (peer: Peer) => V): V | undefined =>
    peers.every((peer) => of(peer) === of(first)) ? of(first) : undefined;
  const namespace = all((peer) => peer.namespace);
  const labels = Object.entries(first.labels).filter(([key, value]) =>
    peers.every((peer) => peer.labels[key] === value),
  );
  return {
    id: `${first.id}+${peers.length - 1}`,
    kind: all(({ kind }) => kind) ?? 'Workload',
    ...(namespace === undefined ? {} : { namespace }),
    name: `${first.name} and ${peers.length - 1} more`,
    labels: Object.fromEntries(labels),
    members: peers.map(({ id }) => id).toSorted(),
    ...(first.at === undefined ? {} : { at: first.at }),
  };
}
