import { unite } from '../packet-filter/ranges.ts';
import {
  addressTypes,
  connectionStates,
  type AddressType,
  type Condition,
  type ConnectionState,
  type Element,
  type Key,
  type Range,
} from '../packet-filter/rule-set.ts';
import { bitsOf, maskOf, only, partOf, selectorOf, type Selector } from './expressions.ts';
import { isMap, type Json } from '../json/json-map.ts';

/** A named set or map as it was listed. */
export interface NamedSet {
  readonly elements: readonly unknown[];
  /** Rules add to it or take from it: what it holds for a packet depends on those before. */
  readonly changes: boolean;
}

export type NamedSets = ReadonlyMap<string, NamedSet>;

const cannot = (because: string): readonly Condition[] => [{ kind: 'undecidable', because }];

/** The conditions that `{"match": {op, left, right}}` makes; all must hold. */
export function matchOf(match: Json, sets: NamedSets): readonly Condition[] {
  const { op, left, right } = match;
  if (op !== '==' && op !== '!=' && op !== 'in' && op !== '<' && op !== '>' && op !== '<=' && op !== '>=' && op !== '!')
    return cannot(`the comparison ${String(op)} is not understood`);
  // What asks to connect bears no header between that of IPv6 and its own.
  if (only(left)[0] === 'exthdr') return [{ kind: 'any', of: [], negated: right === false && op === '==' }];
  const keys = keysOf(left);
  if (typeof keys === 'string') return cannot(keys);
  const values = valuesOf(right, sets);
  if (typeof values === 'string') return cannot(values);
  if (keys.length > 1) return severalFields(keys, values, op);
  const [selector] = keys;
  return [...selector!.needs, oneField(selector!, values, op)];
}

/** What a packet is looked at by, one or several; a text: why that cannot be told. */
export function keysOf(left: unknown): readonly Selector[] | string {
  const [kind, held] = only(left);
  const parts = kind === 'concat' && Array.isArray(held) ? held : [left];
  const found: Selector[] = [];
  for (const part of parts) {
    const selector = selectorOf(part);
    if (typeof selector === 'string') return selector;
    found.push(selector);
  }
  return found;
}

interface Values {
  readonly list: readonly unknown[];
  /** Given one by one and not as a set: of bits, all of them together. */
  readonly plain: boolean;
}

function valuesOf(right: unknown, sets: NamedSets): Values | string {
  if (typeof right === 'string' && right.startsWith('@')) {
    const set = sets.get(right.slice(1));
    if (set === undefined) return `the set ${right} is not there`;
    return set.changes ? `the set ${right} is changed by rules` : { list: set.elements, plain: false };
  }
  const [kind, held] = only(right);
  if (kind === 'set') return { list: Array.isArray(held) ? held : [held], plain: false };
  return { list: Array.isArray(right) ? right : [right], plain: true };
}

/** Every key of a set of concatenations, or of a map, that the model can hold against a packet. */
export function plainKeys(selectors: readonly Selector[]): readonly Key[] | string {
  const found: Key[] = [];
  for (const { key, mask, raw } of selectors) {
    if (mask !== undefined || raw === true || key === 'fibType' || key === 'status' || key === 'direction')
      return 'a part of a concatenation or map is not understood';
    found.push(key);
  }
  return found;
}

export function elementOf(selectors: readonly Selector[], value: unknown): Element {
  const [kind, held] = only(value);
  if (kind === 'elem' && isMap(held)) return elementOf(selectors, held['val']);
  if (kind === 'concat' && Array.isArray(held)) return selectors.map((selector, at) => partOf(selector, held[at]));
  // The element that takes all others.
  if (value === '*')
    return selectors.map((selector) => (selector.key === 'in' || selector.key === 'out' ? '+' : partOf(selector, '*')));
  return selectors.map((selector, at) => (at === 0 && selectors.length === 1 ? partOf(selector, value) : undefined));
}

function severalFields(selectors: readonly Selector[], { list }: Values, op: string): readonly Condition[] {
  const keys = plainKeys(selectors);
  if (typeof keys === 'string') return cannot(keys);
  if (op !== '==' && op !== '!=') return cannot(`the comparison ${op} of a concatenation is not understood`);
  const elements = list.map((value) => elementOf(selectors, value));
  return [...selectors.flatMap(({ needs }) => needs), { kind: 'fields', keys, elements, negated: op === '!=' }];
}

