import { familyOf } from '../../../formats/ip-address/ip-address.ts';

/** A block of addresses, both ends inclusive. */
export interface Block {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads `10.0.0.0/8` or `2001:db8::/32` (bits below the prefix may be set); null when it is neither. */
export function parseBlock(text: string): Block | null {
  const [address, prefix, ...rest] = text.split('/');
  if (address === undefined || prefix === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return null;
  const family = address.includes('%') ? null : familyOf(address);
  if (family === null) return null;
  const width = family === 4 ? 32 : 128;
  if (Number(prefix) > width) return null;
  const size = 1n << BigInt(width - Number(prefix));
  const value = family === 4 ? ipv4(address) : ipv6(address);
  const first = (value / size) * size;
  return { family, first, last: first + size - 1n };
}

function ipv4(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
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

/** Addresses that the blocks of one family hold together, each counted once. */
function held(blocks: readonly Block[], from: bigint, to: bigint): bigint {
  let count = 0n;
  let next = from;
  for (const { first, last } of blocks.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const start = first > next ? first : next;
    const end = last < to ? last : to;
    if (end >= start) {
      count += end - start + 1n;
      next = end + 1n;
    }
  }
  return count;
}

/** 2000::/3: what is routed on the internet today (IANA IPv6 global unicast). */
const globalUnicast = parseBlock('2000::/3')!;

/**
 * Whether blocks let in half the internet or more: `0.0.0.0/0`, `::/0`, the same in pieces
 * (`0.0.0.0/1` with `128.0.0.0/1`), or one half of it.
 */
export function isEverywhere(blocks: readonly Block[]): boolean {
  const four = held(
    blocks.filter(({ family }) => family === 4),
    0n,
    (1n << 32n) - 1n,
  );
  const { first, last } = globalUnicast;
  const six = held(
    blocks.filter(({ family }) => family === 6),
    first,
    last,
  );
  return four * 2n >= 1n << 32n || six * 2n >= last - first + 1n;
}
