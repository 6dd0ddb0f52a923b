import type { Lookup } from '../../formats/compose/interpolate.ts';
import type { Files } from './files.ts';
import type { Findings } from './findings.ts';
import type { OnMismatch } from './merge.ts';
import type { Budget } from './node.ts';

/** What the files of one project, or of one include, are read with. */
export interface Frame {
  /** Folder that relative paths start from, relative to the project's folder: `''`, `../base`. */
  readonly folder: string;
  readonly lookup: Lookup;
  /** Paths of the files that led here, against cycles. */
  readonly chain: readonly string[];
}

/** What every step of loading a project shares. */
export interface Loading {
  readonly findings: Findings;
  readonly files: Files;
  readonly budget: Budget;
  readonly mismatch: OnMismatch;
}
