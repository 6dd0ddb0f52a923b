/** An IP address: 4 or 16 bytes. */
export type Address = readonly number[];
export interface Net {
  readonly address: Address;
  readonly bits: number;
}

/** Reads an IPv4 or IPv6 address; undefined when it is none. */
export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** Reads `address/bits`; an address alone is a network of one. */
export function parseNet(text: string): Net | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash === -1 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const most = address.length * 8;
  if (slash === -1) return { address, bits: most };
  const length = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length) || Number(length) > most) return undefined;
  return { address, bits: Number(length) };
}

/** Whether the net holds the address. One of the other family is in no net. */
export function holds({ address: base, bits }: Net, address: Address): boolean {
  if (base.length !== address.length) return false;
  for (let at = 0, left = bits; left > 0; at++, left -= 8) {
    const mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
    if ((base[at]! & mask) !== (address[at]! & mask)) return false;
  }
  return true;
}

function parseV4(text: string): Address | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const bytes = match.slice(1).map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseV6(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  const last = text.slice(text.lastIndexOf(':') + 1);
  let whole = text;
  if (last.includes('.')) {
    const v4 = parseV4(last);
    if (v4 === undefined) return undefined;
    const pair = (at: number): string => ((v4[at]! << 8) | v4[at + 1]!).toString(16);
    whole = `${text.slice(0, -last.length)}${pair(0)}:${pair(2)}`;
  }
  const halves = whole.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const words = [...head!, ...(tail ?? [])];
  if (!words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word))) return undefined;
  const missing = 8 - words.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...head!, ...Array.from({ length: missing }, () => '0'), ...(tail ?? [])];
  return all.flatMap((word) => {
    const value = Number.parseInt(word, 16);
    return [value >> 8, value & 0xff];
  });
}
