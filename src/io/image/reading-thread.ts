import { Worker } from 'node:worker_threads';
import type { DigestAlgorithm } from '../../formats/oci/digest.ts';
import type { BlobFile } from './file.ts';
import type { Digests } from './hasher.ts';

/** Pieces that may be on their way: one is looked at, the others are read and hashed ahead. */
const slots = 6;
const slotBytes = 1 << 20;
/** Places of the counters that both sides see: pieces read, pieces no longer looked at; then the bytes of each slot. */
const [read, done, lengths] = [0, 1, 2];

/** What runs in the thread; it is text so that it needs no file of its own beside a bundle. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const { readSync } = require('node:fs');
  const { descriptor, start, length, algorithms, slots, slotBytes } = workerData;
  const room = new Uint8Array(workerData.room);
  const counters = new Int32Array(workerData.counters);
  const hashes = algorithms.map((name) => createHash(name));
  let pieces = 0;
  const publish = (bytes) => {
    counters[${lengths} + (pieces % slots)] = bytes;
    Atomics.store(counters, ${read}, ++pieces);
    Atomics.notify(counters, ${read});
  };
  const free = () => {
    for (;;) {
      const done = Atomics.load(counters, ${done});
      if (pieces - done < slots) return;
      Atomics.wait(counters, ${done}, done);
    }
  };
  let at = start;
  const end = start + length;
  try {
    while (at < end) {
      free();
      const from = (pieces % slots) * slotBytes;
      const wanted = Math.min(slotBytes, end - at);
      let have = 0;
      while (have < wanted) {
        const bytes = readSync(descriptor, room, from + have, wanted - have, at + have);
        if (bytes === 0) break;
        have += bytes;
      }
      at += have;
      if (have > 0) publish(have);
      for (const hash of hashes) hash.update(room.subarray(from, from + have));
      if (have < wanted) break;
    }
    free();
    parentPort.postMessage({ digests: hashes.map((hash) => hash.digest('hex')) });
  } catch (error) {
    parentPort.postMessage({ code: error.code, message: error.message });
  }
  publish(0);
`;

type News = { readonly digests: readonly string[] } | { readonly code: string | undefined; readonly message: string };

/**
 * Reads a part of a file in a thread of its own and takes its digests there, while the same bytes are
 * looked at in this one: they lie in memory that both share, are read once and never copied.
 */
export class ReadingThread {
  readonly #algorithms: readonly DigestAlgorithm[];
  readonly #room = new SharedArrayBuffer(slots * slotBytes);
  readonly #counters = new Int32Array(new SharedArrayBuffer((lengths + slots) * Int32Array.BYTES_PER_ELEMENT));
  readonly #worker: Worker;
  readonly #told: Promise<News>;
  #ended = false;

  /** @param file stays open until `close` */
  constructor(file: BlobFile, start: number, length: number, algorithms: Iterable<DigestAlgorithm>) {
    this.#algorithms = [...algorithms];
    const workerData = {
      descriptor: file.descriptor,
      start,
      length: Math.max(0, Math.min(length, file.size - start)),
      algorithms: this.#algorithms,
      room: this.#room,
      counters: this.#counters.buffer,
      slots,
      slotBytes,
    };
    this.#worker = new Worker(program, { eval: true, workerData, execArgv: [], env: {} });
    this.#told = new Promise((resolve) => {
      this.#worker.once('message', resolve);
      this.#worker.once('error', ({ message }) => resolve({ code: undefined, message }));
      this.#worker.once('exit', () => {
        this.#ended = true;
        resolve({ code: undefined, message: 'the thread that reads ended' });
        Atomics.notify(this.#counters, read);
      });
    });
  }

  /**
   * The bytes in large pieces. A piece is overwritten some time after the next one was asked for.
   * @throws the system's error where the file cannot be read on
   */
  async *pieces(signal?: AbortSignal): AsyncGenerator<Buffer> {
    for (let piece = 0; ; piece++) {
      while (Atomics.load(this.#counters, read) === piece && !this.#ended) {
        const waiting = Atomics.waitAsync(this.#counters, read, piece);
        if (waiting.async) await waiting.value;
      }
      signal?.throwIfAborted();
      const ready = Atomics.load(this.#counters, read) > piece;
      const bytes = ready ? this.#counters[lengths + (piece % slots)]! : 0;
      if (bytes === 0) break;
      yield Buffer.from(this.#room, (piece % slots) * slotBytes, bytes);
      Atomics.store(this.#counters, done, piece + 1);
      Atomics.notify(this.#counters, done);
    }
    await this.digests();
  }

  /** `sha256:…` by algorithm, of all bytes. Call it after the last piece. */
  async digests(): Promise<Digests> {
    const news = await this.#told;
    if (!('digests' in news)) throw Object.assign(new Error(news.message), { code: news.code });
    return new Map(this.#algorithms.map((name, index) => [name, `${name}:${news.digests[index]!}`]));
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
