import type { Evidence } from './evidence.ts';

/**
 * What can reach what: the words that every layer of the network question, its commands and its reports share.
 * A layer (cluster policies, mesh, Docker, host firewall, cloud) says for one pair of peers which traffic it
 * lets through; the answer of all of them is `combine` of src/formats/connections.
 */

/** TCP, UDP and SCTP are counted in ports 1 to 65535; ICMP (and ICMPv6) in types 0 to 255. */
export const protocols = ['TCP', 'UDP', 'SCTP', 'ICMP'] as const;
export type Protocol = (typeof protocols)[number];

/** `unknown` is never taken for either of the others: a fact is missing, and `missing` says which. */
export type ConnectionVerdict = 'allowed' | 'denied' | 'unknown';

/** The places that decide, in the order that a packet of a cluster meets them. */
export const connectionLayers = ['cloud', 'host-firewall', 'docker', 'policy', 'mesh', 'encryption'] as const;
export type ConnectionLayer = (typeof connectionLayers)[number];

/** One step of a proof: which rule of which layer decided, where it stands and what it did. */
export interface Because {
  readonly layer: ConnectionLayer;
  /** As a person calls it: `NetworkPolicy shop/db, ingress rule 1`, `no policy selects Pod shop/web for egress`. */
  readonly rule: string;
  /** `allows`, `denies`, `passes on`, `isolates`, `does not isolate`, `does not match`, …: one verb. */
  readonly effect: string;
  readonly at: Evidence;
}

/** A run of ports of one protocol, both ends inclusive, on which one verdict holds for one reason. */
export interface Part {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
  readonly verdict: ConnectionVerdict;
  readonly because: readonly Because[];
  /** Of `unknown`: what was not known. */
  readonly missing?: readonly string[];
}

/**
 * All traffic from one peer to another: for each protocol in the order of `protocols`, parts that are
 * disjoint, in order, and cover every port. Neighbours of equal verdict and reasons are one part.
 */
export type Connections = readonly Part[];

/** An end of a connection. */
export interface Peer {
  /** Unique in a map and stable between runs: `Deployment/shop/web`, `ip:10.0.0.0/8`, `container/web`. */
  readonly id: string;
  /** `Pod`, a controller's kind, `Container`, `Service` of Compose, `Host`, `Node`, or `ip` for addresses outside. */
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a peer that stands for several equal ones: their ids. */
  readonly members?: readonly string[];
  /** Of kind `ip`: the block, `10.0.0.0/8`; one peer may hold several. */
  readonly blocks?: readonly string[];
  readonly at?: Evidence;
}

/** What `network map` found. Pairs that are denied on every port are left out of `connections`. */
export interface ConnectionMap {
  readonly peers: readonly Peer[];
  readonly connections: readonly {
    readonly from: string;
    readonly to: string;
    readonly parts: Connections;
  }[];
}
