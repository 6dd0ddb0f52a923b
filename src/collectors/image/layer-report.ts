import type { LayerChanges } from '../../formats/root/root-files.ts';
import type { Watch } from '../../formats/root/watch.ts';
import type { Digests } from '../../io/image/hasher.ts';
import type { Compression } from '../../io/image/inflate.ts';
import type { GapCode } from '../../model/gaps.ts';
import type { FileAnalyser } from '../../readers/packages/files/analyser.ts';
import type { LayerFiles } from '../../readers/packages/layer-files.ts';
import type { Room } from './room.ts';

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
  /** True when something was left out because other layers took the room for it. */
  readonly starved: boolean;
  /** True when the tar has the marker of its end. Where no digest says that all is there, only this does. */
  readonly marked: boolean;
  readonly problems: readonly LayerProblem[];
}

/** What is kept of layers. */
export interface Interest {
  readonly watch: Watch;
  /** Bytes that may still be kept of all layers together. */
  left: number;
  readonly files: FileInterest;
  readonly room: Room;
}

/** What is looked for in files, beside what is watched. */
export interface FileInterest {
  readonly analysers: readonly FileAnalyser[];
  /** Files that hard links give another name, by their own: read once more as what each link is called. */
  readonly also: ReadonlyMap<string, ReadonlySet<string>>;
}
