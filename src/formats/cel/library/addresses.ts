import { quote } from '../describe.ts';
import { overload, type Overload } from '../functions.ts';
import { cidrType, ipType } from '../types.ts';
import { CelError, noSuchOverload, Opaque, type Value } from '../values.ts';

/** An address of IPv4 or IPv6; those of IPv4 within IPv6 are refused when they are read. */
class Ip extends Opaque {
  readonly type = ipType;
  readonly bits: bigint;
  readonly length: 32 | 128;
  constructor(bits: bigint, length: 32 | 128) {
    super();
    this.bits = bits;
    this.length = length;
  }
  equals(other: Value): boolean | CelError {
    return other instanceof Ip ? this.bits === other.bits && this.length === other.length : noSuchOverload;
  }
  override size(): number {
    return this.length / 8;
  }
  /** The first so many bits. */
  prefix(count: number): bigint {
    return this.bits >> BigInt(this.length - count);
  }
  override toString(): string {
    return this.length === 32 ? this.#dotted(this.bits) : this.#groups();
  }
  #dotted(bits: bigint): string {
    return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
  }
  #groups(): string {
    const groups = Array.from({ length: 8 }, (_, index) => (this.bits >> BigInt(112 - index * 16)) & 0xffffn);
    let best = { from: -1, length: 1 };
    for (let from = 0; from < 8; from++) {
      let length = 0;
      while (from + length < 8 && groups[from + length] === 0n) length++;
      if (length > best.length) best = { from, length };
    }
    const text = (part: readonly bigint[]): string => part.map((group) => group.toString(16)).join(':');
    if (best.from === -1) return text(groups);
    return `${text(groups.slice(0, best.from))}::${text(groups.slice(best.from + best.length))}`;
  }
}

class Cidr extends Opaque {
  readonly type = cidrType;
  readonly ip: Ip;
  readonly bits: number;
  constructor(ip: Ip, bits: number) {
    super();
    this.ip = ip;
    this.bits = bits;
  }
  equals(other: Value): boolean | CelError {
    return other instanceof Cidr ? this.ip.equals(other.ip) === true && this.bits === other.bits : noSuchOverload;
  }
  override size(): number {
    return Math.ceil(this.bits / 8);
  }
  contains(ip: Ip, bits = this.bits): boolean {
    return this.ip.length === ip.length && this.ip.prefix(bits) === ip.prefix(bits);
  }
  override toString(): string {
    return `${this.ip.toString()}/${this.bits}`;
  }
}

class AddressFault extends Error {}

/** Reads an address as Go's `net/netip` does, with its messages. */
function readAddress(text: string): { readonly ip: Ip; readonly zone: string; readonly mapped: boolean } {
  const fault = (message: string, at?: string): AddressFault =>
    new AddressFault(`ParseAddr(${quote(text)}): ${message}${at === undefined ? '' : ` (at ${quote(at)})`}`);
  const first = /[.:%]/.exec(text)?.[0];
  if (first === undefined) throw fault('unable to parse IP');
  if (first === '%') throw fault('missing IPv6 address');
  if (first === '.') return { ip: new Ip(readFields(text, fault), 32), zone: '', mapped: false };
  return readSix(text, fault);
}

type Fault = (message: string, at?: string) => AddressFault;

function readFields(text: string, fault: Fault): bigint {
  let bits = 0n;
  let [value, digits, dots] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character >= '0' && character <= '9') {
      if (digits === 1 && value === 0) throw fault('IPv4 field has octet with leading zero');
      value = value * 10 + Number(character);
      digits++;
      if (value > 255) throw fault('IPv4 field has value >255');
    } else if (character === '.') {
      if (at === 0 || at === text.length - 1 || text[at - 1] === '.')
        throw fault('IPv4 field must have at least one digit', text.slice(at));
      if (dots === 3) throw fault('IPv4 address too long');
      bits = (bits << 8n) | BigInt(value);
      dots++;
      [value, digits] = [0, 0];
    } else throw fault('unexpected character', text.slice(at));
  }
  if (dots < 3) throw fault('IPv4 address too short');
  return (bits << 8n) | BigInt(value);
}

