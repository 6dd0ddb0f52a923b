import { readAddresses, readPorts, readProtocol } from '../packet-filter/addresses.ts';
import { unite } from '../packet-filter/ranges.ts';
import type { Condition, Element, Key, Range, Value } from '../packet-filter/rule-set.ts';

/** A set of ipset(8), as `ipset save` writes it. */
export interface IpSet {
  /** `hash:net`, `hash:ip,port`, `list:set`. */
  readonly type: string;
  readonly family: 4 | 6;
  readonly entries: readonly IpSetEntry[];
  /** Why it cannot be decided by; undefined when it can. */
  trouble?: string;
}

interface IpSetEntry {
  readonly text: string;
  /** An exception: what it holds is not in the set. */
  readonly nomatch: boolean;
}

export type IpSets = ReadonlyMap<string, IpSet>;

/** Reads `ipset save`. Entries with a timeout are taken as they stood when it was written. */
export function readIpsetSave(text: string): { readonly sets: IpSets; readonly problems: readonly string[] } {
  const sets = new Map<string, { type: string; family: 4 | 6; entries: IpSetEntry[]; trouble?: string }>();
  const problems: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '' || words[0]!.startsWith('#')) continue;
    const [verb, name, what] = words as [string, string?, string?];
    if (verb === 'create' && name !== undefined && what !== undefined) {
      if (sets.has(name)) problems.push(`the set ${name} is made twice`);
      const at = words.indexOf('family');
      sets.set(name, { type: what, family: at !== -1 && words[at + 1] === 'inet6' ? 6 : 4, entries: [] });
      // Each entry then stands for more addresses than it names.
      if (words.includes('netmask') || words.includes('bitmask'))
        sets.get(name)!.trouble = 'compares by a mask, which is not understood';
    } else if (verb === 'add' && name !== undefined && what !== undefined && sets.has(name))
      sets.get(name)!.entries.push({ text: what, nomatch: words.includes('nomatch') });
    else if (verb !== 'COMMIT') problems.push(`line ${index + 1} of the sets is not understood`);
  }
  return { sets, problems };
}

/** Whether a packet is in the set, its dimensions taken from these sides (`src,dst`). */
export function inIpSet(sets: IpSets, name: string, sides: readonly string[], negated: boolean, depth = 0): Condition {
  const set = sets.get(name);
  const cannot = (because: string): Condition => ({ kind: 'undecidable', because });
  if (set === undefined) return cannot(`the set ${name} was not read`);
  if (set.trouble !== undefined) return cannot(`the set ${name} ${set.trouble}`);
  if (set.type === 'list:set') {
    // The kernel takes no list into a list; thirty in each of thirty would be without end.
    if (depth > 0) return cannot(`the set ${name}, a list in a list, is not understood`);
    const of = set.entries.map((entry) => inIpSet(sets, entry.text, sides, false, depth + 1));
    return set.entries.some(({ nomatch }) => nomatch)
      ? cannot(`the set ${name} has exceptions`)
      : { kind: 'any', of, negated };
  }
  const parts = (set.type.split(':')[1] ?? '').split(',');
  const keys: Key[] = [];
  for (const [index, part] of parts.entries()) {
    const from = sides[index] === 'src';
    if (sides[index] === undefined) return cannot(`the set ${name} has more parts than the rule names`);
    if (part === 'ip' || part === 'net') keys.push(from ? 'src' : 'dst');
    else if (part === 'port') keys.push('protocol', from ? 'sport' : 'dport');
    else if (part === 'iface') keys.push(from ? 'in' : 'out');
    else return cannot(`the set ${name} is of type ${set.type}`);
  }
  if (keys.length === 1 && (keys[0] === 'src' || keys[0] === 'dst')) {
    const ranges = rangesOf(set);
    if (ranges === null) return cannot(`the set ${name} has entries that are not understood`);
    return { kind: 'field', field: keys[0], ranges, negated };
  }
  if (set.entries.some(({ nomatch }) => nomatch)) return cannot(`the set ${name} has exceptions`);
  const elements: Element[] = [];
  for (const { text } of set.entries) {
    const element = elementOf(parts, text, set.type.startsWith('bitmap:port'));
    if (element === null) return cannot(`the set ${name} has entries that are not understood`);
    elements.push(element);
  }
  return { kind: 'fields', keys, elements, negated };
}

const known = new WeakMap<IpSet, readonly Range[] | null>();

/** Of entries that hold an address the most special one decides (ipset(8), nomatch). */
function rangesOf(set: IpSet): readonly Range[] | null {
  const before = known.get(set);
  if (before !== undefined) return before;
  const found = compute();
  known.set(set, found);
  return found;

  function compute(): readonly Range[] | null {
    const read: { readonly range: Range; readonly nomatch: boolean }[] = [];
    for (const { text, nomatch } of set.entries) {
      const range = readAddresses(text);
      if (range === null || range.family !== set.family) return null;
      read.push({ range: { first: range.first, last: range.last }, nomatch });
    }
    if (!read.some(({ nomatch }) => nomatch)) return unite(read.map(({ range }) => range));
    const size = ({ first, last }: Range): Value =>
      typeof first === 'bigint' ? BigInt(last) - first : Number(last) - first;
    read.sort((a, b) => (size(a.range) > size(b.range) ? -1 : size(a.range) < size(b.range) ? 1 : 0));
    let ranges: Range[] = [];
    for (const { range, nomatch } of read) ranges = nomatch ? taken(ranges, range) : unite([...ranges, range]);
    return ranges;
  }
}

function taken(ranges: readonly Range[], away: Range): Range[] {
  return ranges.flatMap((one) => {
    if (one.last < away.first || one.first > away.last) return [one];
    const left = one.first < away.first ? [{ first: one.first, last: minusOne(away.first) }] : [];
    const right = one.last > away.last ? [{ first: plusOne(away.last), last: one.last }] : [];
    return [...left, ...right];
  });
}

const minusOne = (value: Value): Value => (typeof value === 'bigint' ? value - 1n : value - 1);
const plusOne = (value: Value): Value => (typeof value === 'bigint' ? value + 1n : value + 1);

function elementOf(parts: readonly string[], text: string, anyProtocol: boolean): Element | null {
  const words = text.split(',');
  if (words.length !== parts.length) return null;
  const element: (Range | string)[] = [];
  for (const [index, part] of parts.entries()) {
    const word = words[index]!;
    if (part === 'iface') {
      if (word.includes(':')) return null;
      element.push(word);
    } else if (part === 'port') {
      const [protocol, port] = word.includes(':') ? (word.split(':', 2) as [string, string]) : ['tcp', word];
      const number = readProtocol(protocol);
      const range = readPorts(port, '-');
      if (number === null || range === null || protocol.startsWith('icmp')) return null;
      element.push(anyProtocol ? { first: 0, last: 255 } : { first: number, last: number }, range);
    } else {
      const range = readAddresses(word);
      if (range === null) return null;
      element.push({ first: range.first, last: range.last });
    }
  }
  return element;
}
