import { readAddresses, readBlock, readPorts, readProtocol } from '../packet-filter/addresses.ts';
import { icmp6Types, icmpTypes } from '../packet-filter/icmp-types.ts';
import { unite } from '../packet-filter/ranges.ts';
import {
  addressTypes,
  connectionStates,
  type Condition,
  type Family,
  type Field,
  type Range,
} from '../packet-filter/rule-set.ts';
import { inIpSet, type IpSets } from './ip-sets.ts';
import { named } from '../packet-filter/named.ts';

export interface MatchContext {
  readonly family: Family;
  readonly sets: IpSets;
}

/** An option of a match: its name without dashes, what follows it, and whether `!` stood before it. */
export interface Option {
  readonly name: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** Why a match of iptables cannot be told from a packet's fields; null for one that is not known at all. */
const undecidable: Readonly<Record<string, string>> = {
  limit: 'how many packets came before is not known (limit)',
  hashlimit: 'how many packets came before is not known (hashlimit)',
  connlimit: 'how many connections there are is not known (connlimit)',
  connbytes: 'how much a connection carried is not known (connbytes)',
  quota: 'how much came before is not known (quota)',
  recent: 'which addresses came before is not known (recent)',
  statistic: 'it is decided by chance or by count (statistic)',
  time: 'it depends on the time (time)',
  owner: 'it depends on the process that sends (owner)',
  cgroup: 'it depends on the process that sends (cgroup)',
  mac: 'the hardware address is not known (mac)',
  physdev: 'the port of the bridge is not known (physdev)',
  rpfilter: 'it depends on the routes of the host (rpfilter)',
  string: 'it depends on what the packet holds (string)',
  u32: 'it depends on what the packet holds (u32)',
  bpf: 'it is decided by a program (bpf)',
  length: 'the length of the packet is not known (length)',
  ttl: 'the hops that the packet made are not known (ttl)',
  hl: 'the hops that the packet made are not known (hl)',
  dscp: 'the class of the packet is not known (dscp)',
  tos: 'the class of the packet is not known (tos)',
  pkttype: 'whether the frame was broadcast is not known (pkttype)',
  policy: 'whether IPsec carries it is not known (policy)',
  geoip: 'where addresses belong to is not known (geoip)',
};

/** Matches that -p brings with it. */
export const protocolMatches: ReadonlySet<string> = new Set(
  'tcp udp udplite dccp sctp icmp icmp6 icmpv6 ipv6-icmp'.split(' '),
);

const noNumber = (text: string): Condition => ({ kind: 'undecidable', because: `"${text}" is not understood` });

/** What the options of one match mean; conditions that all must hold. */
export function conditionsOf(match: string, options: readonly Option[], context: MatchContext): Condition[] {
  if (match === 'comment' && options.every(({ name }) => name === 'comment')) return [];
  // What asks to connect bears no routing header, and without one no option of it holds either.
  if (match === 'rt') return [{ kind: 'any', of: [], negated: false }];
  const because = named(undecidable, match);
  if (because !== undefined) return [{ kind: 'undecidable', because }];
  if (match === 'set') return setCondition(options, context);
  if (match === 'addrtype' && options.some(({ name }) => name.startsWith('limit-iface')))
    return [{ kind: 'undecidable', because: 'which interface has the address is not known (addrtype)' }];
  const read = named(readers, match);
  // Without options a protocol asks nothing more than -p does; all others ask something that is not shown.
  if (options.length === 0 && !protocolMatches.has(match))
    return [{ kind: 'undecidable', because: `the match ${match} of iptables is not understood` }];
  return options.map(
    (option) =>
      read?.(option, context) ?? {
        kind: 'undecidable',
        because:
          read === undefined
            ? `the match ${match} of iptables is not understood`
            : `--${option.name} of the match ${match} is not understood`,
      },
  );
}

type Reader = (option: Option, context: MatchContext) => Condition | undefined;

const ports: Reader = ({ name, values: [text = ''], negated }) => {
  const field = named(portFields, name);
  if (field === undefined) return undefined;
  const range = readPorts(text, ':');
  return range === null ? noNumber(text) : { kind: 'field', field, ranges: [range], negated };
};

const portFields: Readonly<Record<string, Field>> = {
  sport: 'sport',
  'source-port': 'sport',
  dport: 'dport',
  'destination-port': 'dport',
};

const flagBits: Readonly<Record<string, number>> = {
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
  ALL: 63,
  NONE: 0,
};

function flagsOf(text: string): number | null {
  let bits = 0;
  for (const name of text.split(',')) {
    const bit = /^0x[\da-f]{1,2}$/i.test(name) ? Number(name) : named(flagBits, name);
    if (bit === undefined) return null;
    bits |= bit;
  }
  return bits;
}

const tcp: Reader = (option, context) => {
  if (option.name === 'syn') return flags(0x17, 0x02, option.negated);
  if (option.name !== 'tcp-flags') return ports(option, context);
  const [mask = null, set = null] = option.values.map(flagsOf);
  return mask === null || set === null ? noNumber(option.values.join(' ')) : flags(mask, set, option.negated);
};

function flags(mask: number, value: number, negated: boolean): Condition {
  return { kind: 'field', field: 'tcpFlags', mask, ranges: [{ first: value, last: value }], negated };
}

const icmp: Reader = ({ name, values: [text = ''], negated }, { family }) => {
  if (name !== 'icmp-type' && name !== 'icmpv6-type') return undefined;
  if (text === 'any')
    return {
      kind: 'any',
      of: [{ kind: 'field', field: 'icmpType', ranges: [{ first: 0, last: 255 }], negated: false }],
      negated,
    };
  const byName = named(family === 4 ? icmpTypes : icmp6Types, text);
  const numbers = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text);
  const type = byName?.[0] ?? (numbers === null ? undefined : Number(numbers[1]));
  const code = byName?.[1] ?? (numbers?.[2] === undefined ? undefined : Number(numbers[2]));
  if (type === undefined) return noNumber(text);
  // Before 1.8.9 a type of 255 stood for any in iptables.
  if (family === 4 && type === 255) return { kind: 'undecidable', because: 'type 255 of ICMP may stand for any' };
  const ofType: Condition = { kind: 'field', field: 'icmpType', ranges: [{ first: type, last: type }], negated };
  if (code === undefined) return ofType;
  const keys = ['icmpType', 'icmpCode'] as const;
  const element = [
    { first: type, last: type },
    { first: code, last: code },
  ];
  return { kind: 'fields', keys, elements: [element], negated };
};

