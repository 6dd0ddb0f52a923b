import { familyOf, isIpv4 } from '../ip-address/ip-address.ts';

/** First and last port of a range, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** The short syntax of a port: `[[ADDRESS:]PUBLISHED:]TARGET[/PROTOCOL]`. */
export interface ShortPort {
  readonly target: PortRange;
  /** Null when the engine picks a free port of the host. */
  readonly published: PortRange | null;
  /** Null when not given: every address of the host. */
  readonly address: string | null;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

/** Reads the short syntax; a sentence when the text is none. */
export function readShortPort(text: string): ShortPort | string {
  const slash = text.indexOf('/');
  const protocol = slash === -1 ? 'tcp' : readProtocol(text.slice(slash + 1));
  if (protocol === null) return 'has an unknown protocol';
  const parts = (slash === -1 ? text : text.slice(0, slash)).split(':');
  const target = readPortRange(parts.at(-1) ?? '');
  if (target === null) return 'has no port from 1 to 65535 as target';
  const publishedText = parts.at(-2) ?? '';
  const isFree = publishedText === '' || publishedText === '0';
  const published = isFree ? null : readPortRange(publishedText);
  if (!isFree && published === null) return 'has no port from 1 to 65535 as published port';
  // An IPv6 address holds colons itself and stands in brackets.
  const host = parts.slice(0, -2).join(':');
  const address = /^\[.*\]$/.test(host) ? host.slice(1, -1) : host;
  const known = host === '' || (address === host ? isIpv4(host) : familyOf(address) !== null);
  if (!known) return 'has no address in front; one of IPv6 stands in brackets';
  const pairs = published === null || size(published) === size(target) || size(target) === 1;
  if (!pairs) return 'maps ranges of different length';
  return { target, published, address: address === '' ? null : address, protocol };
}

export function readProtocol(text: string): ShortPort['protocol'] | null {
  const lower = text.toLowerCase();
  return lower === 'tcp' || lower === 'udp' || lower === 'sctp' ? lower : null;
}

/** `8080` or `8000-8010`; null when it is neither or out of 1 to 65535. */
export function readPortRange(text: string): PortRange | null {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (match === null) return null;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first >= 1 && first <= last && last <= 65_535 ? { first, last } : null;
}

export function size(range: PortRange): number {
  return range.last - range.first + 1;
}
