const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const four = new RegExp(`^${byte}(?:\\.${byte}){3}$`);
const group = /^[\da-f]{1,4}$/i;

/**
 * The family of an address as text; null for what is none. As `isIP` of `node:net` has it, a zone
 * (`fe80::1%eth0`, RFC 4007 §11) included: that module takes all of Node's networking with it, 8 ms of
 * every start.
 */
export function familyOf(text: string): 4 | 6 | null {
  if (isIpv4(text)) return 4;
  return isIpv6(text) ? 6 : null;
}

/** Four numbers from 0 to 255 without leading zeros. */
export function isIpv4(text: string): boolean {
  return text.length <= 15 && four.test(text);
}

/** RFC 4291 §2.2: eight groups, one run of zeros left out, the last two perhaps as IPv4. */
export function isIpv6(text: string): boolean {
  const [address = '', ...zones] = text.split('%');
  if (zones.length > 1 || zones.some((zone) => !/^[\da-z.:-]+$/i.test(zone))) return false;
  if (address.length > 45 || !address.includes(':')) return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  let count = 0;
  for (const [at, half] of halves.entries()) {
    if (half === '') continue;
    const groups = half.split(':');
    const last = groups.at(-1)!;
    const dotted = at === halves.length - 1 && last.includes('.');
    if (dotted && !isIpv4(last)) return false;
    if (!(dotted ? groups.slice(0, -1) : groups).every((one) => group.test(one))) return false;
    count += groups.length + (dotted ? 1 : 0);
  }
  return halves.length === 2 ? count < 8 : count === 8;
}
