import { familyOf } from '../ip-address/ip-address.ts';
import type { Certificate } from '../../model/certificate.ts';

/**
 * Whether a certificate is for a host, by RFC 9525 (which replaces RFC 6125): the subject alternative name
 * alone counts, an address must be among its addresses, and a wildcard is a whole leftmost label that
 * stands for exactly one label.
 *
 * @param host a name, or an address without brackets
 */
export function isFor({ names }: Pick<Certificate, 'names'>, host: string): boolean {
  if (familyOf(host) !== null) return names.includes(`ip:${fullAddress(host)}`);
  const wanted = normal(host);
  return names.some((name) => name.startsWith('dns:') && covers(normal(name.slice('dns:'.length)), wanted));
}

/** Whether a name of a certificate covers the name of a host. */
function covers(name: string, host: string): boolean {
  if (!name.includes('*')) return name === host && name !== '';
  const parent = name.slice(1);
  // `*.example` would cover a whole top-level domain; RFC 9525 §6.3 leaves that to the authorities, readers refuse it not.
  if (!/^\*\.[^*]+$/.test(name)) return false;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === parent && !host.includes('*');
}

function normal(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** An address as `Certificate.names` writes it. */
function fullAddress(address: string): string {
  if (!address.includes(':')) return address;
  const plain = address.replace(/%.*$/, '');
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(plain);
  const text =
    dotted === null
      ? plain
      : `${dotted[1]}${(Number(dotted[2]) * 256 + Number(dotted[3])).toString(16)}:${(Number(dotted[4]) * 256 + Number(dotted[5])).toString(16)}`;
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((part) => Number.parseInt(part, 16).toString(16)).join(':');
}
