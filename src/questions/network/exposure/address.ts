import { familyOf, isIpv4 } from '../../../formats/ip-address/ip-address.ts';

/** How far a published port can be reached: only from the host itself, by one address, or by all of them. */
export type Reach = 'host' | 'one' | 'all' | 'unread';

/** Reads the address of the host that a port is bound to; an empty one means all, as engines take it. */
export function reachOf(address: string | null): Reach {
  if (address === null) return 'unread';
  const plain = address.replace(/^\[(.*)\]$/, '$1');
  if (plain === '' || plain === '*' || plain === '0.0.0.0' || plain === '::' || /^(0+:){2,7}(:|0+)$/.test(plain))
    return 'all';
  if (plain === 'localhost' || plain === '::1' || (plain.startsWith('127.') && isIpv4(plain))) return 'host';
  return familyOf(plain) === null ? 'unread' : 'one';
}
