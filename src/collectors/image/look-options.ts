import type { FileAnalyser } from '../../readers/packages/files/analyser.ts';

/** How images are looked into. */
export interface LookOptions {
  /** Readers of files that list packages; all there are when absent. */
  readonly analysers?: readonly FileAnalyser[];
}