function readSix(text: string, fault: Fault): { ip: Ip; zone: string; mapped: boolean } {
  const percent = text.indexOf('%');
  const zone = percent === -1 ? '' : text.slice(percent + 1);
  if (percent !== -1 && zone === '') throw fault('zone must be a non-empty string');
  let rest = percent === -1 ? text : text.slice(0, percent);
  const groups: bigint[] = [];
  let ellipsis = -1;
  if (rest.startsWith('::')) {
    ellipsis = 0;
    rest = rest.slice(2);
    if (rest === '') return { ip: new Ip(0n, 128), zone, mapped: false };
  }
  while (groups.length < 8) {
    const [hex] = /^[0-9a-fA-F]*/.exec(rest)!;
    if (hex.length > 4) throw fault('each group must have 4 or less digits', rest);
    if (hex === '') throw fault('each colon-separated field must have at least one digit', rest);
    if (rest[hex.length] === '.') {
      if (ellipsis < 0 && groups.length !== 6)
        throw fault('embedded IPv4 address must replace the final 2 fields of the address', rest);
      if (groups.length > 6) throw fault('too many hex fields to fit an embedded IPv4 at the end of the address', rest);
      const four = readFields(rest, fault);
      groups.push(four >> 16n, four & 0xffffn);
      rest = '';
      break;
    }
    groups.push(BigInt(`0x${hex}`));
    rest = rest.slice(hex.length);
    if (rest === '') break;
    if (!rest.startsWith(':')) throw fault('unexpected character, want colon', rest);
    if (rest.length === 1) throw fault('colon must be followed by more characters', rest);
    rest = rest.slice(1);
    if (rest.startsWith(':')) {
      if (ellipsis >= 0) throw fault('multiple :: in address', rest);
      ellipsis = groups.length;
      rest = rest.slice(1);
      if (rest === '') break;
    }
  }
  if (rest !== '') throw fault('trailing garbage after address', rest);
  if (groups.length < 8) {
    if (ellipsis < 0) throw fault('address string too short');
    groups.splice(ellipsis, 0, ...Array.from({ length: 8 - groups.length }, () => 0n));
  } else if (ellipsis >= 0) throw fault('the :: must expand to at least one field of zeros');
  const bits = groups.reduce((whole, group) => (whole << 16n) | group, 0n);
  return { ip: new Ip(bits, 128), zone, mapped: bits >> 32n === 0xffffn };
}

/** True for what Go reads as an address of IPv6, a zone allowed: the host of a URL in brackets. */
export function addressFault(text: string): { readonly message: string | null; readonly four: boolean } {
  try {
    return { message: null, four: readAddress(text).ip.length === 32 };
  } catch (error) {
    if (error instanceof AddressFault) return { message: error.message, four: false };
    throw error;
  }
}

function readIp(text: string): Ip | CelError {
  try {
    const { ip, zone, mapped } = readAddress(text);
    if (zone !== '') return new CelError(`IP address ${quote(text)} with zone value is not allowed`);
    return mapped ? new CelError(`IPv4-mapped IPv6 address ${quote(text)} is not allowed`) : ip;
  } catch (error) {
    if (!(error instanceof AddressFault)) throw error;
    return new CelError(`IP Address ${quote(text)} parse error during conversion from string: ${error.message}`);
  }
}

function readCidr(text: string): Cidr | CelError {
  const unread = (message: string): CelError => {
    const inner = `network address parse error during conversion from string: netip.ParsePrefix(${quote(text)}): ${message}`;
    return new CelError(`network address parse error during conversion from string: ${inner}`);
  };
  const slash = text.lastIndexOf('/');
  if (slash === -1) return unread("no '/'");
  let read;
  try {
    read = readAddress(text.slice(0, slash));
  } catch (error) {
    if (!(error instanceof AddressFault)) throw error;
    return unread(error.message);
  }
  if (read.zone !== '') return unread('IPv6 zones cannot be present in a prefix');
  const bits = text.slice(slash + 1);
  if (!/^(0|[1-9][0-9]*)$/.test(bits) || bits.length > 18) return unread(`bad bits after slash: ${quote(bits)}`);
  if (Number(bits) > read.ip.length) return unread('prefix length out of range');
  if (read.mapped) {
    const refused = `IPv4-mapped IPv6 address ${quote(text)} is not allowed`;
    return new CelError(`network address parse error during conversion from string: ${refused}`);
  }
  return new Cidr(read.ip, Number(bits));
}

