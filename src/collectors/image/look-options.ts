import type { FileAnalyser } from '../../readers/packages/files/analyser.ts';

/** How images are looked into. */
export interface LookOptions {
  /** Readers of files that list packages; all there are when absent. */
  readonly analysers?: readonly FileAnalyser[];
  /** Whether layers are searched for secrets, those of a base image left out. */
  readonly secrets?: boolean;
  /** Where what layers hold is kept from run to run; nowhere when absent. */
  readonly cache?: CacheOptions;
}

export interface CacheOptions {
  /** Must be the user's own: what lies there is believed. */
  readonly folder: string;
  /** Version of Plimsoll: another one may read layers otherwise. */
  readonly version: string;
  /** Bytes of all that is kept. */
  readonly bytes?: number;
}
