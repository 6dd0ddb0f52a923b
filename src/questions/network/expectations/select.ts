import { addressText, cidrsOf, parseBlock, unite, without, type Block } from '../../../formats/connections/blocks.ts';
import { selects } from '../../../formats/label-selector/selector.ts';
import { groupKind } from '../../../model/connection-groups.ts';
import type { ConnectionMap, Peer } from '../../../model/connections.ts';
import type { Chosen, Selection } from './read.ts';

/** What assertions are judged by: the peers one by one, the grouped map, and how a text names peers. */
export interface Peers {
  readonly endpoints: readonly Peer[];
  readonly map: ConnectionMap;
  find(text: string): readonly Peer[];
  /** A Pod that no rule means, as any may be that is made tomorrow; none where there is no cluster. */
  readonly stranger?: Peer;
}

/** Those of a selection that the map does not tell apart. */
export interface Picked {
  /** What the map calls them. */
  readonly group: string;
  /** The peers themselves; of addresses the one of the map. */
  readonly peers: readonly Peer[];
  /** An address of them, where they are addresses. */
  readonly address?: string;
}

export interface Selected {
  readonly picked: readonly Picked[];
  /** One of several parts that takes nobody by itself, as a misspelt name beside a right one; for people. */
  readonly idle: string | undefined;
  /** Addresses that no peer of the map holds, so that nothing is known of them. */
  readonly unheld: readonly string[];
}

/** Finds what selections take; made once for a map. */
export function selector(peers: Peers): (selection: Selection) => Selected {
  const groups = new Map<string, string>();
  const outside: { readonly peer: Peer; readonly blocks: readonly Block[] }[] = [];
  for (const peer of peers.map.peers) {
    if (peer.kind === groupKind) continue;
    if (peer.blocks === undefined) for (const id of peer.members ?? [peer.id]) groups.set(id, peer.id);
    else outside.push({ peer, blocks: peer.blocks.flatMap((text) => parseBlock(text) ?? []) });
  }
  const inside = peers.endpoints.filter((peer) => peer.blocks === undefined);
  const all = outside.flatMap(({ blocks }) => blocks);

  return ({ chosen, except }) => {
    const taken = new Set<Peer>();
    const wanted: Block[] = [];
    let idle: string | undefined;
    for (const one of chosen) {
      const [own, blocks]: [Set<Peer>, Block[]] = [new Set(), []];
      take(one, own, blocks);
      if (own.size + blocks.length === 0) idle ??= one.by === 'name' ? one.text : 'one';
      for (const peer of own) taken.add(peer);
      wanted.push(...blocks);
    }
    const [leftOut, unwanted]: [Set<Peer>, Block[]] = [new Set(), []];
    for (const one of except) take(one, leftOut, unwanted);
    const picked = new Map<string, Peer[]>();
    for (const peer of taken) {
      if (leftOut.has(peer)) continue;
      const group = groups.get(peer.id) ?? peer.id;
      const before = picked.get(group);
      if (before === undefined) picked.set(group, [peer]);
      else before.push(peer);
    }
    const addresses = without(wanted, unwanted);
    const pieces = outside.flatMap(({ peer, blocks }) => {
      const [first] = meet(blocks, addresses);
      return first === undefined
        ? []
        : [{ group: peer.id, peers: [peer], address: addressText(first.family, first.first) }];
    });
    const unheld = without(addresses, all).flatMap(cidrsOf);
    return { picked: [...[...picked].map(([group, own]) => ({ group, peers: own })), ...pieces], idle, unheld };
  };

  function take(one: Chosen, into: Set<Peer>, blocks: Block[]): void {
    switch (one.by) {
      case 'everything':
        for (const peer of inside) into.add(peer);
        if (peers.stranger !== undefined) into.add(peers.stranger);
        blocks.push(...all);
        return;
      case 'strangers':
        if (peers.stranger !== undefined) into.add(peers.stranger);
        return;
      case 'addresses':
        blocks.push(...without(one.blocks, one.except));
        return;
      case 'name':
        for (const peer of peers.find(one.text)) {
          if (peer.blocks === undefined) into.add(inside.find(({ id }) => id === peer.id) ?? peer);
          else blocks.push(...peer.blocks.flatMap((text) => parseBlock(text) ?? []));
        }
        return;
      case 'workloads':
        for (const peer of inside) if (fits(peer, one)) into.add(peer);
    }
  }
}

function fits(
  peer: Peer,
  { namespaces, kinds, names, labels }: Extract<Chosen, { readonly by: 'workloads' }>,
): boolean {
  const like = (patterns: readonly string[] | null, text: string | undefined): boolean =>
    patterns === null || (text !== undefined && patterns.some((pattern) => matches(pattern, text)));
  return (
    like(namespaces, peer.namespace) && like(kinds, peer.kind) && like(names, peer.name) && selects(labels, peer.labels)
  );
}

/** `*` stands for anything; compared piece by piece, so that no pattern takes long. */
export function matches(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return pattern === text;
  if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > text.length - tail.length) return false;
    at = found + piece.length;
  }
  return true;
}

/** What two lists of blocks have in common. */
function meet(a: readonly Block[], b: readonly Block[]): readonly Block[] {
  return without(a, without(a, unite(b)));
}
