import type { CloudRule } from '../../facts/cloud-network.ts';
import type { Located } from '../../model/located.ts';

type Ports = Pick<CloudRule, 'protocol' | 'first' | 'last' | 'uncertain'> & { readonly unread: string | null };

/** Protocols by name and number (IANA); `-1` and `*` are every one. */
const names: Readonly<Record<string, CloudRule['protocol']>> = {
  '-1': 'all',
  all: 'all',
  '*': 'all',
  any: 'all',
  tcp: 'TCP',
  6: 'TCP',
  udp: 'UDP',
  17: 'UDP',
  sctp: 'SCTP',
  132: 'SCTP',
  icmp: 'ICMP',
  1: 'ICMP',
  icmpv6: 'ICMP',
  58: 'ICMP',
};

export const every = { first: 0, last: 65_535 };

export function protocolOf(at: Located): CloudRule['protocol'] | null {
  const text = at.text().value?.toLowerCase();
  if (text === undefined) return null;
  return Object.hasOwn(names, text) ? names[text]! : 'other';
}

/** Ports of AWS: `FromPort` and `ToPort`; of ICMP the first is the type and the second the code, -1 being all. */
export function awsPorts(protocol: Located, from: Located, to: Located): Ports {
  const known = protocolOf(protocol);
  if (known === null) return { protocol: 'all', ...every, unread: 'its protocol cannot be read', uncertain: true };
  if (known === 'all' || known === 'other') return { protocol: known, ...every, unread: null };
  const [first, last] = [numberOf(from), numberOf(to)];
  if (known === 'ICMP')
    return {
      protocol: known,
      ...(first === undefined || first < 0 ? { first: 0, last: 255 } : { first, last: first }),
      unread: null,
    };
  if (first === undefined || last === undefined)
    return { protocol: known, ...every, unread: 'its ports cannot be read', uncertain: true };
  if (first < 0 || last < 0) return { protocol: known, ...every, unread: null };
  return { protocol: known, first, last, unread: null };
}

function numberOf(at: Located): number | undefined {
  const text = at.text().value;
  return text !== undefined && /^-?\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** `22`, `80-90`, `*`; null for what is none of these. */
export function portRange(text: string): { readonly first: number; readonly last: number } | null {
  if (text === '*') return every;
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim()) ?? [];
  if (first === undefined || Number(last) > 65_535) return null;
  return { first: Number(first), last: Number(last) };
}
