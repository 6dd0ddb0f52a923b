import type { Fact } from '../../../model/fact.ts';
import type { Gap } from '../../../model/gap.ts';

/** One place that was looked at: a folder, a cluster, an engine, a dump. */
export interface Place {
  /** As the user named it. */
  readonly label: string;
  readonly facts: readonly Fact[];
  readonly gaps: readonly Gap[];
}
