import { defineFact } from '../model/fact.ts';
import type { Evidence } from '../model/evidence.ts';

/**
 * Rules of a host's packet filter as a program printed them, or as a file holds them. The text is kept:
 * src/formats reads it where a question is asked of it.
 */
export interface HostFirewall {
  readonly form: HostFirewallForm;
  /** Of `iptables-save` and `ip6tables-save`; nft and ipset hold both. */
  readonly family?: 4 | 6;
  readonly text: string;
  /** Interfaces of the running host and their addresses: `10.0.0.5`, `fe80::1`. */
  readonly interfaces?: readonly HostInterface[];
  readonly at: Evidence;
}

/** `ipset-save`: the sets that rules of iptables name. `nft-json`: `nft -j list ruleset`. */
export const hostFirewallForms = ['iptables-save', 'nft-json', 'ipset-save'] as const;
export type HostFirewallForm = (typeof hostFirewallForms)[number];

export interface HostInterface {
  readonly name: string;
  readonly addresses: readonly string[];
}

export const hostFirewall = defineFact<HostFirewall>('host-firewall');
