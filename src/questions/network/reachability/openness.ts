import { isEverywhere } from '../selection/cidr.ts';
import type { PeerSet, TierRule } from './tiers/tier.ts';

/**
 * Whom a rule lets through at the widest: `all` every Pod and address, `everywhere` half the internet or more,
 * `cluster` every Pod of every namespace; null for fewer, and for a rule that lets no one through.
 */
export function opensTo({ action, peers }: TierRule): 'all' | 'everywhere' | 'cluster' | null {
  if (action !== 'allow') return null;
  if (peers === 'all') return 'all';
  const blocks = peers.flatMap((one) => (one.kind === 'blocks' ? one.blocks : []));
  if (peers.some(({ kind }) => kind === 'outside') || isEverywhere(blocks)) return 'everywhere';
  return peers.some(isEveryPod) ? 'cluster' : null;
}

function isEveryPod(peer: PeerSet): boolean {
  if (peer.kind !== 'pods') return false;
  const { namespaces, pods, further } = peer.pods;
  return typeof namespaces !== 'string' && namespaces.length === 0 && pods.length === 0 && further === undefined;
}
