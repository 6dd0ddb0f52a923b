import { familyOf } from '../ip-address/ip-address.ts';

/** A block of addresses of one family, both ends inclusive. */
export interface Block {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** All addresses of a family. */
export const everyAddress: Readonly<Record<4 | 6, Block>> = {
  4: { family: 4, first: 0n, last: (1n << 32n) - 1n },
  6: { family: 6, first: 0n, last: (1n << 128n) - 1n },
};

/** All addresses of both. */
export const everyAddressOfBoth: readonly Block[] = [everyAddress[4], everyAddress[6]];

/** Reads `10.0.0.0/8` or `2001:db8::/32` (bits below the prefix may be set); null when it is neither. */
export function parseBlock(text: string): Block | null {
  const [address, prefix, ...rest] = text.split('/');
  if (address === undefined || prefix === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return null;
  const one = parseAddress(address);
  if (one === null) return null;
  const width = one.family === 4 ? 32 : 128;
  if (Number(prefix) > width) return null;
  const size = 1n << BigInt(width - Number(prefix));
  const first = (one.first / size) * size;
  return { family: one.family, first, last: first + size - 1n };
}

/** Reads `10.0.0.0/8`, or one address; null for what is neither. */
export function parseBlockOrAddress(text: string): Block | null {
  return parseBlock(text) ?? parseAddress(text);
}

/** Reads one address as the block that holds it alone; null for what is none, and for one with a zone. */
export function parseAddress(text: string): Block | null {
  const family = text.includes('%') ? null : familyOf(text);
  if (family === null) return null;
  const value = family === 4 ? ipv4(text) : ipv6(text);
  return { family, first: value, last: value };
}

function ipv4(text: string): bigint {
  return BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
}

function ipv6(text: string): bigint {
  // The last 32 bits may be written as IPv4 (RFC 4291 §2.2).
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const words = (part: string): bigint[] => (part === '' ? [] : part.split(':').map((word) => BigInt(`0x${word}`)));
  const plain =
    dotted === null
      ? text
      : `${dotted[1]}${(ipv4(dotted[2]!) >> 16n).toString(16)}:${(ipv4(dotted[2]!) & 0xffffn).toString(16)}`;
  const [head, tail] = plain.split('::') as [string, string | undefined];
  const [high, low] = [words(head), words(tail ?? '')];
  const zeros = Array.from({ length: 8 - high.length - low.length }, () => 0n);
  return [...high, ...zeros, ...low].reduce((sum, word) => sum * 65536n + word, 0n);
}

/** The shortest list of CIDRs that hold exactly these addresses, in order. */
export function cidrsOf({ family, first, last }: Block): string[] {
  const width = family === 4 ? 32 : 128;
  const found: string[] = [];
  let next = first;
  while (next <= last) {
    let bits = 0;
    // The largest block that begins here: aligned, and not past the end.
    while (bits < width) {
      const size = 1n << BigInt(bits + 1);
      if (next % size !== 0n || next + size - 1n > last) break;
      bits += 1;
    }
    found.push(`${addressText(family, next)}/${width - bits}`);
    next += 1n << BigInt(bits);
  }
  return found;
}

/** An address as RFC 5952 writes it: lower case, the longest run of zeros left out. */
export function addressText(family: 4 | 6, value: bigint): string {
  if (family === 4) {
    const number = Number(value);
    return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
  }
  const words = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  let [start, length] = [-1, 1];
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && words[end] === 0n) end += 1;
    if (end - at > length) [start, length] = [at, end - at];
  }
  const text = (some: readonly bigint[]): string => some.map((word) => word.toString(16)).join(':');
  return start === -1 ? text(words) : `${text(words.slice(0, start))}::${text(words.slice(start + length))}`;
}

/** Whether two blocks have an address in common. */
export function overlaps(a: Block, b: Block): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Whether every address of the second is in the first. */
export function holds(outer: Block, inner: Block): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Disjoint blocks in order, IPv4 first, that hold what any of these holds; neighbours are one. */
export function unite(blocks: readonly Block[]): Block[] {
  const found: Block[] = [];
  for (const block of inOrder(blocks)) {
    const before = found.at(-1);
    if (before?.family === block.family && block.first <= before.last + 1n) {
      if (block.last > before.last) found[found.length - 1] = { ...before, last: block.last };
    } else found.push(block);
  }
  return found;
}

/** What the first ones hold without what the others hold; disjoint and in order. */
export function without(blocks: readonly Block[], taken: readonly Block[]): Block[] {
  const away = unite(taken);
  const found: Block[] = [];
  for (const block of unite(blocks)) {
    let next = block.first;
    for (const { family, first, last } of away) {
      if (family !== block.family || last < next || first > block.last) continue;
      if (first > next) found.push({ family, first: next, last: first - 1n });
      next = last + 1n;
    }
    if (next <= block.last) found.push({ family: block.family, first: next, last: block.last });
  }
  return found;
}

function inOrder(blocks: readonly Block[]): Block[] {
  return blocks.toSorted((a, b) => a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
}

/** Addresses that the internet does not route, and networks of one's own use (RFC 1918, RFC 6598, RFC 4193). */
export const privateBlocks: readonly Block[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
].map((text) => parseBlock(text)!);
