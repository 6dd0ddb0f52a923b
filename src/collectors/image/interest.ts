import type { Watch } from '../../formats/root/watch.ts';
import type { FileAnalyser } from '../../readers/packages/files/analyser.ts';
import type { SecretScanner } from '../../readers/secrets/scanner.ts';
import type { LayerCache } from './layer-cache.ts';
import type { Room } from './room.ts';

/** What is kept of layers. */
export interface Interest {
  readonly watch: Watch;
  /** Bytes that may still be kept of all layers together. */
  left: number;
  readonly files: FileInterest;
  readonly room: Room;
  /** What was read before; absent where nothing is kept, or where more than usual is of interest. */
  readonly cache?: LayerCache;
  /** For layers of a base image, which are not searched for secrets: the same without that. */
  readonly ofBase?: Interest;
}

/** What is looked for in files, beside what is watched. */
export interface FileInterest {
  readonly analysers: readonly FileAnalyser[];
  /** Files that hard links give another name, by their own: read once more as what each link is called. */
  readonly also: ReadonlyMap<string, ReadonlySet<string>>;
  /** Looks for secrets; absent where nobody asks for them. */
  readonly secrets?: SecretScanner;
}
