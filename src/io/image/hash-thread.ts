import { Worker } from 'node:worker_threads';
import type { DigestAlgorithm } from '../../formats/oci/digest.ts';
import type { Slots } from './file.ts';
import type { Digests } from './hasher.ts';

/** Pieces that may be on their way: one is read, one is looked at, the others are hashed. */
const slots = 4;
const slotBytes = 1 << 20;

/** What runs in the thread; it is text so that it needs no file of its own beside a bundle. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const room = new Uint8Array(workerData.room);
  const hashes = workerData.algorithms.map((name) => createHash(name));
  parentPort.on('message', (message) => {
    if (message === null) {
      parentPort.postMessage(hashes.map((hash) => hash.digest('hex')));
      parentPort.close();
    } else {
      for (const hash of hashes) hash.update(room.subarray(message[0], message[0] + message[1]));
      parentPort.postMessage(0);
    }
  });
`;

/**
 * Digests taken in a thread of their own while the bytes are looked at in this one. The bytes lie in
 * memory that both share: they are read once and never copied.
 */
export class HashThread implements Slots {
  readonly bytes = slotBytes;
  readonly #algorithms: readonly DigestAlgorithm[];
  readonly #room = new SharedArrayBuffer(slots * slotBytes);
  readonly #worker: Worker;
  #given = 0;
  #done = 0;
  #digests: readonly string[] | null = null;
  #failure: Error | null = null;
  #wake: () => void = () => {};

  constructor(algorithms: Iterable<DigestAlgorithm>) {
    this.#algorithms = [...algorithms];
    const workerData = { room: this.#room, algorithms: this.#algorithms };
    this.#worker = new Worker(program, { eval: true, workerData, execArgv: [], env: {} });
    this.#worker.on('message', (message: 0 | string[]) => {
      if (message === 0) this.#done++;
      else this.#digests = message;
      this.#wake();
    });
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => {
      if (this.#digests === null) this.#fail(new Error('the thread that takes digests ended'));
    });
  }

  /**
   * Room for the next piece. Ask for it when the piece before the last is no longer looked at.
   * @throws when the thread ended by itself
   */
  async room(): Promise<Buffer> {
    while (this.#given - this.#done >= slots - 1) await this.#news();
    return Buffer.from(this.#room, (this.#given % slots) * slotBytes, slotBytes);
  }

  /** Hashes so many bytes of the room that was given last. */
  update(length: number): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage([(this.#given % slots) * slotBytes, length]);
    this.#given++;
  }

  /** `sha256:…` by algorithm, of all bytes. Call once. */
  async digests(): Promise<Digests> {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(null);
    while (this.#digests === null) await this.#news();
    return new Map(this.#algorithms.map((name, index) => [name, `${name}:${this.#digests![index]!}`]));
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Waits for the next word of the thread. One waits at a time: pieces come one after the other. */
  async #news(): Promise<void> {
    if (this.#failure === null) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failure !== null) throw this.#failure;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}
