import type { Because, Connections, ConnectionMap, ConnectionVerdict, Peer, Protocol } from './connections.ts';
import type { Evidence } from './evidence.ts';
import { gapTouchesCheck, type Gap } from './gap.ts';

/** The network plugin of a cluster: policies mean what it makes of them, and nothing without one. */
export interface PluginReport {
  /** Null when it is not known: policies mean what Kubernetes says then. */
  readonly cni: string | null;
  /** Whether it enforces policies at all. */
  readonly enforces: 'yes' | 'no' | 'unknown';
  readonly because: string;
  readonly at: readonly Evidence[];
}

/** What every report of the network commands begins and ends with. */
interface Told<S extends string> {
  readonly schema: S;
  readonly tool: { readonly name: 'plimsoll'; readonly version: string };
  readonly asked: {
    readonly targets: readonly string[];
    readonly at: string;
    /** The settings file that was used; null when there was none. */
    readonly configuration: string | null;
    /** Whose rules the network follows, as `--cni` named it; null when it is taken from what was seen. */
    readonly cni: string | null;
  };
  /** By whose rules policies were read; null where nothing of a cluster was seen. Of a diff: of the new side. */
  readonly plugin: PluginReport | null;
  /** What was not seen. Where one is among `doubtsOf`, no answer of the report is sure. */
  readonly gaps: readonly Gap[];
}

/** How far a peer is open in one direction, with what lets it be so. */
export interface Exposure {
  readonly peer: string;
  /** `ingress`: who may connect to it; `egress`: whom it may connect to. */
  readonly direction: 'ingress' | 'egress';
  /**
   * `internet`: some address that is routed there; `everything`: each peer of the map and each address;
   * `unmatched`: a Pod that no rule means by its labels or namespace, as any may be that is made tomorrow.
   */
  readonly to: 'internet' | 'everything' | 'unmatched';
  readonly verdict: Exclude<ConnectionVerdict, 'denied'>;
  readonly ports: readonly PortRun[];
  readonly because: readonly Because[];
}

/** A way into a workload from outside of its cluster, and whether what comes that way is let in. */
export interface DoorReport {
  readonly peer: string;
  /** `NodePort`, `LoadBalancer`, `externalIPs`, `Ingress`, `Gateway`, `hostPort`, `hostNetwork`. */
  readonly kind: string;
  /** The object that makes it: `Service shop/web`. */
  readonly by: string;
  readonly protocol: Protocol;
  /** The port on the outside; null when it is chosen when it runs, or there are many. */
  readonly outside: number | null;
  /** The port of the workload; null when every port is reached, or it cannot be told. */
  readonly inside: number | null;
  /** Who is let in at the door itself; null without a limit there. */
  readonly sources: readonly string[] | null;
  readonly verdict: ConnectionVerdict;
  readonly missing: readonly string[];
  readonly at: Evidence;
}

/** A run of ports of one protocol, both ends inclusive. */
export interface PortRun {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

/** What can reach what; schema `plimsoll.connections/1`. */
export interface MapReport extends Told<'plimsoll.connections/1'> {
  readonly map: ConnectionMap;
  readonly exposure: readonly Exposure[];
  readonly doors: readonly DoorReport[];
}

/** Whether one connection is let through; schema `plimsoll.can/1`. */
export interface CanReport extends Told<'plimsoll.can/1'> {
  readonly from: Peer;
  readonly to: Peer;
  readonly protocol: Protocol;
  readonly port: number;
  readonly verdict: ConnectionVerdict;
  readonly proof: readonly Because[];
  /** Of an unknown: what would have to be known. */
  readonly missing: readonly string[];
}

/** Every part of the traffic of one pair, each with its proof; schema `plimsoll.proof/1`. */
export interface ProofReport extends Told<'plimsoll.proof/1'> {
  readonly from: Peer;
  readonly to: Peer;
  readonly parts: Connections;
}

/** An object of a target that the other side has not, or has otherwise. */
export interface ObjectChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Where it stands; of a removed one, where it stood. */
  readonly at: Evidence;
}

/** Traffic of one pair on which two targets differ. */
export interface ConnectionChange {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly PortRun[];
  /** Null when one of the two peers is not there on that side. */
  readonly before: ConnectionVerdict | null;
  readonly after: ConnectionVerdict | null;
  readonly proofBefore: readonly Because[];
  readonly proofAfter: readonly Because[];
  readonly missing: readonly string[];
  /**
   * Of traffic that passes on both sides and is encrypted for sure on one of them alone: what is said of each
   * (`encrypts`, `may encrypt`, `does not encrypt`, or null for nothing). Null for other changes.
   */
  readonly encryption: { readonly before: string | null; readonly after: string | null } | null;
  readonly causes: readonly ObjectChange[];
}

/** How two targets differ in what can reach what; schema `plimsoll.connections-diff/1`. */
export interface DiffReport extends Told<'plimsoll.connections-diff/1'> {
  /** Targets of each side, which `asked.targets` names together. */
  readonly old: readonly string[];
  readonly new: readonly string[];
  /** The peers that changes speak of, and those that only one side has. */
  readonly peers: readonly (Peer & { readonly only?: 'old' | 'new' })[];
  readonly changes: readonly ConnectionChange[];
  /** Pairs that are not known on either side, so that they cannot be called equal. */
  readonly unknown: number;
}

export const assertions = ['must-allow', 'must-deny', 'must-be-encrypted'] as const;
export type Assertion = (typeof assertions)[number];

/** Connection that does not keep an assertion, or for which that cannot be told. */
export interface Counterexample {
  readonly from: string;
  readonly to: string;
  /** An address, where the peer stands for many. */
  readonly fromAddress?: string;
  readonly toAddress?: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly verdict: ConnectionVerdict;
  readonly proof: readonly Because[];
}

export interface ExpectationResult {
  readonly name: string;
  readonly assertion: Assertion;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly because: string;
  /** Of an unknown: what would answer it. */
  readonly toKnow: string | null;
  /** Pairs of peers that were looked at. */
  readonly pairs: number;
  /** Pairs that do not keep it, or are unknown; the first of them is `counterexample`. */
  readonly against: number;
  readonly counterexample: Counterexample | null;
  readonly at: Evidence;
}

/** Whether a file of assertions is kept; schema `plimsoll.expect/1`. */
export interface ExpectReport extends Told<'plimsoll.expect/1'> {
  readonly file: string;
  readonly expectations: readonly ExpectationResult[];
}

/** Aspects of which a gap may hide a rule that lets a connection pass or stops it. */
const deciding = ['segmentation', 'policies', 'firewalls', 'mesh'] as const;

/**
 * Gaps behind which a rule may stand that decides about connections: with one of them nothing is surely
 * allowed or denied.
 */
export function doubtsOf(gaps: readonly Gap[], encryption = false): readonly Gap[] {
  const aspects = encryption ? [...deciding, 'encryption'] : deciding;
  return gaps.filter((gap) => aspects.some((aspect) => gapTouchesCheck(gap, { id: '', aspect: `network/${aspect}` })));
}

/** What a doubt leaves open, in one line. */
export function missingOf(gap: Gap): string {
  return `${gap.subject} was not read (${gap.because}): a rule in it may decide otherwise`;
}
