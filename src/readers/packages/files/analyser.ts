import type { Package } from '../../../facts/package.ts';

/** The bytes of one file of an image, in memory or on disk. */
export interface FileBytes {
  readonly size: number;
  /** So many bytes from there on; fewer at the end of the file. */
  read(offset: number, length: number): Buffer;
}

/** A package that a file other than a distribution's database tells of. */
export interface FilePackage extends Pick<Package, 'name' | 'version' | 'type' | 'purl' | 'licenses' | 'vendor'> {
  /** OSV's name of the ecosystem: `npm`, `PyPI`, `Go`, `crates.io`, `Maven`, `RubyGems`, `Packagist`, `NuGet`; null when no advisory is published under a name. */
  readonly ecosystem: string | null;
  /** 1-based; for files made of lines. */
  readonly line?: number;
  /** Where in the file: `packages[3]`, `lib/a.jar!/META-INF/maven/g/a/pom.properties`. */
  readonly place?: string;
}

/** What hides packages of a file, or keeps one from being named or judged. */
export interface FileProblem {
  readonly because: string;
  readonly place?: string;
}

export interface FileFound {
  readonly packages: readonly FilePackage[];
  readonly problems: readonly FileProblem[];
}

/**
 * Reads packages from one file at a time. Pure: what it finds rests on the path and the bytes alone,
 * so that it may be kept for every image that has the same layer.
 */
export interface FileAnalyser {
  /** `python`, `go`: part of the key under which results are kept. */
  readonly name: string;
  /** Raised by every change that may change a result. */
  readonly version: number;
  /**
   * Asked for every file of every layer, so it must be cheap: compare the end of the path first.
   *
   * @param path inside the image, clean, without a leading slash
   * @param mode permission bits, of which one is set for whoever may execute it
   * @returns whether the file is of interest: `null` not; `limit` the size from which it is a gap in
   * place of being read; `starts` when only those whose first four bytes pass are
   */
  wants(path: string, size: number, mode: number): FileWant | null;
  /** Never throws for bad content: that is a problem. */
  read(path: string, bytes: FileBytes): FileFound;
}

export interface FileWant {
  /** Bytes. */
  readonly limit: number;
  /** The first bytes of the file, four or fewer; false when it need not be read. */
  readonly starts?: (first: Buffer) => boolean;
}

/** A file that is whole in memory. */
export function bytesOf(buffer: Buffer): FileBytes {
  return { size: buffer.length, read: (offset, length) => buffer.subarray(offset, offset + length) };
}
