import type { FileFound } from './files/analyser.ts';

/** Digests of a file in hexadecimal, to be held against what the package that owns it installed. */
export interface FileDigests {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
}

/** What a layer has at a path that may list packages. */
export type HeldFile =
  | {
      readonly kind: 'file';
      readonly found: FileFound;
      /** What it holds when it is read by the name of a hard link to it, by that name. */
      readonly as: ReadonlyMap<string, FileFound>;
      /** Of small files where distributions put theirs. */
      readonly digests?: FileDigests;
      /** A program or shared library in which no analyser found anything: what is in it only a package can tell that installed it. */
      readonly program?: true;
    }
  | { readonly kind: 'hardlink'; readonly target: string; readonly mode: number }
  /** A symbolic link to a file that its own name does not show to list packages. */
  | { readonly kind: 'symlink' };

/** What one layer says of files that list packages. */
export interface LayerFiles {
  /** All paths of the layer: see formats/root/path-list.ts. */
  readonly paths: Buffer;
  /** Those of them that are symbolic links. */
  readonly links: Buffer;
  readonly held: ReadonlyMap<string, HeldFile>;
}

export const noFiles: LayerFiles = { paths: Buffer.alloc(0), links: Buffer.alloc(0), held: new Map() };
