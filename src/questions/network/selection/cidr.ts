import { parseBlock, type Block } from '../../../formats/connections/blocks.ts';

export { parseBlock, type Block };

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
