import { cidrsOf, parseBlock, type Block } from '../../../formats/connections/blocks.ts';
import { groupKind } from '../../../model/connection-groups.ts';
import type { Peer } from '../../../model/connections.ts';
import type { Side } from './side.ts';

/** Peers that neither of two maps tells apart, with what each map calls them; null where one has them not. */
export interface JointPeer {
  readonly peer: Peer;
  readonly old: string | null;
  readonly now: string | null;
}

/** The common refinement of the peers of two maps: workloads by their ids, addresses by their blocks. */
export function jointPeers(old: Side, now: Side): readonly JointPeer[] {
  const [was, is] = [groupsOf(old), groupsOf(now)];
  const known = new Map([...old.endpoints, ...now.endpoints].map((peer) => [peer.id, peer]));
  const groups = new Map<
    string,
    { readonly ids: string[]; readonly old: string | null; readonly now: string | null }
  >();
  for (const id of new Set([...was.keys(), ...is.keys()])) {
    const [before, after] = [was.get(id) ?? null, is.get(id) ?? null];
    const key = JSON.stringify([before, after]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ids: [id], old: before, now: after });
    else group.ids.push(id);
  }
  const joint: JointPeer[] = [];
  for (const { ids, old: before, now: after } of groups.values()) {
    const [first] = ids;
    const peer = first === undefined ? undefined : known.get(first);
    if (peer === undefined) continue;
    joint.push({ peer: ids.length > 1 ? { ...peer, members: ids } : peer, old: before, now: after });
  }
  const { stranger } = now;
  const any = stranger === undefined || old.stranger === undefined ? [] : [strangerOf(stranger)];
  return [...joint, ...jointAddresses(old, now), ...any];
}

/** It is in no map, so that either side is asked for it. */
function strangerOf(peer: Peer): JointPeer {
  return { peer, old: peer.id, now: peer.id };
}

/** Peer of the map for each id that it stands for. */
function groupsOf({ map }: Side): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const peer of map.peers)
    if (peer.blocks === undefined && peer.kind !== groupKind)
      for (const id of peer.members ?? [peer.id]) found.set(id, peer.id);
  return found;
}

interface Held extends Block {
  readonly peer: Peer;
}

function jointAddresses(old: Side, now: Side): readonly JointPeer[] {
  const pieces = new Map<string, { readonly was: Peer; readonly is: Peer; readonly blocks: string[] }>();
  const [before, after] = [blocksOf(old), blocksOf(now)];
  let at = 0;
  for (const block of before) {
    // Both lists are in order and without overlap: what ends before this block ends before all that follow.
    while (at < after.length && endsBefore(after[at]!, block)) at += 1;
    for (let next = at; next < after.length && !endsBefore(block, after[next]!); next++) {
      const other = after[next]!;
      const first = block.first > other.first ? block.first : other.first;
      const last = block.last < other.last ? block.last : other.last;
      const key = JSON.stringify([block.peer.id, other.peer.id]);
      const piece = pieces.get(key) ?? { was: block.peer, is: other.peer, blocks: [] };
      pieces.set(key, piece);
      piece.blocks.push(...cidrsOf({ family: block.family, first, last }));
    }
  }
  return [...pieces.values()].map(({ was, is, blocks }) => {
    const same = is.blocks?.length === blocks.length && blocks.every((block) => is.blocks?.includes(block));
    const peer = same
      ? is
      : { id: `ip:${blocks.join(',')}`, kind: is.kind, name: blocks.join(', '), labels: {}, blocks };
    return { peer, old: was.id, now: is.id };
  });
}

function endsBefore(a: Block, b: Block): boolean {
  return a.family === b.family ? a.last < b.first : a.family < b.family;
}

function blocksOf({ map }: Side): readonly Held[] {
  const found = map.peers.flatMap((peer) =>
    (peer.blocks ?? []).flatMap((text) => {
      const block = parseBlock(text);
      return block === null ? [] : [{ ...block, peer }];
    }),
  );
  return found.toSorted((a, b) => a.family - b.family || (a.first < b.first ? -1 : 1));
}
