import { readAddresses } from '../packet-filter/addresses.ts';
import type { Action, Condition, Family, PlainAction, Range, Step } from '../packet-filter/rule-set.ts';
import { maskOf, ofFamily, ofProtocol, only, selectorOf } from './expressions.ts';
import { isMap, type Json } from '../json/json-map.ts';
import { elementOf, keysOf, matchOf, plainKeys, type NamedSets } from './matches.ts';
import { named } from '../packet-filter/named.ts';

export interface StatementContext {
  readonly sets: NamedSets;
  /** Of the table: packets of these meet it. */
  readonly families: readonly Family[];
}

/** Statements that let the packet go on and change nothing that rules decide by. */
const harmless = new Set([
  'counter',
  'log',
  'continue',
  'flow',
  'dup',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'secmark',
  'comment',
  'last',
]);

const undecidable: Readonly<Record<string, string>> = {
  limit: 'how many packets came before is not known (limit)',
  quota: 'how much came before is not known (quota)',
  'ct count': 'how many connections there are is not known (ct count)',
  meter: 'how many packets came before is not known (meter)',
};

const elsewhere: Readonly<Record<string, string>> = {
  queue: 'a program decides (queue)',
  tproxy: 'it is handed to a program of the host (tproxy)',
  synproxy: 'the kernel answers in its place (synproxy)',
  fwd: 'it is sent elsewhere (fwd)',
};

/** What one statement of a rule means: conditions, or what is done. */
export function stepsOf(statement: unknown, context: StatementContext): readonly Step[] {
  const [kind, held] = only(statement);
  if (harmless.has(kind)) return [];
  const unsure = named(undecidable, kind);
  if (unsure !== undefined) return [{ kind: 'undecidable', because: unsure }];
  switch (kind) {
    case 'match':
      return isMap(held) ? matchOf(held, context.sets) : cannot('a match is not understood');
    case 'vmap':
      return isMap(held) ? verdictMap(held, context) : cannot('a map is not understood');
    case 'mangle':
      return isMap(held) ? mangle(held, context) : cannot('what is changed is not understood');
    case 'set':
    case 'map':
      // A rule ends here when the set is full, or what the element carries says so.
      return isMap(held) && Array.isArray(held['stmt']) && held['stmt'].length > 0
        ? [{ kind: 'undecidable', because: 'how many packets came before is not known (set)' }]
        : [];
    case 'xt':
      return xt(held);
    case 'reject':
      return [...whatCanBeRefused(held), { kind: 'drop', refuses: true }];
    default: {
      const verdict = verdictOf(statement);
      if (verdict !== undefined) return verdict;
      const nat = translation(kind, held, context);
      if (nat !== undefined) return nat;
      return cannot(named(elsewhere, kind) ?? `the statement ${kind || 'of a rule'} is not understood`);
    }
  }
}

const cannot = (because: string): readonly Action[] => [{ kind: 'elsewhere', because }];

/** A module of iptables that nft only names. */
function xt(held: unknown): readonly Step[] {
  const name = isMap(held) ? String(held['name']) : '';
  const because = `the module ${name} of iptables is not shown by nft: iptables-save shows it`;
  return isMap(held) && held['type'] === 'match' ? [{ kind: 'undecidable', because }] : cannot(because);
}

/** The answer says which packets the rule is for: nft then leaves the conditions out when it lists them. */
function whatCanBeRefused(held: unknown): readonly Condition[] {
  const type = isMap(held) ? held['type'] : undefined;
  if (type === 'icmp') return [ofFamily(4)];
  if (type === 'icmpv6') return [ofFamily(6)];
  return type === 'tcp reset' ? [ofProtocol(6)] : [];
}

/** `undefined`: it is no verdict. */
function verdictOf(statement: unknown): readonly PlainAction[] | undefined {
  const [kind, held] = only(statement);
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'return':
      return [{ kind }];
    case 'continue':
      return [];
    case 'reject':
      return [{ kind: 'drop', refuses: true }];
    case 'notrack':
      return [{ kind: 'untrack' }];
    case 'jump':
    case 'goto':
      return isMap(held) && typeof held['target'] === 'string' ? [{ kind, chain: held['target'] }] : undefined;
    default:
      return undefined;
  }
}

type Pair = readonly [key: unknown, value: unknown];

/** The pairs of a map, named or given; a text: why it cannot be told. */
function pairsOf(data: unknown, sets: NamedSets): readonly Pair[] | string {
  let list: readonly unknown[];
  if (typeof data === 'string' && data.startsWith('@')) {
    const set = sets.get(data.slice(1));
    if (set === undefined) return `the map ${data} is not there`;
    if (set.changes) return `the map ${data} is changed by rules`;
    list = set.elements;
  } else {
    const [kind, held] = only(data);
    if (kind !== 'set' || !Array.isArray(held)) return 'a map is not understood';
    list = held;
  }
  const pairs: Pair[] = [];
  for (const one of list) {
    if (!Array.isArray(one) || one.length !== 2) return 'an element of a map is not understood';
    pairs.push([one[0], one[1]]);
  }
  return pairs;
}

/** A map by its key: for each of its elements what `act` makes of the value. */
function chosen(
  map: Json,
  { sets }: StatementContext,
  act: (value: unknown) => readonly PlainAction[] | undefined,
): readonly Step[] {
  const selectors = keysOf(map['key']);
  if (typeof selectors === 'string') return cannot(selectors);
  const keys = plainKeys(selectors);
  if (typeof keys === 'string') return cannot(keys);
  const pairs = pairsOf(map['data'], sets);
  if (typeof pairs === 'string') return cannot(pairs);
  const elements = pairs.map(([key, value]) => ({
    at: elementOf(selectors, key),
    actions: act(value) ?? [{ kind: 'elsewhere' as const, because: 'a value of a map is not understood' }],
  }));
  // The element that takes all others comes last.
  const rest = (index: number): boolean => pairs[index]![0] === '*';
  const order = [...elements.keys()].toSorted((a, b) => Number(rest(a)) - Number(rest(b)));
  return [
    ...selectors.flatMap(({ needs }) => needs),
    { kind: 'choose', keys, elements: order.map((at) => elements[at]!) },
  ];
}

