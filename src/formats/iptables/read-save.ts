import { readProtocol } from '../packet-filter/addresses.ts';
import type {
  Base,
  Chain,
  Condition,
  Family,
  Hook,
  Problem,
  Rule,
  RuleSet,
  Step,
  Table,
} from '../packet-filter/rule-set.ts';
import type { IpSets } from './ip-sets.ts';
import { address, conditionsOf, protocolMatches, valuesOf, type MatchContext, type Option } from './matches.ts';
import { actionsOf, targetValuesOf } from './targets.ts';
import { wordsOf, type Word } from './words.ts';
import { named } from '../packet-filter/named.ts';

/** Hooks and priorities of the tables (`nf_ip_hook_priorities`). */
const tables: Readonly<Record<string, Readonly<Record<string, readonly [Hook, number]>>>> = {
  filter: { INPUT: ['input', 0], FORWARD: ['forward', 0], OUTPUT: ['output', 0] },
  nat: {
    PREROUTING: ['prerouting', -100],
    INPUT: ['input', 100],
    OUTPUT: ['output', -100],
    POSTROUTING: ['postrouting', 100],
  },
  mangle: {
    PREROUTING: ['prerouting', -150],
    INPUT: ['input', -150],
    FORWARD: ['forward', -150],
    OUTPUT: ['output', -150],
    POSTROUTING: ['postrouting', -150],
  },
  raw: { PREROUTING: ['prerouting', -300], OUTPUT: ['output', -300] },
  security: { INPUT: ['input', 50], FORWARD: ['forward', 50], OUTPUT: ['output', 50] },
};

const maxText = 240;
const maxProblems = 20;

interface OpenChain {
  readonly base: Base | undefined;
  readonly rules: { readonly words: readonly Word[]; readonly text: string; readonly line: number }[];
  readonly line: number;
}
interface OpenTable {
  readonly name: string;
  readonly line: number;
  readonly chains: Map<string, OpenChain>;
  committed: boolean;
}

/**
 * Reads what `iptables-save` or `ip6tables-save` writes, or a file that `iptables-restore` takes.
 * Lines that are not understood, and half a table, are problems of the whole; what is not understood
 * within a rule makes that rule undecidable.
 */
export function readIptablesSave(text: string, family: Family, sets: IpSets = new Map()): RuleSet {
  const { open, problems } = structureOf(text, family);
  const context: MatchContext = { family, sets: withoutChanged(sets, changedSets(open)) };
  return { tables: open.map((one) => closed(one, context)), problems };
}

/** What of a rule set is not there or no line of it, without what its rules mean. */
export function problemsOfSave(text: string, family: Family): readonly Problem[] {
  return structureOf(text, family).problems;
}

