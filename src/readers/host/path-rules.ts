/**
 * A file that a guide speaks of, and where it may lie. Each guide has a table of these; roles are words
 * for people and stable, for outcomes and standards go by them.
 */
export interface PathRule {
  readonly role: string;
  /**
   * Absolute paths. A segment may hold `*`; a last segment `**` is everything below the folder, the
   * folder itself left out, and `**` before others is that folder and every one below it. Every one that
   * is there is seen.
   */
  readonly paths: readonly string[];
  /** `first`: systems have it at one of these places, and the first that is there is the one that counts. */
  readonly take?: 'first';
  /** Why it proves nothing that none is there: then it was not seen, and is not absent. */
  readonly absence?: string;
  /** Why it is not known where it lies; then no place is looked at. */
  readonly unclear?: string;
}
