import { parseAddress, parseBlock } from '../connections/blocks.ts';
import type { Family, Range, Value } from './rule-set.ts';
import { named } from './named.ts';

export function valueOf(family: Family, value: bigint): Value {
  return family === 4 ? Number(value) : value;
}

export interface AddressRange extends Range {
  readonly family: Family;
}

const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/;

/** Blocks of IPv4, which lists of addresses are made of, without bigints; undefined where that does not read them. */
function readFour(text: string): AddressRange | null | undefined {
  const match = four.exec(text);
  if (match === null) return undefined;
  let value = 0;
  for (let at = 1; at <= 4; at++) {
    const part = match[at]!;
    const number = Number(part);
    if (number > 255 || (part.length > 1 && part.startsWith('0'))) return null;
    value = value * 256 + number;
  }
  const prefix = match[5] === undefined ? 32 : Number(match[5]);
  if (prefix > 32) return null;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(value / size) * size;
  return { family: 4, first, last: first + size - 1 };
}

/** One address; null for what is none. */
export function readAddress(text: string): AddressRange | null {
  const plain = text.includes('/') ? undefined : readFour(text);
  if (plain !== undefined) return plain;
  const one = parseAddress(text);
  if (one === null) return null;
  const value = valueOf(one.family, one.first);
  return { family: one.family, first: value, last: value };
}

/** `10.0.0.0/8` or an address; null for what is neither. */
export function readBlock(text: string): AddressRange | null {
  const plain = readFour(text);
  if (plain !== undefined) return plain;
  if (!text.includes('/')) return readAddress(text);
  if (!/^[^/]+\/\d{1,3}$/.test(text)) return null;
  const one = parseBlock(text);
  return one === null
    ? null
    : { family: one.family, first: valueOf(one.family, one.first), last: valueOf(one.family, one.last) };
}

/** `10.0.0.1-10.0.0.9`, a block or an address; null for what is none of them, or runs backwards. */
export function readAddresses(text: string): AddressRange | null {
  const [from, to, ...rest] = text.split('-');
  if (to === undefined) return readBlock(text);
  const [first, last] = [readAddress(from!), readAddress(to)];
  if (first === null || last === null || rest.length > 0 || first.family !== last.family || first.first > last.first)
    return null;
  return { family: first.family, first: first.first, last: last.last };
}

/** `80`, or with this between two numbers a range: `80:90`, `:90`, `80:` (`-` likewise); null for what is none. */
export function readPorts(text: string, between: ':' | '-'): Range | null {
  const [from = '', to] = text.split(between, 2);
  const first = from === '' && to !== undefined ? 0 : portOf(from);
  const last = to === undefined ? first : to === '' && between === ':' ? 65_535 : portOf(to);
  return first === null || last === null || first > last ? null : { first, last };
}

/** Names of /etc/services that rules written by hand use; iptables-save and nft print numbers. */
const services: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  http: 80,
  ntp: 123,
  snmp: 161,
  imap: 143,
  https: 443,
  imaps: 993,
  mysql: 3306,
  postgresql: 5432,
};

function portOf(text: string): number | null {
  if (!/^\d{1,5}$/.test(text)) return named(services, text) ?? null;
  const port = Number(text);
  return port > 65_535 ? null : port;
}

/** Numbers of IP protocols by the names that both programs print (/etc/protocols). */
const protocolNames: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  ipip: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  'ipv6-route': 43,
  'ipv6-frag': 44,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  'ipv6-icmp': 58,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  ospf: 89,
  ospfigp: 89,
  pim: 103,
  vrrp: 112,
  comp: 108,
  ipcomp: 108,
  sctp: 132,
  udplite: 136,
};

/** The number of a protocol; `all` and 0 are 0; null for a name that is not known. */
export function readProtocol(text: string): number | null {
  if (/^\d{1,3}$/.test(text)) return Number(text) > 255 ? null : Number(text);
  const name = text.toLowerCase();
  return name === 'all' ? 0 : (named(protocolNames, name) ?? null);
}
