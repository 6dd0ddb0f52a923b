import { readAddresses, readBlock, readProtocol } from '../packet-filter/addresses.ts';
import { icmp6Types, icmpTypes } from '../packet-filter/icmp-types.ts';
import {
  connectionStates,
  type Condition,
  type Family,
  type Field,
  type Key,
  type Range,
} from '../packet-filter/rule-set.ts';
import { named } from '../packet-filter/named.ts';
import { isMap, type Json } from '../json/json-map.ts';

/** The only key of an object and what it holds; an empty key for anything else. */
export function only(value: unknown): readonly [name: string, held: unknown] {
  const keys = isMap(value) ? Object.keys(value) : [];
  return keys.length === 1 ? [keys[0]!, (value as Json)[keys[0]!]] : ['', undefined];
}

/** A side of a comparison that packets have: what it is, and what must hold so that they have it at all. */
export interface Selector {
  readonly key: Key | 'fibType' | 'status' | 'direction';
  readonly side?: 'src' | 'dst';
  readonly needs: readonly Condition[];
  /** How names of values are read. */
  readonly words?: 'icmp' | 'icmpv6';
  readonly raw?: true;
  /** The family of addresses. */
  readonly family?: Family;
  readonly mask?: unknown;
}

export const ofProtocol = (number: number): Condition => ({
  kind: 'field',
  field: 'protocol',
  ranges: [{ first: number, last: number }],
  negated: false,
});
export const ofFamily = (family: Family): Condition => ({
  kind: 'field',
  field: 'family',
  ranges: [{ first: family, last: family }],
  negated: false,
});

/** What an expression of libnftables-json(5) takes from a packet; a text: why that cannot be told. */
export function selectorOf(expression: unknown): Selector | string {
  const [kind, held] = only(expression);
  if (kind === '&' && Array.isArray(held) && held.length === 2) {
    const inner = selectorOf(held[0]);
    return typeof inner === 'string' || inner.mask !== undefined ? inner : { ...inner, mask: held[1] };
  }
  if (!isMap(held)) return `the expression ${kind || 'of a match'} is not understood`;
  const text = (name: string): string => (typeof held[name] === 'string' ? held[name] : '');
  if (kind === 'payload') return payload(text('protocol'), text('field'));
  if (kind === 'meta') return named(metas, text('key')) ?? `${text('key')} of a packet is not known (meta)`;
  if (kind === 'ct') return connection(text('key'), text('dir'));
  if (kind === 'fib') {
    const flags = Array.isArray(held['flags']) ? held['flags'].join() : '';
    if (held['result'] === 'type' && (flags === 'daddr' || flags === 'saddr'))
      return { key: 'fibType', side: flags === 'daddr' ? 'dst' : 'src', needs: [] };
    return 'it depends on the routes of the host (fib)';
  }
  if (kind === 'numgen') return 'it is decided by chance or by count (numgen)';
  return `the expression ${kind} is not understood`;
}

const metas: Readonly<Record<string, Selector>> = {
  l4proto: { key: 'protocol', needs: [] },
  nfproto: { key: 'family', needs: [] },
  protocol: { key: 'family', needs: [] },
  iifname: { key: 'in', needs: [] },
  iif: { key: 'in', needs: [] },
  oifname: { key: 'out', needs: [] },
  oif: { key: 'out', needs: [] },
  mark: { key: 'mark', needs: [] },
};

/** nft leaves out of a listing that ICMP is of IPv4. */
const icmp: readonly Condition[] = [ofFamily(4), ofProtocol(1)];
const icmp6: readonly Condition[] = [ofFamily(6), ofProtocol(58)];

const payloadFields: Readonly<Record<string, Selector>> = {
  'ip saddr': { key: 'src', needs: [ofFamily(4)], family: 4 },
  'ip daddr': { key: 'dst', needs: [ofFamily(4)], family: 4 },
  'ip6 saddr': { key: 'src', needs: [ofFamily(6)], family: 6 },
  'ip6 daddr': { key: 'dst', needs: [ofFamily(6)], family: 6 },
  'ip protocol': { key: 'protocol', needs: [ofFamily(4)] },
  'ip6 nexthdr': { key: 'protocol', needs: [ofFamily(6)] },
  'tcp flags': { key: 'tcpFlags', needs: [ofProtocol(6)] },
  'icmp type': { key: 'icmpType', needs: icmp, words: 'icmp' },
  'icmp code': { key: 'icmpCode', needs: icmp, words: 'icmp' },
  'icmpv6 type': { key: 'icmpType', needs: icmp6, words: 'icmpv6' },
  'icmpv6 code': { key: 'icmpCode', needs: icmp6, words: 'icmpv6' },
  'th sport': { key: 'sport', needs: [], raw: true },
  'th dport': { key: 'dport', needs: [], raw: true },
};
const withPorts: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132, dccp: 33, udplite: 136 };

function payload(protocol: string, field: string): Selector | string {
  const known = payloadFields[`${protocol} ${field}`];
  if (known !== undefined) return known;
  const number = named(withPorts, protocol);
  if (number !== undefined && (field === 'sport' || field === 'dport'))
    return { key: field, needs: [ofProtocol(number)] };
  return `${protocol} ${field} of a packet is not known`.trim();
}

