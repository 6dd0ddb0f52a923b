import type { KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Selector } from '../../../../formats/label-selector/selector.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import type { Block } from '../../../../formats/connections/blocks.ts';

/** A NetworkPolicy of networking.k8s.io/v1 as the API server holds it: valid, and with its defaults filled in. */
export interface NetworkPolicy {
  readonly fact: Fact<KubernetesObject>;
  /** `default` when the object states none. */
  readonly namespace: string;
  /** Whom it selects in its namespace; no requirement selects every Pod. */
  readonly pods: Selector;
  /** Whether it isolates the selected Pods in a direction; rules of a direction that it does not name mean nothing. */
  readonly isolates: { readonly ingress: boolean; readonly egress: boolean };
  /** Rules in their order. All of a direction's rules count together: traffic passes when any of them lets it. */
  readonly ingress: readonly PolicyRule[];
  readonly egress: readonly PolicyRule[];
}

export interface PolicyRule {
  /** Where it stands: `at.at` is its evidence. */
  readonly at: Located;
  /** `all`: every Pod and every address outside (an absent or empty `from` or `to`). */
  readonly peers: 'all' | readonly PolicyPeer[];
  /** `all`: every port of every protocol (an absent or empty `ports`). */
  readonly ports: 'all' | readonly PolicyPort[];
}

export type PolicyPeer = PodPeer | BlockPeer;

export interface PodPeer {
  readonly kind: 'pods';
  /** null: only Pods of the policy's own namespace. No requirement: those of every namespace. */
  readonly namespaces: Selector | null;
  /** No requirement: every Pod of these namespaces. */
  readonly pods: Selector;
  readonly at: Located;
}

export interface BlockPeer {
  readonly kind: 'block';
  readonly block: Block;
  /** Taken out of `block`; each lies inside it. */
  readonly except: readonly Block[];
  readonly at: Located;
}

export interface PolicyPort {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /**
   * A run of ports, both ends inclusive; 1 to 65535 when no port is named. Or the name of a port of the
   * destination's containers with this protocol: it never fits an address outside.
   */
  readonly range: { readonly first: number; readonly last: number } | string;
  readonly at: Located;
}

/** Why the API server would refuse an object, and where. */
export interface Fault {
  readonly at: Evidence;
  readonly why: string;
  /**
   * `every`: each server refuses it. `strict`: one that is asked for strict field validation, as kubectl asks
   * it; others drop the field. `1.36`: servers from that version on (StrictIPCIDRValidation).
   */
  readonly by: 'every' | 'strict' | '1.36';
}

/** What was read of an object. */
export interface ReadPolicy {
  /**
   * Absent when what it means is not certain: it is refused, or a field is unknown. Given beside faults of
   * `1.36` that leave no doubt about the meaning: bits below the prefix of a block.
   */
  readonly policy?: NetworkPolicy;
  readonly faults: readonly Fault[];
}
