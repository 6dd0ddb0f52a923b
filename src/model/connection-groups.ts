import type { ConnectionMap, Connections, Peer } from './connections.ts';

/**
 * Maps of very many peers tell what holds for whole groups of them at once: a peer of this kind has peers of
 * the same map as members. A connection of it holds for each of them, but for two peers that have a
 * connection of their own.
 */
export const groupKind = 'Group';

/** What a map says of two of its peers: by a connection of their own, else by one of groups that hold them. */
export type MapLookup = (from: string, to: string) => Connections | undefined;

export function lookupIn({ peers, connections }: ConnectionMap): MapLookup {
  const rows = new Map<string, Map<string, Connections>>();
  for (const { from, to, parts } of connections) {
    const row = rows.get(from);
    if (row === undefined) rows.set(from, new Map([[to, parts]]));
    else row.set(to, parts);
  }
  const holding = holdersOf(peers);
  if (holding.size === 0) return (from, to) => rows.get(from)?.get(to);
  const none: readonly string[] = [];
  return (from, to) => {
    const own = rows.get(from)?.get(to);
    if (own !== undefined) return own;
    const [sources, destinations] = [holding.get(from) ?? none, holding.get(to) ?? none];
    for (const source of [from, ...sources]) {
      const row = rows.get(source);
      if (row === undefined) continue;
      for (const destination of [to, ...destinations]) {
        const found = row.get(destination);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
}

/** Groups by each of their members. */
function holdersOf(peers: readonly Peer[]): ReadonlyMap<string, readonly string[]> {
  const holding = new Map<string, string[]>();
  for (const { id, kind, members = [] } of peers) {
    if (kind !== groupKind) continue;
    for (const member of members) {
      const before = holding.get(member);
      if (before === undefined) holding.set(member, [id]);
      else before.push(id);
    }
  }
  return holding;
}

/** The same map with each pair by itself and without groups; null when that would be more than `most` pairs. */
export function withoutGroups(map: ConnectionMap, most: number): ConnectionMap | null {
  const groups = new Map(map.peers.flatMap((peer) => (peer.kind === groupKind ? [[peer.id, peer] as const] : [])));
  if (groups.size === 0) return map;
  const membersOf = (id: string): readonly string[] => groups.get(id)?.members ?? [id];
  const pairs = map.connections.reduce((sum, { from, to }) => sum + membersOf(from).length * membersOf(to).length, 0);
  if (pairs > most) return null;
  const peers = map.peers.filter(({ id }) => !groups.has(id));
  const single = new Set(peers.filter(({ members }) => (members?.length ?? 1) === 1).map(({ id }) => id));
  const told = new Map<string, Map<string, Connections>>();
  // Those of their own first: they stand against what groups say.
  const isOwn = ({ from, to }: ConnectionMap['connections'][number]): boolean => !groups.has(from) && !groups.has(to);
  for (const connection of [...map.connections.filter(isOwn), ...map.connections.filter((one) => !isOwn(one))]) {
    for (const from of membersOf(connection.from)) {
      const row = told.get(from) ?? new Map<string, Connections>();
      told.set(from, row);
      for (const to of membersOf(connection.to)) {
        // What a workload of one name lets itself is no connection of the map.
        if ((from === to && single.has(from) && !isOwn(connection)) || row.has(to)) continue;
        row.set(to, connection.parts);
      }
    }
  }
  const connections = [...told].flatMap(([from, row]) =>
    [...row]
      .filter(([, parts]) => parts.some(({ verdict }) => verdict !== 'denied'))
      .map(([to, parts]) => ({ from, to, parts })),
  );
  return { peers, connections };
}
