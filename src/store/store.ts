import type { RecordedRun } from '../model/history.ts';

/** Which runs are wanted; what is left out does not narrow. */
export interface RunFilter {
  /** The same set of targets (see `RecordedRun.keys`). */
  readonly keys?: readonly string[];
}

/** A run without its findings: what is read when only its circumstances matter. */
export type RunHead = Omit<RecordedRun, 'findings'>;

/** Where runs are recorded. What an engine holds may depend on nothing of the engine. */
export interface RunStore {
  /** Stores the run as a whole, or throws and stores nothing. */
  record(run: RecordedRun): Promise<void>;
  /** One after the other, as they are asked for; the findings of each in any order. */
  runs(order: 'oldest first' | 'newest first', filter?: RunFilter): AsyncIterable<RecordedRun>;
  /** Newest first, at most `limit`. */
  heads(filter: RunFilter, limit: number): Promise<RunHead[]>;
  close(): Promise<void>;
}
