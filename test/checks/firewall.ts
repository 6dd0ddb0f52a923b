import { hostFirewall, type HostFirewall, type HostInterface } from '../../src/facts/host-firewall.ts';
import { fact, type Fact } from '../../src/model/fact.ts';

/** Rules of a running host as `host:` tells them: what iptables-save prints, or what nft does. */
export function firewallFacts(
  given: { readonly v4?: string; readonly v6?: string; readonly nft?: unknown; readonly sets?: string },
  interfaces?: readonly HostInterface[],
): Fact<HostFirewall>[] {
  const made = (place: string, value: Pick<HostFirewall, 'form' | 'text' | 'family'>): Fact<HostFirewall> => {
    const at = { source: 'host', place };
    const about = { subject: { source: 'host', kind: 'Firewall', name: place }, stage: 'running' } as const;
    return fact(hostFirewall, about, { ...value, ...(interfaces && { interfaces }), at }, at);
  };
  return [
    ...(given.v4 === undefined ? [] : [made('iptables-save', { form: 'iptables-save', family: 4, text: given.v4 })]),
    ...(given.v6 === undefined ? [] : [made('ip6tables-save', { form: 'iptables-save', family: 6, text: given.v6 })]),
    ...(given.sets === undefined ? [] : [made('ipset save', { form: 'ipset-save', text: given.sets })]),
    ...(given.nft === undefined
      ? []
      : [made('nft -j list ruleset', { form: 'nft-json', text: JSON.stringify({ nftables: given.nft }) })]),
  ];
}

/** A filter table of iptables with these rules. */
export function filterTable(policy: 'ACCEPT' | 'DROP', ...rules: string[]): string {
  const forward = policy === 'ACCEPT' ? 'ACCEPT' : 'DROP';
  return `*filter\n:INPUT ${policy} [0:0]\n:FORWARD ${forward} [0:0]\n:OUTPUT ACCEPT [0:0]\n:DOCKER-USER - [0:0]\n${rules.map((rule) => `${rule}\n`).join('')}COMMIT\n`;
}

export const established = '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
