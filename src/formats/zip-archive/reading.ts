import type { RandomAccess } from '../executable/executable.ts';

/** Bytes that are asked for. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/**
 * A reader that asks for bytes and is given them, fewer at the end of the file: the same code reads what
 * is at hand and what must be waited for.
 */
export type Reading<T> = Generator<Range, T, Buffer>;

export function readNow<T>(reading: Reading<T>, bytes: RandomAccess): T {
  let next = reading.next();
  while (next.done !== true) next = reading.next(bytes.read(next.value.offset, next.value.length));
  return next.value;
}

export async function readLater<T>(
  reading: Reading<T>,
  readAt: (offset: number, length: number) => Promise<Buffer>,
): Promise<T> {
  let next = reading.next();
  while (next.done !== true) next = reading.next(await readAt(next.value.offset, next.value.length));
  return next.value;
}

/** A part as if it were a file of its own. */
export function partOf(bytes: RandomAccess, start: number, size: number): RandomAccess {
  return { size, read: (offset, length) => bytes.read(start + offset, Math.max(0, Math.min(length, size - offset))) };
}
