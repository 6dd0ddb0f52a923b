import type { DigestAlgorithm } from '../../formats/oci/digest.ts';
import type { LayerChanges } from '../../formats/root/root-files.ts';
import type { Digests } from '../../io/image/hasher.ts';
import type { Compression } from '../../io/image/inflate.ts';
import type { GapCode } from '../../model/gaps.ts';
import type { SearchedLayer } from '../../readers/secrets/searched.ts';
import type { LayerFiles } from '../../readers/packages/layer-files.ts';

export interface LayerProblem {
  readonly code: GapCode;
  readonly because: string;
  /** False when nothing of the layer went unseen by it. */
  readonly hides: boolean;
}

/** What one reading of a layer's bytes told. */
export interface LayerReport {
  /** Bytes as stored, as far as they were read. */
  readonly size: number;
  readonly compression: Compression;
  /** Of the blob as stored, and of what it unpacks to; null when not read to the end. */
  readonly stored: Digests | null;
  readonly unpacked: Digests | null;
  readonly changes: LayerChanges;
  readonly files: LayerFiles;
  /** Null when it was not searched for any. */
  readonly secrets: SearchedLayer | null;
  /** True when something was left out because other layers took the room for it. */
  readonly starved: boolean;
  /** True when the tar has the marker of its end. Where no digest says that all is there, only this does. */
  readonly marked: boolean;
  readonly problems: readonly LayerProblem[];
}

/** What digests are to be taken of a layer. */
export interface Algorithms {
  readonly stored: ReadonlySet<DigestAlgorithm>;
  readonly unpacked: ReadonlySet<DigestAlgorithm>;
  /** Digests that the blob should have, by what the image says: only a hint where to look for it. */
  readonly expected?: ReadonlySet<string>;
}
