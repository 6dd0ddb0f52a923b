import type { AdvisoryRecord } from '../osv/record.ts';

/** What one document of a feed holds. A fault is a part that could not be read: a counted gap. */
export interface FeedRead {
  readonly records: readonly AdvisoryRecord[];
  readonly faults: readonly string[];
}