function oneField(selector: Selector, values: Values, op: string): Condition {
  const { key } = selector;
  const negated = op === '!=' || op === '!';
  const undecidable = (because = 'a value of a match is not understood'): Condition => ({
    kind: 'undecidable',
    because,
  });
  if (op === '<' || op === '>' || op === '<=' || op === '>=') return ordered(selector, values, op) ?? undecidable();
  switch (key) {
    case 'state': {
      const states = values.list.map((one) => connectionStates.find((state) => state === one));
      if (states.includes(undefined)) return undecidable();
      return { kind: 'state', states: states.filter((one): one is ConnectionState => one !== undefined), negated };
    }
    case 'direction': {
      const [one] = values.list;
      return values.list.length === 1 && (one === 'reply' || one === 'original')
        ? { kind: 'direction', reply: one === 'reply', negated }
        : undecidable();
    }
    case 'status': {
      const sides = values.list.map((one) => (one === 'dnat' ? 'dst' : one === 'snat' ? 'src' : undefined));
      if ((op !== 'in' && op !== '!') || sides.includes(undefined))
        return undecidable('the status of a connection is not known');
      const of = sides.flatMap((side): Condition[] => (side ? [{ kind: 'translated', side, negated: false }] : []));
      return { kind: 'any', of, negated };
    }
    case 'fibType': {
      const types = values.list.map((one) => addressTypes.find((type) => type === one));
      if (types.includes(undefined) || selector.side === undefined) return undecidable();
      const known = types.filter((one): one is AddressType => one !== undefined);
      return { kind: 'address-type', side: selector.side, types: known, negated };
    }
    case 'in':
    case 'out': {
      const names = values.list.map((one) => partOf(selector, one));
      return names.every((one) => typeof one === 'string')
        ? { kind: 'interface', side: key, names, negated }
        : undecidable('the name of an interface is not understood');
    }
    default:
      return numbers(selector, key, values, op, negated) ?? undecidable();
  }
}

function numbers(
  selector: Selector,
  field: Exclude<Key, 'in' | 'out' | 'state'>,
  { list, plain }: Values,
  op: string,
  negated: boolean,
): Condition | undefined {
  const raw = selector.raw === true ? ({ raw: true } as const) : {};
  if (op === 'in' || op === '!') {
    // At least one of these bits is set; with `!` none is.
    const bits = bitsOf(selector, list);
    if (bits === undefined || !plain) return undefined;
    return { kind: 'field', field, mask: bits, ranges: [{ first: 0, last: 0 }], negated: op === 'in', ...raw };
  }
  let mask: Range['first'] | undefined;
  if (selector.mask !== undefined) {
    mask = maskOf(selector, selector.mask);
    if (mask === undefined) return undefined;
  }
  let ranges: (Range | string | undefined)[];
  if (plain && (list.length > 1 || only(list[0])[0] === '|')) {
    const bits = bitsOf(selector, list);
    ranges = [bits === undefined ? undefined : { first: bits, last: bits }];
  } else ranges = list.map((one) => partOf(selector, one));
  if (!ranges.every((one) => typeof one === 'object')) return undefined;
  return { kind: 'field', field, ranges: unite(ranges), ...(mask === undefined ? {} : { mask }), negated, ...raw };
}

function ordered(selector: Selector, { list }: Values, op: string): Condition | undefined {
  const { key } = selector;
  const part = list.length === 1 ? partOf(selector, list[0]) : undefined;
  if (typeof part !== 'object' || part.first !== part.last || typeof part.first === 'bigint') return undefined;
  if (
    selector.mask !== undefined ||
    !['sport', 'dport', 'mark', 'ctMark', 'protocol', 'icmpType', 'icmpCode'].includes(key)
  )
    return undefined;
  const value = part.first;
  const top = 0xffff_ffff;
  const range: Record<string, Range> = {
    '<': { first: 0, last: value - 1 },
    '<=': { first: 0, last: value },
    '>': { first: value + 1, last: top },
    '>=': { first: value, last: top },
  };
  const raw = selector.raw === true ? ({ raw: true } as const) : {};
  return { kind: 'field', field: key as 'dport', ranges: [range[op]!], negated: false, ...raw };
}