const four = (ip: Ip): boolean => ip.length === 32;
const isLoopback = (ip: Ip): boolean => (four(ip) ? ip.prefix(8) === 127n : ip.bits === 1n);
const isLinkLocalUnicast = (ip: Ip): boolean => (four(ip) ? ip.prefix(16) === 0xa9fen : ip.prefix(10) === 0x3fan);
const isMulticast = (ip: Ip): boolean => (four(ip) ? ip.prefix(4) === 14n : ip.prefix(8) === 0xffn);

function isLinkLocalMulticast(ip: Ip): boolean {
  return four(ip) ? ip.prefix(24) === 0xe00000n : ip.prefix(8) === 0xffn && (ip.prefix(16) & 0xfn) === 2n;
}

function isGlobalUnicast(ip: Ip): boolean {
  if (ip.bits === 0n || (four(ip) && ip.bits === 0xffffffffn)) return false;
  return !isLoopback(ip) && !isMulticast(ip) && !isLinkLocalUnicast(ip);
}

const containsIp = (cidr: Cidr, ip: Value): Value => (ip instanceof Ip ? cidr.contains(ip) : noSuchOverload);

function containsCidr(cidr: Cidr, other: Value): Value {
  if (!(other instanceof Cidr)) return other;
  return cidr.bits <= other.bits && cidr.contains(other.ip);
}

/** `ip` and `cidr` of Kubernetes (k8s.io/apiserver/pkg/cel/library/ip.go and cidr.go). */
export const addresses: readonly Overload[] = [
  overload('string_to_ip', 'ip(string) IP', readIp),
  overload('ip_family', 'IP::family() int', (ip: Ip): Value => (four(ip) ? 4n : 6n)),
  overload('ip_is_canonical', 'ip.isCanonical(string) bool', (text: string): Value => {
    const ip = readIp(text);
    return ip instanceof CelError ? ip : ip.toString() === text;
  }),
  overload('ip_is_unspecified', 'IP::isUnspecified() bool', (ip: Ip): Value => ip.bits === 0n),
  overload('ip_is_loopback', 'IP::isLoopback() bool', isLoopback),
  overload('ip_is_link_local_multicast', 'IP::isLinkLocalMulticast() bool', isLinkLocalMulticast),
  overload('ip_is_link_local_unicast', 'IP::isLinkLocalUnicast() bool', isLinkLocalUnicast),
  overload('ip_is_global_unicast', 'IP::isGlobalUnicast() bool', isGlobalUnicast),
  overload('is_ip', 'isIP(string) bool', (text: string): Value => readIp(text) instanceof Ip),
  overload('ip_to_string', 'string(IP) string', (ip: Ip): Value => ip.toString()),
  overload('string_to_cidr', 'cidr(string) CIDR', readCidr),
  overload('cidr_contains_ip_string', 'CIDR::containsIP(string) bool', (cidr: Cidr, text: string): Value =>
    containsIp(cidr, readIp(text)),
  ),
  overload('cidr_contains_ip_ip', 'CIDR::containsIP(IP) bool', containsIp),
  overload('cidr_contains_cidr_string', 'CIDR::containsCIDR(string) bool', (cidr: Cidr, text: string): Value =>
    containsCidr(cidr, readCidr(text)),
  ),
  overload('cidr_contains_cidr', 'CIDR::containsCIDR(CIDR) bool', containsCidr),
  overload('cidr_ip', 'CIDR::ip() IP', ({ ip }: Cidr): Value => ip),
  overload('cidr_prefix_length', 'CIDR::prefixLength() int', ({ bits }: Cidr): Value => BigInt(bits)),
  overload('cidr_masked', 'CIDR::masked() CIDR', ({ ip, bits }: Cidr): Value => {
    const shift = BigInt(ip.length - bits);
    return new Cidr(new Ip((ip.bits >> shift) << shift, ip.length), bits);
  }),
  overload('is_cidr', 'isCIDR(string) bool', (text: string): Value => readCidr(text) instanceof Cidr),
  overload('cidr_to_string', 'string(CIDR) string', (cidr: Cidr): Value => cidr.toString()),
];
