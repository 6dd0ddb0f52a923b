import type { ConnectionState, Family, Field, Range, Value } from './rule-set.ts';

/**
 * All values for which the same was found: an evaluation narrows it at each comparison, so that one packet
 * stands for all whose value lies in it.
 */
export interface Span {
  first: Value;
  last: Value;
}

/** A field of a packet. `value` undefined: not known. `absent`: such packets have none (a port of ICMP). */
export interface Held {
  readonly value: Value | undefined;
  readonly span?: Span;
  readonly absent?: true;
  /** Of a value that is not known: none of these. Sorted and disjoint. */
  readonly not?: readonly Range[];
}

/** An interface by name, or any other than these (`veth+` is every one that begins so). */
export type Interface = { readonly name: string } | { readonly except: readonly string[] };

export interface Packet {
  readonly family: Family;
  readonly protocol: number;
  readonly src: Held;
  readonly dst: Held;
  readonly sport: Held;
  readonly dport: Held;
  readonly icmpType: Held;
  readonly icmpCode: Held;
  readonly tcpFlags: Held;
  readonly in: Interface;
  readonly out: Interface;
  /** Undefined: not known. */
  readonly mark: number | undefined;
  readonly ctMark: number | undefined;
  readonly state: ConnectionState | undefined;
  /** Goes against the direction of the connection's first packet. */
  readonly reply: boolean;
  readonly translatedSrc: boolean | undefined;
  readonly translatedDst: boolean | undefined;
  /** Whether the address is one of the host itself; undefined: not known. */
  readonly srcHere: boolean | undefined;
  readonly dstHere: boolean | undefined;
  readonly original: Readonly<Record<'src' | 'dst' | 'sport' | 'dport', Held>>;
}

export const protocolNumbers = { ICMP: 1, TCP: 6, UDP: 17, ICMPv6: 58, SCTP: 132 } as const;

/** Numbers of what must be said of a first packet; the rest is taken as the kernel makes it. */
export interface PacketWords {
  readonly family: Family;
  readonly protocol: keyof typeof protocolNumbers;
  readonly src?: Held | undefined;
  readonly dst?: Held | undefined;
  readonly sport?: Held | undefined;
  readonly dport?: Held | undefined;
  readonly icmpType?: Held | undefined;
  readonly in?: Interface;
  readonly out?: Interface;
  readonly srcHere?: boolean | undefined;
  readonly dstHere?: boolean | undefined;
}

const notKnown: Held = { value: undefined };
const absent: Held = { value: undefined, absent: true };
const anyInterface: Interface = { except: [] };
/** Flags of TCP: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128. */
const syn = 2;
const ack = 16;

/** The first packet of a connection. */
export function firstPacket(words: PacketWords): Packet {
  const { family, protocol } = words;
  const icmp = protocol === 'ICMP' || protocol === 'ICMPv6';
  const src = words.src ?? notKnown;
  const dst = words.dst ?? notKnown;
  const sport = icmp ? absent : (words.sport ?? notKnown);
  const dport = icmp ? absent : (words.dport ?? notKnown);
  const icmpType = icmp ? (words.icmpType ?? { value: protocol === 'ICMP' ? 8 : 128 }) : absent;
  return {
    family,
    protocol: protocolNumbers[protocol],
    src,
    dst,
    sport,
    dport,
    icmpType,
    icmpCode: icmp ? { value: 0 } : absent,
    tcpFlags: protocol === 'TCP' ? { value: syn } : absent,
    in: words.in ?? anyInterface,
    out: words.out ?? anyInterface,
    mark: 0,
    ctMark: 0,
    state: icmp ? stateOfIcmp(protocol, icmpType) : 'new',
    reply: false,
    translatedSrc: false,
    translatedDst: false,
    srcHere: words.srcHere,
    dstHere: words.dstHere,
    original: { src, dst, sport, dport },
  };
}

