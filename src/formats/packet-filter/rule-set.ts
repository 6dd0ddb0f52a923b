/**
 * The rules of a host's packet filter, whether iptables or nftables holds them: both hang chains into the
 * same hooks of the kernel (netfilter), by priority, and a packet passes when no chain of its way drops it.
 */

/** Addresses of IPv6 are bigints, everything else numbers: a blocklist of 100,000 addresses is compared for each packet. */
export type Value = number | bigint;

/** Both ends inclusive. */
export interface Range {
  readonly first: Value;
  readonly last: Value;
}

export const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;
export type Hook = (typeof hooks)[number];

export interface RuleSet {
  readonly tables: readonly Table[];
  /** What was not understood, or is missing, beyond single rules: it may hold rules that decide. */
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly because: string;
  /** 1-based line of the text; of JSON without lines 1. */
  readonly line: number;
  readonly families: readonly Family[];
}

export type Family = 4 | 6;

export interface Table {
  /** As a person names it: `filter`, `inet firewalld`. */
  readonly name: string;
  /** Which packets meet its chains: `inet` holds both. */
  readonly families: readonly Family[];
  readonly chains: readonly Chain[];
}

export interface Chain {
  readonly name: string;
  /** Absent: packets come here by a jump alone. */
  readonly base?: Base;
  readonly rules: readonly Rule[];
  readonly line: number;
}

export interface Base {
  readonly type: 'filter' | 'nat' | 'route';
  readonly hook: Hook;
  readonly priority: number;
  /** What becomes of packets that no rule decides about; undefined when it is not understood. */
  readonly policy: 'accept' | 'drop' | undefined;
}

export interface Rule {
  /** As it stands in the text, in short. */
  readonly text: string;
  readonly line: number;
  /** Where it stands in a text without lines: `inet filter input handle 7`. */
  readonly place?: string;
  /** In order: the first condition that does not hold ends the rule. */
  readonly steps: readonly Step[];
}

export type Step = Condition | Action;

/** What of a packet can be held against ranges of numbers. `original…`: before any translation. */
export type Field =
  | 'family'
  | 'protocol'
  | 'src'
  | 'dst'
  | 'sport'
  | 'dport'
  | 'icmpType'
  | 'icmpCode'
  | 'tcpFlags'
  | 'mark'
  | 'ctMark'
  | 'originalSrc'
  | 'originalDst'
  | 'originalSport'
  | 'originalDport';

export type Condition =
  | {
      readonly kind: 'field';
      readonly field: Field;
      /** Sorted and disjoint. */
      readonly ranges: readonly Range[];
      /** Bits of the field that count. */
      readonly mask?: Value;
      /** Taken from where it would stand, whatever the protocol: others have something else there. */
      readonly raw?: true;
      readonly negated: boolean;
    }
  | {
      /** Several fields at once, as in a set of concatenations. */
      readonly kind: 'fields';
      readonly keys: readonly Key[];
      readonly elements: readonly Element[];
      readonly negated: boolean;
    }
  | {
      /** Names of interfaces; `eth+` is every one that begins so. */
      readonly kind: 'interface';
      readonly side: 'in' | 'out';
      readonly names: readonly string[];
      readonly negated: boolean;
    }
  | { readonly kind: 'state'; readonly states: readonly ConnectionState[]; readonly negated: boolean }
  | { readonly kind: 'direction'; readonly reply: boolean; readonly negated: boolean }
  /** Whether the connection was translated. */
  | { readonly kind: 'translated'; readonly side: 'src' | 'dst'; readonly negated: boolean }
  | {
      /** What the address is to the host itself. */
      readonly kind: 'address-type';
      readonly side: 'src' | 'dst';
      readonly types: readonly AddressType[];
      readonly negated: boolean;
    }
  | { readonly kind: 'any'; readonly of: readonly Condition[]; readonly negated: boolean }
  /** Holds for some packets or at some times: nobody can tell from here. Its negation is the same. */
  | { readonly kind: 'undecidable'; readonly because: string };

export const connectionStates = ['new', 'established', 'related', 'invalid', 'untracked'] as const;
export type ConnectionState = (typeof connectionStates)[number];
export const addressTypes = ['local', 'unicast', 'broadcast', 'multicast', 'anycast'] as const;
export type AddressType = (typeof addressTypes)[number];

export type Key = Field | 'in' | 'out' | 'state';
/** For each key its range, or the name of an interface or state; ANDed. Undefined: this part is not understood. */
export type Element = readonly (Range | string | undefined)[];

export type PlainAction =
  | { readonly kind: 'accept' }
  /** `refuses`: the sender is told (REJECT). */
  | { readonly kind: 'drop'; readonly refuses?: boolean }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'return' }
  | {
      /** `field = (field AND keep) XOR to`; `to` undefined: not known. `from`: takes that field's value instead. */
      readonly kind: 'set';
      readonly field: 'mark' | 'ctMark';
      readonly keep: number;
      readonly to: number | undefined;
      readonly from?: 'mark' | 'ctMark';
    }
  | {
      /** Ends the chain as accept does. */
      readonly kind: 'translate';
      readonly side: 'src' | 'dst';
      /** `here`: an address of the host itself (REDIRECT, MASQUERADE). Absent: stays as it is. */
      readonly address?: Range | 'here';
      readonly ports?: Range;
    }
  | { readonly kind: 'untrack' }
  /** May accept, drop or do nothing: a program decides (NFQUEUE), or the target is not known here. */
  | { readonly kind: 'elsewhere'; readonly because: string };

export type Action =
  | PlainAction
  | {
      /** A map: the action of the element that holds the packet; none holds it: the rule ends. */
      readonly kind: 'choose';
      readonly keys: readonly Key[];
      readonly elements: readonly { readonly at: Element; readonly actions: readonly PlainAction[] }[];
    };

/** Of the steps of a rule, what it does to a packet; all others ask about it. */
export function isAction(step: Rule['steps'][number]): step is Action {
  switch (step.kind) {
    case 'field':
    case 'fields':
    case 'interface':
    case 'state':
    case 'direction':
    case 'translated':
    case 'address-type':
    case 'any':
    case 'undecidable':
      return false;
    default:
      return true;
  }
}
