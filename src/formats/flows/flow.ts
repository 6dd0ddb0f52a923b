import type { Protocol } from '../../model/connections.ts';

/** One end of an observed connection, as far as its source says who it was. */
export interface FlowEnd {
  readonly namespace?: string;
  /** Name of the Pod. */
  readonly pod?: string;
  /** What the Pod is of: `web`, with its kind where it is told. */
  readonly workload?: { readonly name: string; readonly kind?: string };
  readonly labels?: Readonly<Record<string, string>>;
  readonly address?: string;
}

/** A connection that was let through, from who opened it. */
export interface Flow {
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  readonly protocol: Protocol;
  /** Of the destination, after any translation of addresses; of ICMP the type. */
  readonly port: number;
  /** Where it was first seen, 1-based. */
  readonly line: number;
}

/** What a line of a source told. */
export type LineRead =
  | { readonly flow: Omit<Flow, 'line'> }
  /** Nothing to learn from: a reply, a connection that was refused. */
  | { readonly left: string }
  /** It, or the answer to the other: the source did not see it begin. */
  | { readonly either: readonly [Omit<Flow, 'line'>, Omit<Flow, 'line'>] }
  | { readonly fault: string };

export interface FlowsRead {
  /** Each once. */
  readonly flows: readonly Flow[];
  /** Lines that cannot be read. */
  readonly faults: readonly { readonly line: number; readonly because: string }[];
  /** Lines whose connections were not let through, replies and the like, by why. */
  readonly left: ReadonlyMap<string, number>;
}