function structureOf(
  text: string,
  family: Family,
): { readonly open: readonly OpenTable[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const trouble = (because: string, line: number): void => {
    if (problems.length < maxProblems) problems.push({ because, line, families: [family] });
  };
  const open: OpenTable[] = [];
  let table: OpenTable | undefined;
  for (const [index, whole] of text.split('\n').entries()) {
    const line = index + 1;
    const shown = whole.trim();
    if (shown === '' || shown.startsWith('#')) {
      if (/incompatible|use 'nft' tool/i.test(shown)) trouble('a table holds chains that iptables cannot show', line);
      if (/^# Warning: .*legacy tables present/.test(shown)) trouble('there are legacy tables beside these', line);
      continue;
    }
    if (shown.startsWith('*')) {
      if (table !== undefined) trouble(`table ${table.name} has no COMMIT`, table.line);
      table = { name: shown.slice(1).trim(), line, chains: new Map(), committed: false };
      // The later one replaces the first, or adds to it (--noflush): the text does not say which.
      if (open.some(({ name }) => name === table!.name)) trouble(`table ${table.name} stands twice`, line);
      open.push(table);
    } else if (table === undefined) trouble(`line ${line} belongs to no table`, line);
    else if (shown === 'COMMIT') {
      table.committed = true;
      table = undefined;
    } else if (shown.startsWith(':')) chainLine(table, shown, line, trouble);
    else ruleLine(table, shown, line, trouble);
  }
  if (table !== undefined) trouble(`table ${table.name} has no COMMIT`, table.line);
  if (open.length === 0) trouble('there is no table in it', 1);
  for (const { name, line } of open)
    if (named(tables, name) === undefined) trouble(`the table ${name} is not known`, line);
  return { open, problems };
}

type Trouble = (because: string, line: number) => void;

function chainLine(table: OpenTable, shown: string, line: number, trouble: Trouble): void {
  const match = /^:(\S+)\s+(\S+)(?:\s+\[\d+:\d+\])?$/.exec(shown);
  if (match === null) return trouble(`line ${line} is no chain`, line);
  addChain(table, match[1]!, match[2], line);
}

/** Where a chain that the kernel makes itself stands. */
function builtIn(table: OpenTable, chain: string): readonly [Hook, number] | undefined {
  return named(named(tables, table.name) ?? {}, chain);
}

function addChain(table: OpenTable, name: string, policy: string | undefined, line: number): OpenChain {
  const place = builtIn(table, name);
  const base: Base | undefined = place && {
    type: table.name === 'nat' ? 'nat' : 'filter',
    hook: place[0],
    priority: place[1],
    policy: policy === 'ACCEPT' ? 'accept' : policy === 'DROP' ? 'drop' : undefined,
  };
  const chain: OpenChain = { base, rules: table.chains.get(name)?.rules ?? [], line };
  table.chains.set(name, chain);
  return chain;
}

function ruleLine(table: OpenTable, shown: string, line: number, trouble: Trouble): void {
  const words = wordsOf(shown.startsWith('[') ? shown.replace(/^\[\d+:\d+\]\s+/, '') : shown);
  if (words === null) return trouble(`line ${line} has a quote that stays open`, line);
  const [verb, name, next] = [words[0]?.text, words[1]?.text, words[2]?.text];
  if (name === undefined) return trouble(`line ${line} is not understood`, line);
  const known = table.chains.get(name);
  switch (verb) {
    case '-N':
    case '--new-chain':
      addChain(table, name, undefined, line);
      return;
    case '-P':
    case '--policy':
      addChain(table, name, next, line);
      return;
    case '-A':
    case '--append':
    case '-I':
    case '--insert':
      break;
    default:
      return trouble(`line ${line}: ${verb} is not understood`, line);
  }
  if (known === undefined && builtIn(table, name) === undefined)
    trouble(`chain ${name} of table ${table.name} is not there`, line);
  const chain = known ?? addChain(table, name, undefined, line);
  const inserts = verb === '-I' || verb === '--insert';
  const numbered = inserts && /^\d+$/.test(next ?? '');
  const text = shown.length > maxText ? `${shown.slice(0, maxText)}…` : shown;
  const rule = { words: words.slice(numbered ? 3 : 2), text, line };
  if (inserts) chain.rules.splice(numbered ? Number(next) - 1 : 0, 0, rule);
  else chain.rules.push(rule);
}

/** Sets that rules themselves add to or take from: what they hold for a packet depends on those before. */
function changedSets(open: readonly OpenTable[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { chains } of open) {
    for (const { rules } of chains.values()) {
      for (const { words } of rules) {
        const at = words.findIndex(({ text, quoted }) => (text === '--add-set' || text === '--del-set') && !quoted);
        if (at !== -1) found.add(words[at + 1]?.text ?? '');
      }
    }
  }
  return found;
}

function withoutChanged(sets: IpSets, changed: ReadonlySet<string>): IpSets {
  if (changed.size === 0) return sets;
  return new Map(
    [...sets].map(
      ([name, set]) => [name, changed.has(name) ? { ...set, trouble: 'is changed by rules' } : set] as const,
    ),
  );
}

function closed(table: OpenTable, context: MatchContext): Table {
  const own = named(tables, table.name);
  // A table of the kernel has all its chains: one that is not shown has a policy that is not known.
  for (const name of Object.keys(own ?? {})) {
    if (!table.chains.has(name)) addChain(table, name, undefined, table.line);
  }
  const names = new Set(table.chains.keys());
  const chains = [...table.chains].map(([name, { base, rules, line }]): Chain => ({
    name,
    ...(base && { base }),
    line,
    rules: rules.map(({ words, text, line: at }): Rule => ({ text, line: at, steps: stepsOf(words, names, context) })),
  }));
  return { name: table.name, families: [context.family], chains };
}

const generic: Readonly<Record<string, string>> = {
  '-p': 'protocol',
  '--protocol': 'protocol',
  '--proto': 'protocol',
  '-s': 'src',
  '--source': 'src',
  '--src': 'src',
  '-d': 'dst',
  '--destination': 'dst',
  '--dst': 'dst',
  '-i': 'in',
  '--in-interface': 'in',
  '-o': 'out',
  '--out-interface': 'out',
  '-m': 'match',
  '--match': 'match',
  '-j': 'jump',
  '--jump': 'jump',
  '-g': 'goto',
  '--goto': 'goto',
  '-f': 'fragment',
  '--fragment': 'fragment',
  '-c': 'counters',
  '--set-counters': 'counters',
  '-4': 'ipv4',
  '--ipv4': 'ipv4',
  '-6': 'ipv6',
  '--ipv6': 'ipv6',
};

/** Options of -p, which may stand behind any other match, and behind the target too. */
const protocolOptions = new Set(
  'sport source-port dport destination-port syn tcp-flags tcp-option icmp-type icmpv6-type'.split(' '),
);

/** The conditions and the target of a rule, in the order in which they stand. */
function stepsOf(words: readonly Word[], chains: ReadonlySet<string>, context: MatchContext): readonly Step[] {
  const plain: Condition[] = [];
  const matches: { name: string; options: Option[] }[] = [];
  let protocol: string | undefined;
  let target: { name: string; goes: boolean; options: Option[] } | undefined;
  let isTargetLast = false;
  let negated = false;
  for (let at = 0; at < words.length; at++) {
    const { text, quoted } = words[at]!;
    if (text === '!' && !quoted) {
      negated = true;
      continue;
    }
    const what = quoted ? undefined : named(generic, text);
    // `-s ! 10.0.0.0/8` is the older way to write it.
    if (words[at + 1]?.text === '!' && !words[at + 1]!.quoted && text.startsWith('-')) {
      negated = true;
      at++;
    }
    const value = words[at + 1]?.text;
    if (what === 'counters') at += 2;
    else if (what === 'ipv4' || what === 'ipv6') {
      if ((what === 'ipv4') !== (context.family === 4)) return [];
    } else if (what === 'fragment') {
      // What asks to connect is no later fragment.
      if (!negated) plain.push({ kind: 'any', of: [], negated: false });
    } else if (what !== undefined) {
      if (value === undefined) return [{ kind: 'elsewhere', because: `${text} of a rule has no value` }];
      at++;
      if (negated && (what === 'jump' || what === 'goto'))
        return [{ kind: 'elsewhere', because: `! before ${text} of a rule is not understood` }];
      if (what === 'match') {
        matches.push({ name: value, options: [] });
        isTargetLast = false;
      } else if (what === 'jump' || what === 'goto') {
        target = { name: value, goes: what === 'goto', options: [] };
        isTargetLast = true;
      } else {
        if (what === 'protocol') protocol = value;
        plain.push(...plainCondition(what, value, negated, context.family));
      }
    } else if (text.startsWith('--') && !quoted) {
      const name = text.slice(2);
      const isOfProtocol = protocolOptions.has(name);
      const match = isOfProtocol ? matches.findLast((one) => protocolMatches.has(one.name)) : matches.at(-1);
      const toTarget = target !== undefined && isTargetLast && !isOfProtocol;
      const count = toTarget ? targetValuesOf(name) : valuesOf(name);
      const values: string[] = [];
      const follows = match === undefined || toTarget || isOfProtocol || understood(match.name) ? count : Infinity;
      while (values.length < follows && at + 1 < words.length) {
        const next = words[at + 1]!;
        // Of a match that is not known it is not known either how many words follow.
        if (follows === Infinity && !next.quoted && (next.text === '!' || next.text.startsWith('-'))) break;
        values.push(next.text);
        at++;
      }
      const option: Option = { name, values, negated };
      if (toTarget) target!.options.push(option);
      else if (match !== undefined) match.options.push(option);
      // Options of a protocol need no -m.
      else matches.push({ name: protocol ?? '', options: [option] });
    } else return [{ kind: 'elsewhere', because: `"${text.slice(0, 40)}" of a rule is not understood` }];
    negated = false;
  }
  const found: Step[] = plain;
  for (const { name, options } of matches) found.push(...conditionsOf(name, options, context));
  if (target !== undefined) {
    if (target.goes) found.push({ kind: 'goto', chain: target.name });
    else found.push(...actionsOf(target.name, target.options, chains, context.family));
  }
  return found;
}

/** Matches whose options are all known, with how many words follow each. */
const knownMatches = new Set(
  (
    'tcp udp udplite sctp dccp icmp icmp6 icmpv6 ipv6-icmp multiport conntrack state set addrtype iprange comment mark ' +
    'connmark'
  ).split(' '),
);
const understood = (name: string): boolean => knownMatches.has(name);

function plainCondition(what: string, value: string, negated: boolean, family: Family): readonly Condition[] {
  switch (what) {
    case 'src':
    case 'dst':
      return [address(what, value, negated, family)];
    case 'in':
    case 'out':
      return [{ kind: 'interface', side: what, names: [value], negated }];
    default: {
      const number = readProtocol(value);
      if (number === null) return [{ kind: 'undecidable', because: `the protocol ${value} is not known` }];
      if (number === 0) return negated ? [{ kind: 'any', of: [], negated: false }] : [];
      return [{ kind: 'field', field: 'protocol', ranges: [{ first: number, last: number }], negated }];
    }
  }
}