const multiport: Reader = ({ name, values: [text = ''], negated }) => {
  const ranges = text.split(',').map((one) => readPorts(one, ':'));
  if (ranges.includes(null)) return noNumber(text);
  const all = unite(ranges.filter((one) => one !== null));
  const of = (field: Field, not: boolean): Condition => ({ kind: 'field', field, ranges: all, negated: not });
  if (name === 'sports' || name === 'source-ports') return of('sport', negated);
  if (name === 'dports' || name === 'destination-ports') return of('dport', negated);
  return name === 'ports' ? { kind: 'any', of: [of('sport', false), of('dport', false)], negated } : undefined;
};

const state: Reader = ({ name, values: [text = ''], negated }) => {
  if (name !== 'state' && name !== 'ctstate') return undefined;
  const names = text.toLowerCase().split(',');
  const states = names.filter((one) => one !== 'snat' && one !== 'dnat');
  if (!states.every((one): one is (typeof connectionStates)[number] => connectionStates.some((known) => known === one)))
    return noNumber(text);
  const of: Condition[] = [{ kind: 'state', states, negated: false }];
  if (names.includes('snat')) of.push({ kind: 'translated', side: 'src', negated: false });
  if (names.includes('dnat')) of.push({ kind: 'translated', side: 'dst', negated: false });
  return of.length === 1 ? { kind: 'state', states, negated } : { kind: 'any', of, negated };
};

const originals: Readonly<Record<string, Field>> = {
  ctorigsrc: 'originalSrc',
  ctorigdst: 'originalDst',
  ctorigsrcport: 'originalSport',
  ctorigdstport: 'originalDport',
};

const conntrack: Reader = (option, context) => {
  const {
    name,
    values: [text = ''],
    negated,
  } = option;
  const field = named(originals, name);
  if (field !== undefined && name.endsWith('port')) {
    const range = readPorts(text, ':');
    return range === null ? noNumber(text) : { kind: 'field', field, ranges: [range], negated };
  }
  if (field !== undefined) return address(field, text, negated, context.family);
  if (name === 'ctproto') {
    const number = readProtocol(text);
    return number === null
      ? noNumber(text)
      : { kind: 'field', field: 'protocol', ranges: [{ first: number, last: number }], negated };
  }
  if (name === 'ctdir') return { kind: 'direction', reply: text.toUpperCase() === 'REPLY', negated };
  return state(option, context);
};

const addrtype: Reader = ({ name, values: [text = ''], negated }) => {
  const side = name === 'src-type' ? 'src' : name === 'dst-type' ? 'dst' : undefined;
  if (side === undefined) return undefined;
  const types = text.toLowerCase().split(',');
  if (!types.every((one): one is (typeof addressTypes)[number] => addressTypes.some((known) => known === one)))
    return noNumber(text);
  return { kind: 'address-type', side, types, negated };
};