function connection(key: string, direction: string): Selector | string {
  if (direction === 'original') {
    const original: Readonly<Record<string, Selector>> = {
      'ip saddr': { key: 'originalSrc', needs: [ofFamily(4)], family: 4 },
      'ip daddr': { key: 'originalDst', needs: [ofFamily(4)], family: 4 },
      'ip6 saddr': { key: 'originalSrc', needs: [ofFamily(6)], family: 6 },
      'ip6 daddr': { key: 'originalDst', needs: [ofFamily(6)], family: 6 },
      'proto-src': { key: 'originalSport', needs: [] },
      'proto-dst': { key: 'originalDport', needs: [] },
    };
    return named(original, key) ?? `${key} of a connection is not known (ct)`;
  }
  if (direction !== '') return `${key} of the answer is not known (ct)`;
  if (key === 'mark') return { key: 'ctMark', needs: [] };
  if (key === 'state' || key === 'status' || key === 'direction') return { key, needs: [] };
  return `${key} of a connection is not known (ct)`;
}

const icmpCodes: Readonly<Record<'icmp' | 'icmpv6', Readonly<Record<string, number>>>> = {
  icmp: {
    'net-unreachable': 0,
    'host-unreachable': 1,
    'prot-unreachable': 2,
    'port-unreachable': 3,
    'frag-needed': 4,
    'net-prohibited': 9,
    'host-prohibited': 10,
    'admin-prohibited': 13,
  },
  icmpv6: {
    'no-route': 0,
    'admin-prohibited': 1,
    'addr-unreachable': 3,
    'port-unreachable': 4,
    'policy-fail': 5,
    'reject-route': 6,
  },
};

const tcpFlags: Readonly<Record<string, number>> = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ecn: 64,
  cwr: 128,
};
const services: Readonly<Record<string, number>> = { ssh: 22, domain: 53, http: 80, https: 443 };

/** By name, and by the numbers of the kernel (`NFPROTO_`, `ETH_P_`) that `nft -nn` prints. */
const families: Readonly<Record<string, Family>> = {
  ip: 4,
  ipv4: 4,
  '2': 4,
  '2048': 4,
  ip6: 6,
  ipv6: 6,
  '10': 6,
  '34525': 6,
};

/** The number that a plain value of a field stands for. */
function numberOf(selector: Selector, value: unknown): number | undefined {
  if (selector.key === 'family') return named(families, String(value));
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^(\d{1,10}|0x[\da-f]{1,8})$/i.test(value)) return Number(value);
  switch (selector.key) {
    case 'protocol':
      return readProtocol(value) ?? undefined;
    case 'sport':
    case 'dport':
      return named(services, value);
    case 'tcpFlags':
      return named(tcpFlags, value);
    case 'icmpType':
      return named(selector.words === 'icmpv6' ? icmp6Types : icmpTypes, value)?.[0];
    case 'icmpCode':
      return named(icmpCodes[selector.words ?? 'icmp'], value);
    default:
      return undefined;
  }
}

const addressFields: ReadonlySet<string> = new Set<Field>(['src', 'dst', 'originalSrc', 'originalDst']);

/** One value, range or prefix of a set as a range, the name of an interface or a state; undefined when it is not understood. */
export function partOf(selector: Selector, value: unknown): Range | string | undefined {
  const [kind, held] = only(value);
  if (kind === 'elem' && isMap(held)) return partOf(selector, held['val']);
  const { key } = selector;
  if (key === 'in' || key === 'out') return typeof value === 'string' ? interfaceName(value) : undefined;
  if (key === 'state')
    return typeof value === 'string' && connectionStates.some((one) => one === value) ? value : undefined;
  if (value === '*') return everything(selector);
  if (addressFields.has(key)) return addressPart(selector, value);
  if (kind === 'range' && Array.isArray(held)) {
    const [first, last] = held.map((one) => numberOf(selector, one));
    return first === undefined || last === undefined || first > last ? undefined : { first, last };
  }
  const number = numberOf(selector, value);
  return number === undefined ? undefined : { first: number, last: number };
}

function everything({ key, family }: Selector): Range {
  if (!addressFields.has(key)) return { first: 0, last: 0xffff_ffff };
  return family === 6 ? { first: 0n, last: (1n << 128n) - 1n } : { first: 0, last: 0xffff_ffff };
}

function addressPart({ family }: Selector, value: unknown): Range | undefined {
  const [kind, held] = only(value);
  const text =
    typeof value === 'string'
      ? value
      : kind === 'range' && Array.isArray(held)
        ? held.join('-')
        : kind === 'prefix' && isMap(held)
          ? `${String(held['addr'])}/${String(held['len'])}`
          : '';
  const range = kind === 'prefix' ? readBlock(text) : readAddresses(text);
  return range === null || range.family !== family ? undefined : { first: range.first, last: range.last };
}

/** `eth*` of nft is every name that begins so, which the model writes `eth+`. */
export function interfaceName(text: string): string | undefined {
  if (text.endsWith('+')) return undefined;
  return text.endsWith('*') ? `${text.slice(0, -1)}+` : text;
}

/** The bits that a mask keeps. */
export function maskOf(selector: Selector, mask: unknown): Range['first'] | undefined {
  if (Array.isArray(mask)) return bitsOf(selector, mask);
  const [kind, held] = only(mask);
  if (kind === '|' && Array.isArray(held)) return bitsOf(selector, held);
  const part = partOf(selector, mask);
  return typeof part === 'object' && part.first === part.last ? part.first : undefined;
}

export function bitsOf(selector: Selector, names: readonly unknown[]): number | undefined {
  let bits = 0;
  for (const name of names) {
    const [kind, held] = only(name);
    const number = kind === '|' && Array.isArray(held) ? bitsOf(selector, held) : numberOf(selector, name);
    if (number === undefined) return undefined;
    bits |= number;
  }
  return bits >>> 0;
}
