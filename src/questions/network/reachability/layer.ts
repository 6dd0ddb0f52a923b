import type { Block } from '../../../formats/connections/blocks.ts';
import type { CloudInterface } from '../../../facts/cloud-network.ts';
import { networkPluginNames, type NetworkPluginName } from '../../../facts/policy.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact, Stage } from '../../../model/fact.ts';
import type { ConnectionLayer, Connections, Peer } from '../../../model/connections.ts';
import type { PodView } from './tiers/pod-view.ts';

/** A peer as layers judge it: what it is called, and what it was made of. */
export interface Endpoint {
  readonly peer: Peer;
  /** Its labels on the wire, addresses, ports and network mode are read from here. Absent for addresses. */
  readonly workload?: Fact<Workload>;
  /** Of Kubernetes: what policies see of it. */
  readonly pod?: PodView;
  /** Of a cloud: its network interface. */
  readonly machine?: CloudInterface;
  /** Of addresses outside: the blocks of `peer.blocks`. */
  readonly blocks?: readonly Block[];
}

/**
 * One place that decides about traffic. Layers know nothing of each other: the answer for a pair is what all
 * of them let through (`combine` of src/formats/connections; denied before unknown before allowed).
 */
export interface Layer {
  readonly name: ConnectionLayer;
  /** Sets of addresses outside that it tells apart: two addresses that are in the same ones are alike to it. */
  readonly blockSets?: readonly (readonly Block[])[];
  /**
   * Equal for endpoints that this layer cannot tell apart, neither as source nor as destination and neither
   * against each other nor against themselves. Endpoints that all layers call equal are one peer of the map.
   */
  classOf(endpoint: Endpoint): string | number;
  /** What it lets through from one to the other; undefined when it has no say about this pair. */
  between(from: Endpoint, to: Endpoint): Connections | undefined;
}

/** What a layer may need to know beside the facts. */
export interface LayerContext {
  readonly cni: Cni | undefined;
  /** The stage of Kubernetes that is looked at. */
  readonly stage: Stage;
  /** Every endpoint but addresses outside. */
  readonly endpoints: readonly Endpoint[];
}

/** The network plugin: the same policies mean different things under each; `none` enforces none. */
export { networkPluginNames as cnis };
export type Cni = NetworkPluginName;

/** Makes one layer of what was read; undefined when it has nothing to say about these facts. */
export type MakeLayer = (facts: readonly Fact[], context: LayerContext) => Layer | undefined;
