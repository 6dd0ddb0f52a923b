import { hostFirewall, type HostFirewall, type HostInterface } from '../../../facts/host-firewall.ts';
import { readIpsetSave, type IpSet } from '../../../formats/iptables/ip-sets.ts';
import { readIptablesSave } from '../../../formats/iptables/read-save.ts';
import { readNftJson } from '../../../formats/nftables/read-json.ts';
import type { Step } from '../../../formats/packet-filter/evaluate.ts';
import type { Family, Problem, RuleSet, Table } from '../../../formats/packet-filter/rule-set.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { About, Fact } from '../../../model/fact.ts';

/** The packet filter of one host, of everything that was read of it. */
export interface Firewall {
  readonly about: About;
  readonly at: Evidence;
  /** Tables are named after the program that shows them: `iptables filter`, `nft inet filter`. */
  readonly ruleSet: RuleSet;
  /** Families whose rules were read. */
  readonly families: ReadonlySet<Family>;
  /** Of the running host; undefined: not known. */
  readonly interfaces: readonly HostInterface[] | undefined;
  /** Where a rule stands. */
  evidence(step: Pick<Step, 'table' | 'line' | 'place'>): Evidence;
}

const known = new WeakMap<readonly Fact[], readonly Firewall[]>();

/** One for each host: the rules of a running one, and the files of one folder. */
export function firewallsOf(facts: readonly Fact[]): readonly Firewall[] {
  let found = known.get(facts);
  if (found === undefined) {
    const own = facts.filter((one): one is Fact<HostFirewall> => one.kind === hostFirewall.name);
    found = groupsOf(own).map(firewallOf);
    known.set(facts, found);
  }
  return found;
}

function groupsOf(facts: readonly Fact<HostFirewall>[]): Fact<HostFirewall>[][] {
  const groups = new Map<string, Fact<HostFirewall>[][]>();
  for (const one of facts) {
    const { subject, stage, at } = one;
    const folder = subject.source === 'host' ? (subject.namespace ?? '') : (at.file ?? '').replace(/[^/]*$/, '');
    const key = `${subject.source} ${stage} ${folder}`;
    const there = groups.get(key) ?? [];
    groups.set(key, there);
    // Two files of one form in a folder are two states, or two hosts: they do not hold together.
    const free = there.find((group) => !group.some((other) => nameOf(other) === nameOf(one)));
    if (free === undefined) there.push([one]);
    else free.push(one);
  }
  return [...groups.values()].flat().filter((group) => group.some(({ value }) => value.form !== 'ipset-save'));
}

function nameOf({ value, at }: Fact<HostFirewall>): string {
  if (value.form === 'nft-json') return 'nft';
  if (value.form === 'ipset-save') return 'ipset';
  const legacy = (at.place ?? '').includes('legacy') ? '-legacy' : '';
  return `${value.family === 6 ? 'ip6tables' : 'iptables'}${legacy}`;
}

function firewallOf(group: readonly Fact<HostFirewall>[]): Firewall {
  const sets = new Map<string, IpSet>();
  const problems: Problem[] = [];
  for (const { value } of group) {
    if (value.form !== 'ipset-save') continue;
    const read = readIpsetSave(value.text);
    for (const [name, set] of read.sets) sets.set(name, set);
    for (const because of read.problems) problems.push({ because, line: 1, families: [4, 6] });
  }
  const tables: Table[] = [];
  const facts = new Map<string, Fact<HostFirewall>>();
  const families = new Set<Family>();
  // nft shows the tables that iptables made as well, without what its modules ask.
  const shown = new Set<string>();
  const add = (one: Fact<HostFirewall>, read: RuleSet): void => {
    for (const table of read.tables) {
      const name = `${nameOf(one)} ${table.name}`;
      facts.set(name, one);
      tables.push({ ...table, name });
    }
    problems.push(...read.problems);
  };
  for (const one of group) {
    const { form, family = 4, text } = one.value;
    if (form !== 'iptables-save') continue;
    const read = readIptablesSave(text, family, sets);
    if (text.includes('(nf_tables)'))
      for (const { name } of read.tables) shown.add(`${family === 4 ? 'ip' : 'ip6'} ${name}`);
    families.add(family);
    add(one, read);
  }
  for (const one of group) {
    if (one.value.form !== 'nft-json') continue;
    families.add(4).add(6);
    add(
      one,
      readNftJson(one.value.text, (family, table) => shown.has(`${family} ${table}`)),
    );
  }
  const [first] = group as [Fact<HostFirewall>];
  return {
    about: { subject: { ...first.subject, kind: 'Firewall', name: nameOfHost(first) }, stage: first.stage },
    at: first.at,
    ruleSet: { tables, problems },
    families,
    interfaces: first.value.interfaces,
    evidence: ({ table, line, place }) => {
      const { at } = facts.get(table) ?? first;
      if (place !== undefined) return { ...at, place };
      return at.file === undefined ? { ...at, place: `${at.place ?? ''}, line ${line}` } : { ...at, line };
    },
  };
}

function nameOfHost({ subject, at }: Fact<HostFirewall>): string {
  return subject.source === 'host' ? 'host' : (at.file ?? subject.name);
}

/** False where the running host has no address of IPv6 that others could reach; undefined: not known. */
export function usesIpv6({ interfaces }: Firewall): boolean | undefined {
  return interfaces?.some(({ addresses }) => addresses.some((one) => one.includes(':') && one !== '::1'));
}

/** Families whose rules were read and that the host has addresses of, as far as that is known. */
export function familiesOf(firewall: Firewall): Family[] {
  return [...firewall.families].filter((family) => family === 4 || usesIpv6(firewall) !== false);
}
