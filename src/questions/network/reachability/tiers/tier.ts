import type { Selector } from '../../../../formats/label-selector/selector.ts';
import type { Block } from '../../../../formats/connections/blocks.ts';
import type { PortRange } from '../../../../formats/connections/connections.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Protocol } from '../../../../model/connections.ts';
import type { Fit, PodView } from './pod-view.ts';

export type { Fit } from './pod-view.ts';

/**
 * Policies of every kind as one form, from which decisions are made: tiers in their order, in each the
 * policies that hold for a Pod, in each the rules. Readers of policy kinds make these; the engine knows no kind.
 */
export interface Tier {
  readonly name: string;
  /** Tiers are asked from the lowest rank up. */
  readonly rank: number;
  /**
   * `first`: policies by priority, then rules in their order; the first rule that fits decides.
   * `union`: a Pod that any policy selects is isolated, and any rule of any of them lets through what fits.
   */
  readonly kind: 'first' | 'union';
  /** Of `first`: what becomes of traffic of a selected Pod that no rule decided. */
  readonly end: 'next' | 'deny';
  readonly policies: readonly TierPolicy[];
}

/** Ranks of the tiers that Kubernetes itself has; those of plugins stand between them. */
export const ranks = { unread: 0, admin: 100, policy: 200, baseline: 300 } as const;

export interface TierPolicy {
  /** `NetworkPolicy shop/db`. */
  readonly title: string;
  readonly at: () => Evidence;
  /** Whom it holds for: of several sets any one. */
  readonly subject: readonly PodSet[];
  /** The directions that it speaks of at all. */
  readonly directions: { readonly ingress: boolean; readonly egress: boolean };
  readonly ingress: readonly TierRule[];
  readonly egress: readonly TierRule[];
  /** Of a tier of kind `first`: the lowest first; equal ones stand in no order. */
  readonly priority: number;
  /** False, of tiers of kind `union`: its rules let through, but whom it selects is not isolated by it. */
  readonly isolates?: false;
  /** Why it is not certain that it holds as it was read: then it holds perhaps. */
  readonly doubt?: string;
}

export interface TierRule {
  /** `NetworkPolicy shop/db, ingress rule 1`. */
  readonly title: string;
  readonly at: () => Evidence;
  /** `pass` leaves the rest of the tier out. */
  readonly action: 'allow' | 'deny' | 'pass';
  /** `all`: every Pod, node and address. */
  readonly peers: 'all' | readonly PeerSet[];
  /** `all`: every port of every protocol. */
  readonly ports: 'all' | readonly RulePort[];
  /** Why it is not certain what it fits: then it fits perhaps where peers and ports do. */
  readonly doubt?: string;
}

export type PeerSet =
  | { readonly kind: 'pods'; readonly pods: PodSet }
  | {
      readonly kind: 'blocks';
      /** `except` taken out already. */
      readonly blocks: readonly Block[];
      /** Whether Pods are meant too when they have such addresses. */
      readonly pods: boolean;
      /** False when nodes are not meant either: addresses outside the cluster alone. */
      readonly nodes?: false;
    }
  /** Every address outside the cluster. */
  | { readonly kind: 'outside' }
  /** Nodes, and so Pods on the network of their node; `perhaps` when only some of them are meant. */
  | { readonly kind: 'nodes'; readonly perhaps: boolean }
  /** Peers of which it is not known what they are; `outside` when it is only addresses outside. */
  | { readonly kind: 'perhaps'; readonly outside: boolean; readonly why: string };

/** Pods by namespace and labels. */
export interface PodSet {
  /** One namespace by name, or those of these labels; no requirement: every namespace. */
  readonly namespaces: string | Selector;
  readonly pods: Selector;
  /** A further condition, for policy languages that label selectors cannot express. */
  readonly further?: {
    /** Equal for equal conditions. */
    readonly key: string;
    /** Labels of the Pod that it asks for; null when it may ask for any. */
    readonly labels: readonly string[] | null;
    /** It asks for the Pod's addresses as well. */
    readonly addresses?: true;
    readonly fits: (pod: PodView) => Fit;
  };
  /** Whether Pods on the network of their node are meant: `no` when the source says so, else by the plugin. */
  readonly hostNetwork: Fit;
}

/** A run of ports, or the name of a port of the destination's containers (which no address outside has). */
export type RulePort = PortRange | { readonly name: string; readonly protocol: Protocol | undefined };
