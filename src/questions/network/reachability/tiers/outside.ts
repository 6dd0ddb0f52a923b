import { everyAddress, type Block } from '../../../../formats/connections/blocks.ts';
import { Partition } from './partition.ts';

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

function classesOf(family: 4 | 6, sets: readonly (readonly Block[])[]): AddressClass[] {
  const whole = everyAddress[family];
  const own = sets.map((blocks) => blocks.filter((block) => block.family === family));
  const cuts = new Set([whole.first]);
  for (const blocks of own) for (const { first, last } of blocks) cuts.add(first).add(last + 1n);
  cuts.delete(whole.last + 1n);
  const starts = [...cuts].toSorted((a, b) => (a < b ? -1 : 1));
  const at = new Map(starts.map((start, index) => [start, index]));
  // Runs between cuts are put apart set by set: to compare what holds each would take the square of that.
  const runs = new Partition(starts.length, () => '');
  const covered = own.map((blocks) =>
    blocks.map(({ first, last }): readonly [number, number] => [at.get(first)!, at.get(last + 1n) ?? starts.length]),
  );
  for (const spans of covered) if (spans.length > 0) runs.split(indices(spans));
  const blocksOf: Block[][] = Array.from({ length: runs.count }, () => []);
  const firstRun: number[] = [];
  for (const [index, first] of starts.entries()) {
    const of = runs.of[index]!;
    firstRun[of] ??= index;
    blocksOf[of]!.push({ family, first, last: (starts[index + 1] ?? whole.last + 1n) - 1n });
  }
  const held: number[][] = Array.from({ length: runs.count }, () => []);
  for (const [set, spans] of covered.entries()) {
    // A class is in a set when its first run is.
    for (const index of indices(spans)) {
      const of = runs.of[index]!;
      if (firstRun[of] === index) held[of]!.push(set);
    }
  }
  return blocksOf.map((blocks, of) => ({ family, held: held[of]!, blocks: joined(blocks) }));
}

function* indices(spans: readonly (readonly [number, number])[]): Generator<number> {
  for (const [from, to] of spans) for (let index = from; index < to; index++) yield index;
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
