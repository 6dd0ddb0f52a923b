import { constants, readSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Bytes of one read: larger ones gain nothing, smaller ones cost a third of the speed (measured). */
const step = 1 << 20;

/** The same memory again and again: new memory for every piece costs more than what is done with it (measured). */
export class ReusedSlots {
  readonly #rooms = Array.from({ length: 3 }, () => Buffer.allocUnsafeSlow(step));
  #next = 0;

  /** Room for the next piece; the piece before the last is no longer looked at. */
  room(): Buffer {
    return this.#rooms[this.#next++ % this.#rooms.length]!;
  }
}

/** A file that is read at any place. Bytes that vanish while it is read are missing, never invented. */
export class BlobFile {
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** @throws the system's error, also for what is no file: a pipe would wait for ever. */
  static async open(path: string): Promise<BlobFile> {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    let stats: Stats;
    try {
      stats = await handle.stat();
      if (!stats.isFile()) throw new Error('is not a file');
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new BlobFile(handle, stats.size);
  }

  /** For a thread that reads by itself. */
  get descriptor(): number {
    return this.#handle.fd;
  }

  /** Fewer bytes than asked for only at the end of the file. */
  async readAt(position: number, length: number): Promise<Buffer> {
    return this.#readInto(Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - position))), position);
  }

  /** The same at once, for a few bytes here and there. @throws the system's error */
  peek(position: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - position)));
    let have = 0;
    while (have < buffer.length) {
      const read = readSync(this.#handle.fd, buffer, have, buffer.length - have, position + have);
      if (read === 0) break;
      have += read;
    }
    return buffer.subarray(0, have);
  }

  async #readInto(buffer: Buffer, position: number): Promise<Buffer> {
    let have = 0;
    while (have < buffer.length) {
      const { bytesRead } = await this.#handle.read(buffer, have, buffer.length - have, position + have);
      if (bytesRead === 0) break;
      have += bytesRead;
    }
    return buffer.subarray(0, have);
  }

  /**
   * The bytes from `start` in large pieces, the next one being read while one is worked on.
   * @param slots where they are read; a piece is then overwritten after the next one was asked for
   */
  async *stream(start: number, length: number, signal?: AbortSignal, slots?: ReusedSlots): AsyncGenerator<Buffer> {
    const end = Math.min(start + length, this.size);
    const read = async (at: number): Promise<Buffer> => {
      const bytes = Math.min(step, end - at);
      return slots === undefined ? this.readAt(at, bytes) : this.#readInto(slots.room().subarray(0, bytes), at);
    };
    let next: Promise<Buffer> | null = null;
    try {
      for (let at = start; at < end;) {
        signal?.throwIfAborted();
        const piece: Buffer = await (next ?? read(at));
        next = null;
        if (piece.length === 0) return;
        at += piece.length;
        if (at < end) {
          next = read(at);
          // It may fail before it is waited for, which must not end the process.
          next.catch(() => {});
        }
        yield piece;
      }
    } finally {
      // A read under way when the consumer stops must end before the file is closed.
      await next?.catch(() => {});
    }
  }

  /** What changes whenever its bytes do, as far as the file system tells; never the same for two files. */
  async identity(): Promise<string> {
    const { dev, ino, size, mtimeNs, ctimeNs, birthtimeNs } = await this.#handle.stat({ bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs, birthtimeNs].join(' ');
  }

  /** When it was changed last, in milliseconds since 1970. */
  async changed(): Promise<number> {
    const { mtimeMs, ctimeMs } = await this.#handle.stat();
    return Math.max(mtimeMs, ctimeMs);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
