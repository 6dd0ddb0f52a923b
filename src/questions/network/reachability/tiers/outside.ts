import { everyAddress, type Block } from '../../../../formats/connections/blocks.ts';

/** Addresses that no rule tells apart, and the sets of blocks that hold them. */
export interface AddressClass {
  readonly family: 4 | 6;
  /** Disjoint and in order. */
  readonly blocks: readonly Block[];
  /** Indices of the block sets that hold these addresses, ascending. */
  readonly held: readonly number[];
}

/**
 * All addresses of both families, cut at every end of every block, runs that the same sets hold put
 * together. Every address is in exactly one class.
 *
 * @param sets each a list of disjoint blocks
 */
export function addressClasses(sets: readonly (readonly Block[])[]): AddressClass[] {
  return ([4, 6] as const).flatMap((family) => classesOf(family, sets));
}

interface Cut {
  readonly at: bigint;
  readonly set: number;
  readonly opens: boolean;
}

function classesOf(family: 4 | 6, sets: readonly (readonly Block[])[]): AddressClass[] {
  const cuts: Cut[] = [];
  for (const [set, blocks] of sets.entries()) {
    for (const block of blocks) {
      if (block.family !== family) continue;
      cuts.push({ at: block.first, set, opens: true }, { at: block.last + 1n, set, opens: false });
    }
  }
  cuts.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : Number(a.opens) - Number(b.opens)));
  const found = new Map<string, { held: number[]; blocks: Block[] }>();
  const active = new Set<number>();
  const whole = everyAddress[family];
  let next = whole.first;
  const close = (until: bigint): void => {
    if (until < next) return;
    const held = [...active].toSorted((a, b) => a - b);
    const key = held.join();
    const known = found.get(key);
    if (known === undefined) found.set(key, { held, blocks: [{ family, first: next, last: until }] });
    else known.blocks.push({ family, first: next, last: until });
    next = until + 1n;
  };
  for (const { at, set, opens } of cuts) {
    close(at - 1n);
    if (opens) active.add(set);
    else active.delete(set);
  }
  close(whole.last);
  return [...found.values()].map(({ held, blocks }) => ({ family, held, blocks: joined(blocks) }));
}

/** Neighbours of one class that a cut of no consequence parted. */
function joined(blocks: readonly Block[]): Block[] {
  const made: Block[] = [];
  for (const block of blocks) {
    const before = made.at(-1);
    if (before !== undefined && before.last + 1n === block.first)
      made[made.length - 1] = { ...before, last: block.last };
    else made.push(block);
  }
  return made;
}
