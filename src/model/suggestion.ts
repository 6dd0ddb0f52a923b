import type { Protocol } from './connections.ts';
import type { Evidence } from './evidence.ts';
import type { Gap } from './gap.ts';
import type { PortRun } from './network-report.ts';

/** A connection that is needed, and why; ends are ids of peers, or what stands for them. */
export interface NeededConnection {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly PortRun[];
  readonly why: string;
  /** It was seen, and not only declared. */
  readonly observed: boolean;
  readonly at: Evidence;
}

/** A connection that would be otherwise than it must be, or of which that is not known. */
export interface ProofPoint {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly because: string;
}

/** Policies with their proof; schema `plimsoll.suggest/1`. */
export interface SuggestReport {
  readonly schema: 'plimsoll.suggest/1';
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly asked: {
    readonly targets: readonly string[];
    readonly at: string;
    readonly configuration: string | null;
    readonly cni: string | null;
  };
  /** `proven`: every need is let through, and nothing that is not today. */
  readonly verdict: 'proven' | 'wrong' | 'unknown';
  /** Objects of networking.k8s.io/v1. */
  readonly policies: readonly object[];
  readonly needs: readonly NeededConnection[];
  /** Needed, and refused by policies of today; they are not opened. */
  readonly refused: readonly NeededConnection[];
  readonly leftOut: readonly { readonly what: string; readonly because: string }[];
  readonly proof: {
    readonly lost: readonly ProofPoint[];
    readonly widened: readonly ProofPoint[];
    readonly unproven: readonly ProofPoint[];
    /** Pairs of ends with a port that may be used. */
    readonly pairs: { readonly all: number; readonly today: number; readonly after: number };
  };
  readonly gaps: readonly Gap[];
}
