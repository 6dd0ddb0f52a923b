import { parseBlock } from '../../../../formats/connections/blocks.ts';
import type { PeerSet } from '../tiers/tier.ts';

const everyPod: PeerSet = { kind: 'pods', pods: { namespaces: [], pods: [], hostNetwork: 'yes' } };
const world = (text: string): PeerSet => ({ kind: 'blocks', blocks: [parseBlock(text)!], pods: false, nodes: false });
const someNodes: PeerSet = { kind: 'nodes', perhaps: true };
const perhaps = (why: string): PeerSet => ({ kind: 'perhaps', outside: true, why });

/** Identities that stand for what has no labels (docs.cilium.io, "Entities based"). */
const entities: Readonly<Record<string, 'all' | readonly PeerSet[]>> = {
  all: 'all',
  world: [{ kind: 'outside' }],
  'world-ipv4': [world('0.0.0.0/0')],
  'world-ipv6': [world('::/0')],
  cluster: [everyPod, { kind: 'nodes', perhaps: false }],
  // The node of the Pod alone, and all others: of a Pod on the network of a node it is not known which it is.
  host: [someNodes],
  'remote-node': [someNodes],
  'kube-apiserver': [someNodes, perhaps('where the API server is')],
  ingress: [perhaps('what comes by way of an Ingress of Cilium')],
  unmanaged: [{ kind: 'perhaps', outside: false, why: 'which Pods Cilium does not manage' }],
  // No Pod that runs has one of these.
  init: [],
  health: [],
  none: [],
};

/** undefined for a name that is none. */
export function entityPeers(name: string): 'all' | readonly PeerSet[] | undefined {
  return Object.hasOwn(entities, name) ? entities[name] : undefined;
}
