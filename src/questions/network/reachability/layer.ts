import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import type { ConnectionLayer, Connections, Peer } from '../../../model/connections.ts';

/** A peer as layers judge it: what it is called, and what it was made of. */
export interface Endpoint {
  readonly peer: Peer;
  /** Its labels on the wire, addresses, ports and network mode are read from here. Absent for addresses. */
  readonly workload?: Fact<Workload>;
}

/**
 * One place that decides about traffic. Layers know nothing of each other: the answer for a pair is what all
 * of them let through (`combine` of src/formats/connections; denied before unknown before allowed).
 */
export interface Layer {
  readonly name: ConnectionLayer;
  /**
   * Equal for endpoints that this layer cannot tell apart, neither as source nor as destination and neither
   * against each other nor against themselves. Endpoints that all layers call equal are one peer of the map.
   */
  classOf(endpoint: Endpoint): string | number;
  /** What it lets through from one to the other; undefined when it has no say about this pair. */
  between(from: Endpoint, to: Endpoint): Connections | undefined;
}