const iprange: Reader = ({ name, values: [text = ''], negated }, { family }) => {
  const field = name === 'src-range' ? 'src' : name === 'dst-range' ? 'dst' : undefined;
  return field === undefined ? undefined : address(field, text, negated, family);
};

/** `0x1/0xff`: a value and the bits that count. */
export function readMark(text: string): { readonly value: number; readonly mask: number } | null {
  const [value, mask = '0xffffffff'] = text.split('/');
  const numbers = [value!, mask].map((one) => (/^(0x[\da-f]{1,8}|\d{1,10})$/i.test(one) ? Number(one) : Number.NaN));
  if (!numbers.every((one) => one >= 0 && one <= 0xffff_ffff)) return null;
  return { value: numbers[0]!, mask: numbers[1]! };
}

const marked =
  (field: 'mark' | 'ctMark'): Reader =>
  ({ name, values: [text = ''], negated }) => {
    if (name !== 'mark') return undefined;
    const read = readMark(text);
    if (read === null) return noNumber(text);
    return { kind: 'field', field, mask: read.mask, ranges: [{ first: read.value, last: read.value }], negated };
  };

const readers: Readonly<Record<string, Reader>> = {
  tcp,
  udp: ports,
  udplite: ports,
  dccp: ports,
  sctp: ports,
  icmp,
  icmp6: icmp,
  icmpv6: icmp,
  'ipv6-icmp': icmp,
  multiport,
  state,
  conntrack,
  addrtype,
  iprange,
  mark: marked('mark'),
  connmark: marked('ctMark'),
};

/** How many words follow an option. */
export function valuesOf(name: string): number {
  if (name === 'tcp-flags' || name === 'match-set') return 2;
  return name === 'syn' || name.startsWith('limit-iface') || name === 'return-nomatch' ? 0 : 1;
}

function setCondition(options: readonly Option[], { sets }: MatchContext): Condition[] {
  if (options.length === 0)
    return [{ kind: 'undecidable', because: 'a match set that names no set is not understood' }];
  return options.map((option) => {
    const {
      name,
      values: [set = '', sides = ''],
      negated,
    } = option;
    if (name !== 'match-set') return { kind: 'undecidable', because: `--${name} of the match set is not understood` };
    return inIpSet(sets, set, sides.split(','), negated);
  });
}

/** An address, block or range held against a field; several, with commas between them, are one or the other. */
export function address(field: Field, text: string, negated: boolean, family: Family): Condition {
  const plain = readBlock(text);
  if (plain !== null && plain.family === family)
    return { kind: 'field', field, ranges: [{ first: plain.first, last: plain.last }], negated };
  const ranges: Range[] = [];
  for (const one of text.split(',')) {
    const masked = /^([\d.]+|[\da-f:.]+)\/([\d.]+\.[\d.]+|[\da-f]*:[\da-f:.]*)$/i.exec(one);
    if (masked !== null && !text.includes(',')) return maskedAddress(field, masked[1]!, masked[2]!, negated, family);
    const range = readAddresses(one);
    if (range === null || range.family !== family)
      return { kind: 'undecidable', because: `"${one}" is no address of IPv${family}` };
    ranges.push({ first: range.first, last: range.last });
  }
  return { kind: 'field', field, ranges: unite(ranges), negated };
}

/** `10.0.0.1/255.0.0.255`: a mask that need not be a prefix. */
function maskedAddress(field: Field, text: string, bits: string, negated: boolean, family: Family): Condition {
  const [value, mask] = [readBlock(text), readBlock(bits)];
  if (value === null || mask === null || value.family !== family || mask.family !== family)
    return { kind: 'undecidable', because: `"${text}/${bits}" is no address of IPv${family}` };
  const wanted =
    typeof value.first === 'bigint' ? value.first & BigInt(mask.first) : (value.first & Number(mask.first)) >>> 0;
  // A mask that is a prefix is a block, for which neighbours need not be told apart.
  const width = family === 4 ? 32n : 128n;
  const inverse = (1n << width) - 1n - BigInt(mask.first);
  if ((inverse & (inverse + 1n)) === 0n) {
    const last = BigInt(wanted) + inverse;
    return { kind: 'field', field, ranges: [{ first: wanted, last: family === 4 ? Number(last) : last }], negated };
  }
  return { kind: 'field', field, mask: mask.first, ranges: [{ first: wanted, last: wanted }], negated };
}
