import type { FeedKind } from '../formats/advisory-feeds/recognise.ts';
import type { Gap } from '../model/gap.ts';

/** What a database knows of one feed it was built from. */
export interface FeedStatus {
  readonly name: string;
  /** Where it came from: a URL, or the path of a file or folder. */
  readonly from: string;
  readonly kinds: readonly FeedKind[];
  /** ISO 8601: when it was fetched; for a path, when its newest file was written; empty when it never was. */
  readonly fetched: string;
  /** Why the last update of it failed, so that what is held is from before. */
  readonly failed?: string;
  /** The newest date that stands in the feed itself; null when none does. */
  readonly newest: string | null;
  readonly documents: number;
  /** Advisories, entries of KEV, EPSS and NVD, and VEX statements that are held. */
  readonly records: number;
  readonly withdrawn: number;
  /** Errata that mend no vulnerability: left out. */
  readonly notSecurity: number;
  /** Documents, records and parts of records that could not be read. */
  readonly gaps: number;
}

export interface DatabaseStatus {
  /** ISO 8601. */
  readonly built: string;
  /** Differs for every build. */
  readonly generation: string;
  readonly feeds: readonly FeedStatus[];
  /** Packages of advisories, counted for each ecosystem and release. */
  readonly places: readonly { readonly place: string; readonly records: number }[];
}

/** After so many days advisories are too old to say that nothing is wrong. */
export const defaultMaxAgeDays = 7;

const day = 86_400_000;
const touches = ['images/vulnerabilities'];
const toKnow = 'Run `plimsoll advisories update`, or `plimsoll advisories build --from` newer files.';

/**
 * What keeps an answer from being yes: a feed that is older than allowed or bears a date to come, or a database without
 * feeds. A database that was built today of old files is as old as they are.
 *
 * @param now ISO 8601
 */
export function agingGaps(status: DatabaseStatus, now: string, maxAgeDays: number = defaultMaxAgeDays): Gap[] {
  const gaps: Gap[] = [];
  if (status.feeds.length === 0) gaps.push(gap('ADVISORIES_MISSING', 'the database', 'it was built from no feed'));
  for (const feed of status.feeds) {
    const age = (Date.parse(now) - Date.parse(feed.fetched)) / day;
    if (age >= -1 && age <= maxAgeDays) continue;
    const because = Number.isNaN(age)
      ? feed.fetched === ''
        ? 'it was never fetched'
        : 'its date cannot be read'
      : age < 0
        ? `it bears the date ${feed.fetched}, which is to come`
        : `it is ${Math.floor(age)} days old, and ${maxAgeDays} are allowed`;
    const failed = feed.failed === undefined ? '' : `; the last update of it failed: ${feed.failed}`;
    gaps.push(gap('ADVISORIES_OLD', feed.name, because + failed));
  }
  return gaps;
}

/** The gap of a database that is not there or cannot be opened. */
export function missingGap(path: string, because: string): Gap {
  return gap('ADVISORIES_MISSING', path, because);
}

/** Records of feeds that could not be read: they may have been about any package. */
export function recordGaps(status: DatabaseStatus): Gap[] {
  return status.feeds
    .filter((feed) => feed.gaps > 0)
    .map((feed) => ({
      ...gap('ADVISORY_INVALID', feed.name, `${feed.gaps} of its records or documents could not be read`),
      toKnow: 'See them by `plimsoll advisories status`, and mend or leave out what is named there.',
    }));
}

function gap(code: Gap['code'], subject: string, because: string): Gap {
  return { code, source: 'advisories', subject, because, toKnow, touches };
}
