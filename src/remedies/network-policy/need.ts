import type { PortRange } from '../../formats/connections/connections.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Reachability } from '../../questions/network/reachability/reachability.ts';
import type { Endpoint } from '../../questions/network/reachability/layer.ts';

/** Namespaces whose Pods keep the cluster itself alive: they get policies only when they are named. */
export const ofTheSystem: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** Who is at the other end of what a workload needs. */
export type NeedPeer =
  | { readonly kind: 'workload'; readonly endpoint: Endpoint }
  /** Every Pod of the cluster. */
  | { readonly kind: 'pods' }
  /** `10.0.0.0/8` */
  | { readonly kind: 'blocks'; readonly blocks: readonly string[] }
  /** Every Pod and every address: who it is cannot be told from what was read. */
  | { readonly kind: 'anyone' };

/** A connection without which a workload would not work. */
export interface Need {
  /** Who connects; undefined for an end that no policy of ours stands at. */
  readonly from: NeedPeer;
  readonly to: NeedPeer;
  readonly ports: readonly PortRange[];
  /** For people: `DB_HOST of container web names Service shop/db`. */
  readonly why: string;
  readonly at: Evidence;
  /** Seen on the wire, not only declared. */
  readonly observed: boolean;
}

/** A workload, a flow or a name that the policies do not answer for. */
export interface LeftOut {
  readonly what: string;
  readonly because: string;
}

export const apiServerPorts: readonly PortRange[] = [443, 6443].map((port) => ({
  protocol: 'TCP',
  first: port,
  last: port,
}));
export const workloadPeer = (endpoint: Endpoint): NeedPeer => ({ kind: 'workload', endpoint });
export const anyone: NeedPeer = { kind: 'anyone' };
export const everyPod: NeedPeer = { kind: 'pods' };

/** An end of the map that stands for a peer, where its connections are asked for; undefined when there is none. */
export function endOf(peer: NeedPeer, reach: Reachability): Endpoint | undefined {
  switch (peer.kind) {
    case 'workload':
      return reach.endpoints.find((one) => one.peer.id === peer.endpoint.peer.id);
    case 'blocks':
      return reach.find(peer.blocks[0]!)[0];
    case 'anyone':
      return reach.find('internet')[0];
    case 'pods':
      // One that no suggested policy stands at: what goes out of the others is theirs to need.
      return reach.endpoints.find(({ pod }) => pod?.hostNetwork === 'no' && ofTheSystem.has(pod.namespace));
  }
}

/** The id of a peer, or what stands for it. */
export function nameOf(peer: NeedPeer): string {
  switch (peer.kind) {
    case 'workload':
      return peer.endpoint.peer.id;
    case 'blocks':
      return `ip:${peer.blocks.join(',')}`;
    case 'anyone':
      return 'anyone';
    case 'pods':
      return 'every Pod';
  }
}

/** Equal for equal peers. */
export function keyOfPeer(peer: NeedPeer): string {
  switch (peer.kind) {
    case 'workload':
      return peer.endpoint.peer.id;
    case 'blocks':
      return `blocks ${peer.blocks.toSorted().join(' ')}`;
    case 'pods':
    case 'anyone':
      return peer.kind;
  }
}
