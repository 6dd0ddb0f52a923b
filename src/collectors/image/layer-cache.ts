import { basename } from 'node:path';
import type { DigestAlgorithm } from '../../formats/oci/digest.ts';
import type { Digests } from '../../io/image/hasher.ts';
import { RecordCache } from '../../io/record-cache.ts';
import type { FileAnalyser } from '../../readers/packages/files/analyser.ts';
import type { SecretScanner } from '../../readers/secrets/scanner.ts';
import type { Algorithms, LayerReport } from './layer-report.ts';
import { readLayerRecord, writeLayerRecord } from './layer-record.ts';
import type { ImageLimits } from './limits.ts';
import type { CacheOptions } from './look-options.ts';

/** Raised when a record is written in another way, or means something else. */
const form = 6;
/** Bytes of all records. */
const usualBytes = 2 ** 30;

/** Bytes of a file that did not change since it was hashed: see `BlobFile.identity`. */
export interface Extent {
  readonly identity: string;
  readonly start: number;
  readonly length: number;
}

/**
 * What layers hold, kept from run to run.
 *
 * A record is found by the SHA-256 of a blob's own bytes, with the version of Plimsoll, its readers and
 * limits; it says what these bytes are and nothing of who calls them so: whether they are what an image
 * names is judged anew each time. Which digest a blob has is never taken from its name. Either it is
 * hashed, or a second record says that these bytes of this very file were hashed before, and the file
 * has not changed since by all the file system knows.
 */
export class LayerCache {
  readonly #records: RecordCache;
  readonly #key: string;

  constructor(
    options: CacheOptions,
    analysers: readonly FileAnalyser[],
    limits: ImageLimits,
    secrets: SecretScanner | null = null,
  ) {
    this.#records = new RecordCache(options.folder, options.bytes ?? usualBytes);
    const readers = analysers.map(({ name, version }) => [name, version]);
    // The name of a built file is made of what is in it and in all that it imports.
    this.#key = JSON.stringify([
      form,
      options.version,
      basename(import.meta.url),
      readers,
      limits,
      secrets?.version ?? null,
    ]);
  }

  /** Whether a blob of this digest was read before. */
  has(digest: string): boolean {
    return this.#records.has(this.#layer(digest));
  }

  /**
   * What a blob holds of which this is the digest; null when that is not known, or not all that is asked.
   *
   * @param room bytes of databases that may still be kept
   */
  find(digest: string, algorithms: Algorithms, room: { left: number }): LayerReport | null {
    const record = this.#records.read(this.#layer(digest));
    if (record === null) return null;
    const report = readLayerRecord(record);
    if (report === null || !covers(report.stored, algorithms.stored)) return null;
    if (report.unpacked !== null && !covers(report.unpacked, algorithms.unpacked)) return null;
    let kept = 0;
    for (const { bytes } of report.changes.entries.values()) kept += bytes?.length ?? 0;
    if (kept > room.left) return null;
    room.left -= kept;
    return report;
  }

  async keep(report: LayerReport): Promise<void> {
    const digest = report.stored?.get('sha256');
    if (digest === undefined) return;
    const record = writeLayerRecord(report);
    if (record !== null) await this.#records.write(this.#layer(digest), record);
  }

  /** The SHA-256 that the bytes had when they were hashed; null when they were not, or may have changed. */
  digestOf(extent: Extent): string | null {
    return this.#records.read(this.#extent(extent))?.toString('latin1') ?? null;
  }

  async remember(extent: Extent, digest: string): Promise<void> {
    await this.#records.write(this.#extent(extent), Buffer.from(digest, 'latin1'));
  }

  /** Call at the end. */
  sweep(): void {
    this.#records.sweep();
  }

  #layer(digest: string): string {
    return `layer ${digest} ${this.#key}`;
  }

  #extent({ identity, start, length }: Extent): string {
    return `extent ${form} ${identity} ${start} ${length}`;
  }
}

function covers(digests: Digests | null, asked: ReadonlySet<DigestAlgorithm>): boolean {
  return digests !== null && [...asked].every((algorithm) => digests.has(algorithm));
}
