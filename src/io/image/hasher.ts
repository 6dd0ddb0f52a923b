import { createHash, type Hash } from 'node:crypto';
import type { DigestAlgorithm } from '../../formats/oci/digest.ts';

/** Several digests of the same bytes in one go. */
export class Hasher {
  readonly #hashes: Map<DigestAlgorithm, Hash>;
  bytes = 0;

  constructor(algorithms: Iterable<DigestAlgorithm>) {
    this.#hashes = new Map([...algorithms].map((algorithm) => [algorithm, createHash(algorithm)]));
  }

  update(chunk: Buffer): void {
    this.bytes += chunk.length;
    for (const hash of this.#hashes.values()) hash.update(chunk);
  }

  /** `sha256:…` by algorithm. Call once. */
  digests(): Digests {
    return new Map([...this.#hashes].map(([algorithm, hash]) => [algorithm, `${algorithm}:${hash.digest('hex')}`]));
  }
}

export type Digests = ReadonlyMap<DigestAlgorithm, string>;
