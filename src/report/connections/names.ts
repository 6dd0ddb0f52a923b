import type { Peer } from '../../model/connections.ts';

/**
 * Names for people, unique among the peers: `shop/web`; with its kind where two have that name; blocks of
 * addresses for those outside; how many more for a peer that stands for several.
 */
export function namesOf(peers: readonly Peer[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  for (const peer of peers) taken.set(plainName(peer), (taken.get(plainName(peer)) ?? 0) + 1);
  return new Map(
    peers.map((peer) => {
      const plain = plainName(peer);
      const name = taken.get(plain) === 1 ? plain : isAddresses(peer) ? peer.id : `${peer.kind} ${plain}`;
      const more = (peer.members?.length ?? 1) - 1;
      const isTold = more === 0 || isAddresses(peer) || name.endsWith(`and ${more} more`);
      return [peer.id, isTold ? name : `${name} and ${more} more`];
    }),
  );
}

/** One peer by itself. */
export function nameOf(peer: Peer): string {
  return namesOf([peer]).get(peer.id) ?? peer.id;
}

export function isAddresses({ kind }: Peer): boolean {
  return kind === 'ip';
}

function plainName(peer: Peer): string {
  // Addresses are called by their blocks, unless they have a name of their own: the internet.
  if (isAddresses(peer)) return peer.id.startsWith('ip:') ? addressesText(peer.blocks ?? [peer.name]) : peer.name;
  return peer.namespace === undefined || peer.namespace === '' ? peer.name : `${peer.namespace}/${peer.name}`;
}

/** All addresses of a family by that name; else the first blocks. */
function addressesText(blocks: readonly string[]): string {
  const [first = '', second] = blocks.map((text) =>
    text === '0.0.0.0/0' ? 'any IPv4 address' : text === '::/0' ? 'any IPv6 address' : text,
  );
  if (blocks.length === 1) return first;
  if (blocks.length === 2 && first === 'any IPv4 address' && second === 'any IPv6 address') return 'any address';
  return blocks.length === 2 ? `${first} + ${second}` : `${first} + ${blocks.length - 1} more blocks`;
}