/**
 * Conntrack lets only questions begin a connection (nf_conntrack_proto_icmp.c: valid_new; of ICMPv6 echo and
 * node information) and never tracks neighbour discovery and multicast listeners (noct_valid_new).
 */
function stateOfIcmp(protocol: 'ICMP' | 'ICMPv6', { value, span }: Held): ConnectionState | undefined {
  if (value === undefined) return undefined;
  const type = Number(value);
  if (span !== undefined) span.first = span.last = type;
  if (protocol === 'ICMP') return [8, 13, 15, 17].includes(type) ? 'new' : 'invalid';
  if ([128, 139].includes(type)) return 'new';
  return (type >= 130 && type <= 137) || type === 143 ? 'untracked' : 'invalid';
}

/**
 * The port to which an answer goes, where it is not known: programs that connect take none of the ports that
 * servers have, and one that could be answered is enough for a connection.
 */
export function portOfClient(sport: Held): Held {
  if (sport.absent === true || sport.value !== undefined || sport.not !== undefined) return sport;
  return { value: undefined, not: [{ first: 0, last: 1023 }] };
}

/** The answer to it, as the other side sends it. */
export function replyTo(first: Packet, arrived: Packet): Packet {
  const answers = first.protocol === protocolNumbers.ICMP || first.protocol === protocolNumbers.ICMPv6;
  return {
    ...arrived,
    src: arrived.dst,
    dst: arrived.src,
    sport: arrived.dport,
    dport: portOfClient(arrived.sport),
    icmpType: answers ? { value: first.protocol === protocolNumbers.ICMP ? 0 : 129 } : arrived.icmpType,
    tcpFlags: first.tcpFlags.absent === true ? first.tcpFlags : { value: syn + ack },
    in: arrived.out,
    out: arrived.in,
    mark: 0,
    state: answered(arrived),
    reply: true,
    srcHere: arrived.dstHere,
    dstHere: arrived.srcHere,
    original: first.original,
  };
}

/** Of a connection that is not tracked (NOTRACK) nobody can tell what an answer is taken for. */
function answered(arrived: Packet): ConnectionState | undefined {
  return arrived.state === 'new' ? 'established' : undefined;
}

/** What the first side sends once it was answered. */
export function furtherTo(first: Packet, arrived: Packet): Packet {
  return {
    ...first,
    tcpFlags: first.tcpFlags.absent === true ? first.tcpFlags : { value: ack },
    state: answered(arrived),
    ctMark: arrived.ctMark,
    translatedSrc: arrived.translatedSrc,
    translatedDst: arrived.translatedDst,
  };
}

/** A packet that is one of the two: what differs is not known. */
export function either(a: Packet, b: Packet): Packet {
  if (a === b) return a;
  const held = (one: Held, other: Held): Held =>
    one === other || (one.value === other.value && one.value !== undefined && one.span === other.span) ? one : notKnown;
  const plain = <T>(one: T, other: T): T | undefined => (one === other ? one : undefined);
  return {
    ...a,
    src: held(a.src, b.src),
    dst: held(a.dst, b.dst),
    sport: held(a.sport, b.sport),
    dport: held(a.dport, b.dport),
    mark: plain(a.mark, b.mark),
    ctMark: plain(a.ctMark, b.ctMark),
    state: plain(a.state, b.state),
    translatedSrc: plain(a.translatedSrc, b.translatedSrc),
    translatedDst: plain(a.translatedDst, b.translatedDst),
    srcHere: plain(a.srcHere, b.srcHere),
    dstHere: plain(a.dstHere, b.dstHere),
  };
}

export function fieldOf(packet: Packet, field: Field): Held {
  switch (field) {
    case 'family':
      return { value: packet.family };
    case 'protocol':
      return { value: packet.protocol };
    case 'mark':
    case 'ctMark':
      return { value: packet[field] };
    case 'originalSrc':
      return packet.original.src;
    case 'originalDst':
      return packet.original.dst;
    case 'originalSport':
      return packet.original.sport;
    case 'originalDport':
      return packet.original.dport;
    default:
      return packet[field];
  }
}
