import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Failure } from '../model/failure.ts';
import { reasonOf } from './files.ts';

/**
 * Lines of a file, or of standard input for `-`, as bytes and without their ends, as they come. Of a line longer than
 * `maxLength` its first `maxLength + 1` bytes are given, so that a reader sees that it is too long.
 *
 * @throws Failure when it cannot be read
 */
export async function* linesOf(path: string, maxLength: number): AsyncGenerator<Uint8Array> {
  let held: Buffer[] = [];
  let length = 0;
  const take = (piece: Buffer): void => {
    const kept = piece.subarray(0, Math.max(0, maxLength + 1 - length));
    if (kept.length > 0) held.push(kept);
    length += kept.length;
  };
  const line = (): Uint8Array => {
    const whole = held.length === 1 ? held[0]! : Buffer.concat(held);
    [held, length] = [[], 0];
    return whole.at(-1) === 13 ? whole.subarray(0, -1) : whole;
  };
  try {
    if (path !== '-' && (await stat(path)).isDirectory())
      throw new Failure('EVENTS_UNREADABLE', `Cannot read ${path}: it is a folder.`);
    const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
    for await (const piece of stream as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, from)) {
        take(piece.subarray(from, end));
        yield line();
        from = end + 1;
      }
      if (from < piece.length) take(piece.subarray(from));
    }
    if (length > 0) yield line();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('EVENTS_UNREADABLE', `Cannot read ${path}: it ${reasonOf(error)}.`, { cause: error });
  }
}
