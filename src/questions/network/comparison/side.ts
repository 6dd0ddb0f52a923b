import type { ConnectionMap, Connections, Peer } from '../../../model/connections.ts';

/** One of the two targets: its grouped map, its peers ungrouped, and what any two of them say to each other. */
export interface Side {
  readonly map: ConnectionMap;
  readonly endpoints: readonly Peer[];
  between(from: string, to: string): Connections;
  /** A Pod that no rule means, as any may be that is made tomorrow; none where there is no cluster. */
  readonly stranger?: Peer;
}
