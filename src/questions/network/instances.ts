import type { Peer } from '../../model/connections.ts';

/** Whether there may be several of it, which connect to each other; one instance to itself is no connection. */
export function hasInstances({ kind, members, blocks }: Peer): boolean {
  return blocks === undefined && ((members?.length ?? 1) > 1 || !single.has(kind));
}

const single = new Set(['Pod', 'Container', 'Host', 'Node', 'Neighbours']);
