import type { Held, Interface, Packet } from './packet.ts';
import type { Family, Hook } from './rule-set.ts';

/** A rule that a packet met, or the policy of a chain, and what that did. */
export interface Step {
  readonly table: string;
  readonly chain: string;
  /** The rule as it stands in the text; `policy drop` for the end of a chain. */
  readonly rule: string;
  readonly line: number;
  readonly place?: string;
  /** `accepts`, `drops`, `refuses`, `translates`, `marks`, `may accept`, …  */
  readonly effect: string;
  readonly hook: Hook;
}

export type Verdict = 'allowed' | 'denied' | 'unknown';

export interface Evaluation {
  readonly verdict: Verdict;
  /** Rules that decided or changed the packet, in order. */
  readonly path: readonly Step[];
  /** Of `unknown`: what was not known, each once. */
  readonly missing: readonly string[];
  /** As it leaves, translated; null when it surely did not. */
  readonly packet: Packet | null;
  /** How many rules were tried. */
  readonly tried: number;
}

/** How the host sends packets on. */
export interface Route {
  /** Whether a packet comes from outside or begins on the host itself. */
  readonly from: 'outside' | 'host';
  /** Whether the address is the host's own; undefined: not known. */
  local(family: Family, address: Held): boolean | undefined;
  /** The interface by which an address is reached. */
  out(family: Family, address: Held): Interface;
  /** The address by which the host is known on an interface, and of `lo` its own; what REDIRECT and MASQUERADE take. */
  addressOf?(family: Family, on: Interface): Held;
  /** An established connection's packets are translated as its first packet was. */
  readonly translated?: Translated;
}

interface Translated {
  /** New destination, met in prerouting or output. */
  readonly dst: Pick<Packet, 'dst' | 'dport' | 'dstHere'> | undefined;
  /** New source, met in postrouting or input. */
  readonly src: Pick<Packet, 'src' | 'sport' | 'srcHere'> | undefined;
}
