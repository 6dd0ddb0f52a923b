import type { FeedKind } from '../formats/advisory-feeds/recognise.ts';
import { placeOf } from '../formats/osv/ecosystem.ts';
import type { Gap } from '../model/gap.ts';

/** What a database knows of one feed it was built from. */
export interface FeedStatus {
  readonly name: string;
  /** Where it came from: a URL, or the path of a file or folder. */
  readonly from: string;
  readonly kinds: readonly FeedKind[];
  /** The ecosystem that it was fetched as the feed of; absent when nobody says so. */
  readonly of?: string;
  /**
   * Ecosystems with their releases that it is a feed of (`Debian:12`, `npm`). Every record of the archive
   * of npm speaks of npm, and a few of PyPI besides: that makes it no feed of PyPI. Where no ecosystem
   * stands in all records, all of them count.
   */
  readonly places: readonly string[];
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
 * @param held ecosystems, without release, of which something is held against the database; all feeds count when absent
 */
export function agingGaps(
  status: DatabaseStatus,
  now: string,
  maxAgeDays: number = defaultMaxAgeDays,
  held?: ReadonlySet<string>,
): Gap[] {
  const gaps: Gap[] = [];
  if (status.feeds.length === 0) gaps.push(gap('ADVISORIES_MISSING', 'the database', 'it was built from no feed'));
  for (const feed of status.feeds) {
    const age = (Date.parse(now) - Date.parse(feed.fetched)) / day;
    if ((age >= -1 && age <= maxAgeDays) || !concerns(feed, held)) continue;
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

/**
 * Records of feeds that could not be read. In a feed of one ecosystem they were about that one; in any
 * other, and in one of which little could be read, they may have been about any package.
 *
 * @param held as for `agingGaps`
 */
export function recordGaps(status: DatabaseStatus, held?: ReadonlySet<string>): Gap[] {
  return status.feeds
    .filter((feed) => feed.gaps > 0 && (isOfAny(feed) || concerns(feed, held)))
    .map((feed) => ({
      ...gap('ADVISORY_INVALID', feed.name, `${feed.gaps} of its records or documents could not be read`),
      toKnow: 'See them by `plimsoll advisories status`, and mend or leave out what is named there.',
    }));
}

function isOfAny(feed: FeedStatus): boolean {
  return feed.of === undefined && (ecosystemsOf(feed).size > 1 || feed.gaps > feed.records);
}

/** Of vulnerabilities or products of every ecosystem. */
const ofAll: ReadonlySet<FeedKind> = new Set<FeedKind>(['kev', 'epss', 'nvd', 'csaf', 'openvex']);

/** True for a feed that may say something of what is held; for one of which it is not known what it speaks of, too. */
function concerns(feed: FeedStatus, held: ReadonlySet<string> | undefined): boolean {
  if (held === undefined || feed.kinds.some((kind) => ofAll.has(kind))) return true;
  const own = ecosystemsOf(feed);
  return own.size === 0 || [...own].some((ecosystem) => held.has(ecosystem));
}

/** Without their releases: a document of a release that could not be read, or is yet to come, leaves no place. */
function ecosystemsOf({ of, places }: FeedStatus): ReadonlySet<string> {
  return new Set(of === undefined ? places.map((place) => placeOf(place).base) : [of]);
}

function gap(code: Gap['code'], subject: string, because: string): Gap {
  return { code, source: 'advisories', subject, because, toKnow, touches };
}