function verdictMap(held: Json, context: StatementContext): readonly Step[] {
  return chosen(held, context, verdictOf);
}

function mangle({ key, value }: Json, context: StatementContext): readonly Step[] {
  const [kind, what] = only(key);
  const named = isMap(what) ? (what['key'] ?? what['field']) : undefined;
  const name = typeof named === 'string' ? named : '';
  if ((kind === 'meta' || kind === 'ct') && name === 'mark') {
    const field = kind === 'meta' ? 'mark' : 'ctMark';
    const [form, map] = only(value);
    if (form === 'map' && isMap(map)) {
      return chosen(map, context, (to) => (typeof to === 'number' ? [{ kind: 'set', field, keep: 0, to }] : undefined));
    }
    return [mark(field, value)];
  }
  // Of these nothing is decided by that the model follows.
  if (kind === 'tcp option' || (kind === 'meta' && ['priority', 'nftrace', 'pkttype', 'secmark'].includes(name)))
    return [];
  if (kind === 'ct' && ['secmark', 'event', 'label'].includes(name)) return [];
  if (kind === 'payload' && ['dscp', 'ecn', 'ttl', 'hoplimit'].includes(name)) return [];
  return cannot(`${name || kind} of a packet is changed`);
}

/** `mark AND keep XOR to`, of which `|` is a case; what is more is not followed. */
function mark(field: 'mark' | 'ctMark', value: unknown): PlainAction {
  const selector = { key: field, needs: [] } as const;
  const all = 0xffff_ffff;
  const own = (expression: unknown): boolean => {
    const found = selectorOf(expression);
    return typeof found !== 'string' && found.key === field && found.mask === undefined;
  };
  if (typeof value === 'number') return { kind: 'set', field, keep: 0, to: value };
  const [kind, held] = only(value);
  const bits = Array.isArray(held) && held.length === 2 ? maskOf(selector, held[1]) : undefined;
  if (Array.isArray(held) && typeof bits === 'number') {
    const [inner, more] = only(held[0]);
    if (own(held[0])) {
      if (kind === '&') return { kind: 'set', field, keep: bits, to: 0 };
      if (kind === '|') return { kind: 'set', field, keep: (~bits & all) >>> 0, to: bits };
      if (kind === '^') return { kind: 'set', field, keep: all, to: bits };
    }
    const mask = Array.isArray(more) && more.length === 2 ? maskOf(selector, more[1]) : undefined;
    if (inner === '&' && Array.isArray(more) && own(more[0]) && typeof mask === 'number') {
      if (kind === '^') return { kind: 'set', field, keep: mask, to: bits };
      if (kind === '|') return { kind: 'set', field, keep: (mask & ~bits & all) >>> 0, to: bits };
    }
  }
  const from = selectorOf(value);
  if (typeof from !== 'string' && from.mask === undefined && (from.key === 'mark' || from.key === 'ctMark'))
    return { kind: 'set', field, keep: 0, to: undefined, from: from.key };
  return { kind: 'set', field, keep: 0, to: undefined };
}

const translated = { dnat: 'dst', redirect: 'dst', snat: 'src', masquerade: 'src' } as const;

function translation(kind: string, held: unknown, context: StatementContext): readonly Step[] | undefined {
  const side = named(translated, kind);
  if (side === undefined) return undefined;
  const options = isMap(held) ? held : {};
  const ports = portsOf(options['port']);
  if (ports === null) return cannot(`the ports of ${kind} are not understood`);
  if (kind === 'redirect' || kind === 'masquerade')
    return [{ kind: 'translate', side, address: 'here', ...(ports && { ports }) }];
  const said = options['family'];
  const family = said === 'ip' ? 4 : said === 'ip6' ? 6 : undefined;
  const [form, map] = only(options['addr']);
  const needs: Condition[] = family === undefined ? [] : [ofFamily(family)];
  const to = (value: unknown): readonly PlainAction[] | undefined => {
    const [concat, parts] = only(value);
    const [address, port] = concat === 'concat' && Array.isArray(parts) ? (parts as unknown[]) : [value, undefined];
    const range = addressOf(address);
    const own = port === undefined ? ports : portsOf(port);
    if (range === null || own === null) return undefined;
    return [{ kind: 'translate', side, ...(range && { address: range }), ...(own && { ports: own }) }];
  };
  if (form === 'map' && isMap(map)) return [...needs, ...chosen(map, context, to)];
  return [...needs, ...(to(options['addr']) ?? cannot(`where ${kind} leads is not understood`))];
}

function addressOf(value: unknown): Range | undefined | null {
  if (value === undefined) return undefined;
  const [kind, held] = only(value);
  const text =
    typeof value === 'string'
      ? value
      : kind === 'range' && Array.isArray(held)
        ? held.join('-')
        : kind === 'prefix' && isMap(held)
          ? `${String(held['addr'])}/${String(held['len'])}`
          : '';
  const range = readAddresses(text);
  return range === null ? null : { first: range.first, last: range.last };
}

function portsOf(value: unknown): Range | undefined | null {
  if (value === undefined) return undefined;
  const [kind, held] = only(value);
  const [first, last] = kind === 'range' && Array.isArray(held) ? (held as unknown[]) : [value, value];
  if (typeof first !== 'number' || typeof last !== 'number') return null;
  return { first, last };
}
