import { combine } from '../../../formats/connections/connections.ts';
import type { ConnectionMap, Connections, Peer } from '../../../model/connections.ts';
import type { Endpoint, Layer } from './layer.ts';
import { between, betweenIfSaid } from './layers.ts';
import { PolicyLayer } from './policy-layer.ts';

export interface MapOptions {
  /** True: every pair by itself, and each block of addresses outside as a peer. */
  readonly pairs?: boolean;
  /** Above so many ends equal ones are one peer with `members`; 200 when it is not said. */
  readonly limit?: number;
  /** Above so many peers what holds for whole groups of them is told of the groups; 400 when it is not said. */
  readonly groups?: number;
}

/** Ends that no layer tells apart. */
interface Group {
  readonly peer: Peer;
  readonly first: Endpoint;
  /** Another of them, to be asked about what goes on between them. */
  readonly second: Endpoint | undefined;
}

type Connection = ConnectionMap['connections'][number];

/**
 * What can reach what. Left out: what is denied on every port, addresses outside among each other, and a
 * workload with itself (two Pods of one may be asked for by `between`); what goes on among the members of
 * one peer is told.
 *
 * A map of very many peers has peers of kind `Group` besides, whose members are peers of the map: a connection
 * of a Group holds for each of its members, but for two peers that have a connection of their own, which then
 * may be denied on every port.
 */
export function connectionMap(
  layers: readonly Layer[],
  endpoints: readonly Endpoint[],
  { pairs = false, limit = 200, groups: most = 400 }: MapOptions,
): ConnectionMap {
  const groups = pairs || endpoints.length <= limit ? single(endpoints, pairs) : grouped(layers, endpoints);
  const policies = layers.find((layer) => layer instanceof PolicyLayer);
  const peers = groups.map(({ peer }) => peer);
  if (policies !== undefined && !pairs && endpoints.length > limit)
    return byRules(policies, layers, groups, groups.length > most);
  const connections: Connection[] = [];
  for (const from of groups) {
    for (const to of groups) {
      if (from.first.blocks !== undefined && to.first.blocks !== undefined) continue;
      if (from === to && from.second === undefined) continue;
      const parts = told(layers, from.first, from === to ? from.second! : to.first);
      if (parts !== undefined && isOpen(parts)) connections.push({ from: from.peer.id, to: to.peer.id, parts });
    }
  }
  return { peers, connections };
}

/**
 * Undefined where nothing speaks of a pair of which one end is no workload: a host, its neighbours, addresses.
 * What is not known of two workloads is told.
 */
function told(layers: readonly Layer[], from: Endpoint, to: Endpoint): Connections | undefined {
  const said = betweenIfSaid(layers, from, to);
  return said ?? (from.workload === undefined || to.workload === undefined ? undefined : between(layers, from, to));
}

function isOpen(parts: Connections): boolean {
  return parts.some(({ verdict }) => verdict !== 'denied');
}

function withOthers(
  own: Connections,
  policies: PolicyLayer,
  layers: readonly Layer[],
  from: Endpoint,
  to: Endpoint,
): Connections {
  if (layers.length === 1) return own;
  const others = layers.filter((layer) => layer !== policies).map((layer) => layer.between(from, to));
  return combine(own, ...others.filter((one) => one !== undefined));
}

/**
 * The map of many ends: only pairs of which rules speak by name are asked one by one, all others by groups.
 *
 * @param kept whether groups stand in the map as peers, or each pair of their members is told
 */
function byRules(
  policies: PolicyLayer,
  layers: readonly Layer[],
  groups: readonly Group[],
  kept: boolean,
): ConnectionMap {
  const inside = groups.filter(({ first }) => first.pod !== undefined || first.blocks !== undefined);
  const elsewhere = groups.filter((one) => !inside.includes(one));
  const others = layers.filter((layer) => layer !== policies);
  const rows = policies.rows(
    inside.map(({ first }) => first),
    (index) => others.map((layer) => layer.classOf(inside[index]!.first)).join('\0'),
  );
  const peers = groups.map(({ peer }) => peer);
  const names = new Map<string, string>();
  const nameOf = (members: readonly number[]): string => {
    const ids = members.map((index) => inside[index]!.peer.id);
    if (ids.length === 1) return ids[0]!;
    const key = members.join();
    let id = names.get(key);
    if (id === undefined) {
      id = `group/${names.size + 1}`;
      names.set(key, id);
      peers.push({
        id,
        kind: 'Group',
        name: `${ids[0]!} and ${ids.length - 1} more`,
        labels: {},
        members: ids.toSorted(),
      });
    }
    return id;
  };
  const connections: Connection[] = [];
  const alone = new Set<number>();
  for (const { from, to, parts: own } of rows.pairs) {
    const [source, destination] = [inside[from]!, inside[to]!];
    if (source === destination && source.second === undefined) continue;
    const parts = isOpen(own) ? withOthers(own, policies, layers, source.first, destination.first) : own;
    alone.add(from * inside.length + to);
    if (kept || isOpen(parts)) connections.push({ from: source.peer.id, to: destination.peer.id, parts });
  }
  for (const [source, from] of rows.sources.entries()) {
    for (const [destination, to] of rows.destinations.entries()) {
      const own = rows.ofGroups(source, destination);
      if (own === undefined) continue;
      const parts = withOthers(own, policies, layers, inside[from[0]!]!.first, inside[to[0]!]!.first);
      if (!isOpen(parts)) continue;
      if (kept && (from.length > 1 || to.length > 1)) {
        connections.push({ from: nameOf(from), to: nameOf(to), parts });
        continue;
      }
      for (const one of from) {
        for (const other of to) {
          if ((one === other && inside[one]!.second === undefined) || alone.has(one * inside.length + other)) continue;
          connections.push({ from: inside[one]!.peer.id, to: inside[other]!.peer.id, parts });
        }
      }
    }
  }
  for (const [from, to] of pairsWith(elsewhere, groups)) {
    if (from === to && from.second === undefined) continue;
    const parts = told(layers, from.first, from === to ? from.second! : to.first);
    if (parts !== undefined && isOpen(parts)) connections.push({ from: from.peer.id, to: to.peer.id, parts });
  }
  return { peers, connections: kept ? connections : inOrder(connections, peers) };
}

/** By source, then by destination, as the peers stand. */
function inOrder(connections: readonly Connection[], peers: readonly Peer[]): Connection[] {
  const at = new Map(peers.map(({ id }, index) => [id, index]));
  return connections.toSorted((a, b) => at.get(a.from)! - at.get(b.from)! || at.get(a.to)! - at.get(b.to)!);
}

/** Every ordered pair of which one is among some, each pair once. */
function* pairsWith<T>(some: readonly T[], all: readonly T[]): Generator<readonly [T, T]> {
  const among = new Set(some);
  for (const one of some) {
    for (const other of all) {
      yield [one, other];
      if (!among.has(other)) yield [other, one];
    }
  }
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
