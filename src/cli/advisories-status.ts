import { AdvisoryDatabase } from '../advisories/database.ts';
import { agingGaps, defaultMaxAgeDays, missingGap, recordGaps, type FeedStatus } from '../advisories/status.ts';
import { Failure } from '../model/failure.ts';
import type { Gap } from '../model/gap.ts';
import { visible } from '../report/visible.ts';
import { databaseOf, databaseOption } from './advisories-database.ts';
import type { Command } from './command.ts';

/** `advisories status --format json`: docs/schemas/plimsoll.advisories-1.schema.json. */
interface StatusReport {
  readonly schema: 'plimsoll.advisories/1';
  readonly database: string;
  /** ISO 8601; null when there is none. */
  readonly built: string | null;
  readonly generation: string | null;
  readonly at: string;
  readonly maxAgeDays: number;
  readonly feeds: readonly DatedFeed[];
  readonly places: readonly { readonly place: string; readonly records: number }[];
  readonly unread: readonly { readonly feed: string; readonly subject: string; readonly because: string }[];
  readonly gaps: readonly Gap[];
}

interface DatedFeed extends Omit<FeedStatus, 'of' | 'fetched' | 'failed'> {
  readonly of: string | null;
  readonly fetched: string | null;
  readonly failed: string | null;
  readonly ageDays: number | null;
}

const day = 86_400_000;
/** So many parts that could not be read are shown in text unless all are asked for. */
const shownUnread = 10;

export const advisoriesStatusCommand: Command = {
  name: 'advisories status',
  summary: 'Show what the database of advisories holds, and how old it is',
  usage: 'advisories status [OPTIONS]',
  about: [
    'For each feed: its records, when it was fetched, the newest date in it, where it came from, and what of it could\nnot be read.',
    'Exit code 0 when every feed is young enough, 2 when one is too old or there is no database.',
  ],
  options: [
    { name: 'format', short: 'f', value: 'FORMAT', choices: ['text', 'json'], help: 'text unless given' },
    { name: 'max-age', value: 'DAYS', help: `how old a feed may be; ${defaultMaxAgeDays} unless given` },
    { name: 'all', help: 'everything that could not be read, in text' },
    databaseOption,
  ],
  examples: [
    ['plimsoll advisories status', 'a table'],
    ['plimsoll advisories status --max-age=1 -f json', 'for a scheduled job, which looks at the exit code'],
  ],
  async run(given, terminal) {
    const path = databaseOf(given, terminal);
    const report = statusOf(path, maxAgeOf(given.text('max-age')), new Date().toISOString());
    if (given.text('format') === 'json') terminal.out.write(`${JSON.stringify(report, null, 2)}\n`);
    else terminal.out.write(textOf(report, given.on('all')));
    return report.gaps.some(({ code }) => code !== 'ADVISORY_INVALID') ? 2 : 0;
  },
};

function maxAgeOf(text: string | undefined): number {
  if (text === undefined) return defaultMaxAgeDays;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Failure('BAD_ARGUMENT', `--max-age is ${JSON.stringify(text)}, but takes a number of days.`);
}

function statusOf(database: string, maxAgeDays: number, at: string): StatusReport {
  const schema = 'plimsoll.advisories/1';
  const opened = AdvisoryDatabase.open(database);
  if (typeof opened === 'string') {
    const gaps = [missingGap(database, opened)];
    return { schema, database, built: null, generation: null, at, maxAgeDays, feeds: [], places: [], unread: [], gaps };
  }
  try {
    const status = opened.status();
    const { built, generation, feeds, places } = status;
    const dated = feeds.map((feed) => ({
      ...feed,
      of: feed.of ?? null,
      fetched: feed.fetched === '' ? null : feed.fetched,
      failed: feed.failed ?? null,
      ageDays: feed.fetched === '' ? null : Math.round(((Date.parse(at) - Date.parse(feed.fetched)) / day) * 10) / 10,
    }));
    const gaps = [...agingGaps(status, at, maxAgeDays), ...recordGaps(status)];
    return { schema, database, built, generation, at, maxAgeDays, feeds: dated, places, unread: opened.gaps(), gaps };
  } finally {
    opened.close();
  }
}

function textOf({ database, built, maxAgeDays, feeds, unread, gaps }: StatusReport, all: boolean): string {
  if (built === null)
    return `There is no database of advisories: ${database} ${visible(gaps[0]!.because)}.\n${gaps[0]!.toKnow}\n`;
  const old = new Set(gaps.filter(({ code }) => code === 'ADVISORIES_OLD').map(({ subject }) => subject));
  const rows = feeds.map((feed) => [
    visible(feed.name),
    String(feed.records),
    feed.ageDays === null ? 'never fetched' : `${feed.ageDays} days${old.has(feed.name) ? ' (old)' : ''}`,
    visible(feed.newest?.slice(0, 10) ?? '-'),
    String(feed.gaps),
    visible(feed.from),
  ]);
  const head = ['feed', 'records', 'age', 'newest', 'unread', 'from'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  // Numbers stand under each other.
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => ([1, 4].includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  const lines = [`${visible(database)}, built ${built}`, '', line(head), ...rows.map(line)];
  for (const { name, failed } of feeds)
    if (failed !== null) lines.push('', `${visible(name)}: the last update failed: ${visible(failed)}`);
  const shown = all ? unread : unread.slice(0, shownUnread);
  if (shown.length > 0) lines.push('', 'Could not be read:');
  for (const { feed, subject, because } of shown) lines.push(`  ${visible(`${feed}: ${subject}: ${because}`)}`);
  if (unread.length > shown.length) lines.push(`  and ${unread.length - shown.length} more: --all shows them`);
  const late = gaps.filter(({ code }) => code !== 'ADVISORY_INVALID');
  if (late.length > 0)
    lines.push(
      '',
      `${late.length} of ${feeds.length} feeds are no longer relied on, after ${maxAgeDays} days. ${late[0]!.toKnow}`,
    );
  return `${lines.join('\n')}\n`;
}
