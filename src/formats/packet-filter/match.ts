import { fieldOf, type Held, type Interface, type Packet } from './packet.ts';
import { holds, narrow } from './ranges.ts';
import type { AddressType, Condition, Element, Field, Key, Range } from './rule-set.ts';

/** Whether a packet fulfils a condition; a text: that cannot be told, and why. */
export type Holds = boolean | string;

const fieldWords: Readonly<Record<Field, string>> = {
  family: 'the family',
  protocol: 'the protocol',
  src: 'the source address',
  dst: 'the destination address',
  sport: 'the source port',
  dport: 'the destination port',
  icmpType: 'the type of ICMP',
  icmpCode: 'the code of ICMP',
  tcpFlags: 'the flags of TCP',
  mark: 'the mark of the packet',
  ctMark: 'the mark of the connection',
  originalSrc: 'the source address before translation',
  originalDst: 'the destination address before translation',
  originalSport: 'the source port before translation',
  originalDport: 'the destination port before translation',
};

export function test(condition: Condition, packet: Packet): Holds {
  switch (condition.kind) {
    case 'field': {
      // Most rules begin so, and most of them end here.
      if (condition.field === 'protocol')
        return holds(condition.ranges, packet.protocol, undefined) !== condition.negated;
      const held = fieldOf(packet, condition.field);
      // What a packet has not is not unlike anything either.
      if (held.absent === true)
        return condition.raw === true ? `${fieldWords[condition.field]} is asked of a protocol without it` : false;
      return negate(inRanges(condition.field, held, condition.ranges, condition.mask), condition.negated);
    }
    case 'interface':
      return negate(onInterface(packet[condition.side], condition.names, condition.side), condition.negated);
    case 'state':
      if (packet.state === undefined) return 'the state of the connection is not known';
      return negate(condition.states.includes(packet.state), condition.negated);
    case 'direction':
      if (packet.state !== 'new' && packet.state !== 'established') return 'the connection is not tracked';
      return negate(packet.reply === condition.reply, condition.negated);
    case 'translated': {
      const known = condition.side === 'src' ? packet.translatedSrc : packet.translatedDst;
      return known === undefined ? 'whether it was translated is not known' : negate(known, condition.negated);
    }
    case 'address-type':
      return negate(ofTypes(packet, condition.side, condition.types), condition.negated);
    case 'fields':
      return negate(inElements(condition.keys, condition.elements, packet), condition.negated);
    case 'any':
      return negate(anyOf(condition.of, packet), condition.negated);
    case 'undecidable':
      return condition.because;
  }
}

function negate(found: Holds, negated: boolean): Holds {
  return typeof found === 'boolean' && negated ? !found : found;
}

function inRanges(
  field: Field,
  { value, span, not }: Held,
  ranges: readonly Range[],
  mask: Range['first'] | undefined,
): Holds {
  if (value === undefined) {
    const none = mask === undefined && ranges.every((one) => not?.some((other) => within(one, other)));
    return none ? false : `${fieldWords[field]} is not known`;
  }
  if (mask === undefined) return holds(ranges, value, span);
  // Bits in the middle of a value cut it into too many runs to follow.
  if (span !== undefined) narrow(span, value, value);
  return holds(ranges, typeof value === 'bigint' ? value & BigInt(mask) : (value & Number(mask)) >>> 0, undefined);
}

function within(one: Range, other: Range): boolean {
  return typeof one.first === typeof other.first && other.first <= one.first && one.last <= other.last;
}

function onInterface(at: Interface, names: readonly string[], side: 'in' | 'out'): Holds {
  let unsure = false;
  for (const name of names) {
    const begins = name.endsWith('+');
    const start = begins ? name.slice(0, -1) : name;
    if ('name' in at) {
      if (begins ? at.name.startsWith(start) : at.name === name) return true;
    } else if (begins && start === '') return true;
    else if (!at.except.some((other) => (other.endsWith('+') ? start.startsWith(other.slice(0, -1)) : other === name)))
      unsure = true;
  }
  if (!unsure) return false;
  return `whether it ${side === 'in' ? 'comes in' : 'goes out'} by ${names.join(' or ')} is not known`;
}

const multicast: Readonly<Record<4 | 6, Range>> = {
  4: { first: 0xe000_0000, last: 0xefff_ffff },
  6: { first: 0xffn << 120n, last: (1n << 128n) - 1n },
};
const broadcast = 0xffff_ffff;

/** The kernel asks its routes what an address is: local is one of its own. */
function ofTypes(packet: Packet, side: 'src' | 'dst', types: readonly AddressType[]): Holds {
  const here = side === 'src' ? packet.srcHere : packet.dstHere;
  const { value, span } = packet[side];
  if (here === true) return types.includes('local');
  if (value !== undefined) {
    if (holds([multicast[packet.family]], value, span)) return types.includes('multicast');
    if (packet.family === 4 && holds([{ first: broadcast, last: broadcast }], value, span))
      return types.includes('broadcast');
  }
  if (here === undefined) return `whether ${fieldWords[side]} is one of the host is not known`;
  if (types.includes('unicast') && types.includes('broadcast') && types.includes('anycast')) return true;
  // An address that is not the host's own and no multicast is unicast, or the last one of a network of the host.
  if (!types.includes('unicast') && !types.includes('broadcast') && !types.includes('anycast')) return false;
  if (side === 'src') return types.includes('unicast');
  return `what ${fieldWords[side]} is to the host is not known`;
}

function anyOf(conditions: readonly Condition[], packet: Packet): Holds {
  let unsure: string | undefined;
  for (const one of conditions) {
    const found = test(one, packet);
    if (found === true) return true;
    if (typeof found === 'string') unsure ??= found;
  }
  return unsure ?? false;
}

function inElements(keys: readonly Key[], elements: readonly Element[], packet: Packet): Holds {
  if (keys.some((key) => isField(key) && fieldOf(packet, key).absent === true)) return false;
  let unsure: string | undefined;
  for (const element of elements) {
    const found = inElement(keys, element, packet);
    if (found === true) return true;
    if (typeof found === 'string') unsure ??= found;
  }
  return unsure ?? false;
}

/** Whether the packet is at this element of a set or map. */
export function inElement(keys: readonly Key[], element: Element, packet: Packet): Holds {
  let unsure: string | undefined;
  for (const [index, key] of keys.entries()) {
    const found = atKey(key, element[index], packet);
    if (found === false) return false;
    if (typeof found === 'string') unsure ??= found;
  }
  return unsure ?? true;
}

const notUnderstood = 'an element of a set is not understood';

function atKey(key: Key, part: Element[number], packet: Packet): Holds {
  if (part === undefined) return notUnderstood;
  if (isField(key)) {
    if (typeof part === 'string') return notUnderstood;
    const held = fieldOf(packet, key);
    return held.absent === true ? false : inRanges(key, held, [part], undefined);
  }
  if (typeof part !== 'string') return notUnderstood;
  if (key !== 'state') return onInterface(packet[key], [part], key);
  return packet.state === undefined ? 'the state of the connection is not known' : packet.state === part;
}

function isField(key: Key): key is Field {
  return key !== 'in' && key !== 'out' && key !== 'state';
}
