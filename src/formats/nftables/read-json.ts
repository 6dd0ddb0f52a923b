import {
  hooks,
  type Base,
  type Chain,
  type Family,
  type Hook,
  type Problem,
  type Rule,
  type RuleSet,
} from '../packet-filter/rule-set.ts';
import { describeRule } from './describe.ts';
import { only } from './expressions.ts';
import { isMap, type Json } from '../json/json-map.ts';
import type { NamedSet } from './matches.ts';
import { stepsOf, type StatementContext } from './statements.ts';
import { named } from '../packet-filter/named.ts';

const familiesOf: Readonly<Record<string, readonly Family[]>> = { ip: [4], ip6: [6], inet: [4, 6] };
const maxProblems = 20;
/** Of objects and lists in each other: nft nests some ten. */
const maxDepth = 100;

interface OpenTable {
  readonly family: string;
  readonly name: string;
  readonly chains: Map<string, { readonly base: Base | undefined; readonly rules: Json[] }>;
  readonly sets: Map<string, { elements: readonly unknown[]; changes: boolean }>;
  readonly dormant: boolean;
  /** A chain of it ends in `drop`. */
  drops: boolean;
}

/**
 * Reads what `nft -j list ruleset` prints (libnftables-json(5)). Tables for which `without` says so are left
 * out: those that iptables made, when iptables-save was read as well.
 */
export function readNftJson(text: string, without: (family: string, table: string) => boolean = () => false): RuleSet {
  const problems: Problem[] = [];
  const trouble = (because: string, families: readonly Family[] = [4, 6]): void => {
    if (problems.length < maxProblems) problems.push({ because, line: 1, families });
  };
  const listed = parse(text);
  if (listed === null) {
    trouble('it is no answer of `nft -j list ruleset`');
    return { tables: [], problems };
  }
  const open = new Map<string, OpenTable>();
  for (const entry of listed) {
    const [kind, held] = only(entry);
    if (kind === 'metainfo' || kind === 'flowtable' || kind === 'counter' || kind === 'quota') continue;
    if (!isMap(held)) trouble(`an entry ${kind} is not understood`);
    else add(open, kind, held, trouble);
  }
  const tables = [...open.values()].flatMap((table) => {
    const families = named(familiesOf, table.family);
    if (table.dormant || table.family === 'arp' || without(table.family, table.name)) return [];
    if (families === undefined) {
      // Chains of bridges and devices may drop packets before the hooks that are followed.
      const mayDrop = table.drops || [...table.chains.values()].some(({ rules }) => rules.length > 0);
      if (mayDrop) trouble(`the rules of table ${table.family} ${table.name} are not followed`);
      return [];
    }
    return [closed(table, families, trouble)];
  });
  return { tables, problems };
}

function parse(text: string): readonly unknown[] | null {
  try {
    const value = JSON.parse(text) as unknown;
    const list = isMap(value) ? value['nftables'] : undefined;
    return Array.isArray(list) && !isDeeper(list, maxDepth) ? list : null;
  } catch {
    return null;
  }
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((one) => isDeeper(one, most - 1));
}

type Trouble = (because: string, families?: readonly Family[]) => void;

function add(open: Map<string, OpenTable>, kind: string, held: Json, trouble: Trouble): void {
  const text = (name: string): string => (typeof held[name] === 'string' ? held[name] : '');
  const tableName = kind === 'table' ? text('name') : text('table');
  const key = `${text('family')} ${tableName}`;
  let table = open.get(key);
  if (table === undefined) {
    if (kind !== 'table') trouble(`the table ${key} of ${kind} ${text('name')} is not there`);
    const flags = Array.isArray(held['flags']) ? held['flags'] : [held['flags']];
    table = {
      family: text('family'),
      name: tableName,
      chains: new Map(),
      sets: new Map(),
      dormant: kind === 'table' && flags.includes('dormant'),
      drops: false,
    };
    open.set(key, table);
  }
  switch (kind) {
    case 'table':
      return;
    case 'chain':
      if (table.chains.has(text('name'))) trouble(`the chain ${text('name')} of table ${key} stands twice`);
      if (held['policy'] === 'drop') table.drops = true;
      table.chains.set(text('name'), { base: baseOf(held, table, trouble), rules: [] });
      return;
    case 'set':
    case 'map': {
      const elements = held['elem'];
      table.sets.set(text('name'), { elements: Array.isArray(elements) ? elements : [], changes: false });
      return;
    }
    case 'rule': {
      const chain = table.chains.get(text('chain'));
      if (chain === undefined) trouble(`the chain ${text('chain')} of table ${key} is not there`);
      else chain.rules.push(held);
      return;
    }
    default:
      if (!/^(ct helper|ct timeout|ct expectation|limit|secmark|synproxy|tunnel|element)$/.test(kind))
        trouble(`an entry ${kind} is not understood`);
      else if (kind === 'element') trouble('elements that stand alone are not understood');
  }
}

const priorities: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};

function baseOf(held: Json, table: OpenTable, trouble: Trouble): Base | undefined {
  const { hook, type, prio, policy } = held;
  if (hook === undefined && type === undefined) return undefined;
  const families = named(familiesOf, table.family) ?? [];
  const known = hooks.find((one): one is Hook => one === hook);
  if (known === undefined) {
    if (families.length > 0) trouble(`chain ${String(held['name'])} at hook ${String(hook)} is not followed`, families);
    return undefined;
  }
  const priority = typeof prio === 'number' ? prio : named(priorities, String(prio));
  if (priority === undefined && families.length > 0)
    trouble(`the priority of chain ${String(held['name'])} is not understood`, families);
  return {
    type: type === 'nat' ? 'nat' : type === 'route' ? 'route' : 'filter',
    hook: known,
    priority: priority ?? 0,
    policy: policy === 'drop' ? 'drop' : policy === 'accept' || policy === undefined ? 'accept' : undefined,
  };
}

function closed(table: OpenTable, families: readonly Family[], trouble: Trouble): RuleSet['tables'][number] {
  for (const { rules } of table.chains.values()) for (const rule of rules) markChanged(rule['expr'], table);
  const sets: ReadonlyMap<string, NamedSet> = table.sets;
  const context: StatementContext = { sets, families };
  const chains = [...table.chains].map(([name, { base, rules }]): Chain => ({
    name,
    ...(base && { base }),
    line: 1,
    rules: rules.map((rule): Rule => {
      const expressions = Array.isArray(rule['expr']) ? (rule['expr'] as unknown[]) : [];
      if (!Array.isArray(rule['expr'])) trouble(`a rule of chain ${name} has no expressions`, families);
      const place = `${table.family} ${table.name} ${name} handle ${String(rule['handle'])}`;
      return {
        text: describeRule(expressions),
        line: 1,
        place,
        steps: expressions.flatMap((one) => stepsOf(one, context)),
      };
    }),
  }));
  return { name: `${table.family} ${table.name}`, families, chains };
}

/** Sets that statements of rules add to or take from. */
function markChanged(expressions: unknown, table: OpenTable): void {
  if (!Array.isArray(expressions)) return;
  for (const one of expressions) {
    const [kind, held] = only(one);
    if ((kind !== 'set' && kind !== 'map') || !isMap(held)) continue;
    const name = held[kind];
    const set = typeof name === 'string' ? table.sets.get(name.replace(/^@/, '')) : undefined;
    if (set !== undefined) set.changes = true;
  }
}
