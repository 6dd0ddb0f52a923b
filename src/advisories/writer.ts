import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ExploitPrediction, KnownExploited } from '../formats/advisory-feeds/exploitation.ts';
import type { VexStatement } from '../formats/advisory-feeds/vex.ts';
import { nameIn, placeOf } from '../formats/osv/ecosystem.ts';
import type { AdvisoryRecord, SeverityClaim } from '../formats/osv/record.ts';
import { createTables, finishTables, schemaVersion } from './schema.ts';
import type { FeedStatus } from './status.ts';

/** Takes what was read of feeds: a database that is built, or a count of what a feed holds. */
export interface Sink {
  /** Every record of an OSV document as it was read, those too that are left out because they mend no vulnerability. */
  read?(record: AdvisoryRecord): void;
  /**
   * @param own the feed writes whole records, so that of two with one id the newer counts. Converted
   * feeds (secdb) say of one identifier in many documents, and all of them count.
   */
  advisory(feed: number, record: AdvisoryRecord, own: boolean): void;
  kev(cve: string, entry: KnownExploited): void;
  epss(cve: string, prediction: ExploitPrediction): void;
  severities(cve: string, claims: readonly SeverityClaim[]): void;
  statement(author: string, statement: VexStatement): void;
  gap(feed: number, subject: string, because: string): void;
}

/** The rows of a database that is being built. Nothing of it is seen by others until it is whole. */
export class Writer implements Sink {
  readonly #database: DatabaseSync;
  readonly #known: StatementSync;
  readonly #drop: StatementSync;
  readonly #advisory: StatementSync;
  readonly #affected: StatementSync;
  readonly #kev: StatementSync;
  readonly #epss: StatementSync;
  readonly #severities: StatementSync;
  readonly #statement: StatementSync;
  readonly #gap: StatementSync;
  #next = 1;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`BEGIN; ${createTables}`);
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.#known = prepare('SELECT id, modified FROM advisory WHERE name = ? AND own = 1');
    this.#drop = prepare('DELETE FROM advisory WHERE id = ?');
    this.#advisory = prepare('INSERT INTO advisory VALUES (?, ?, ?, ?, ?, ?)');
    this.#affected = prepare('INSERT INTO affected VALUES (?, ?, ?, ?, ?)');
    this.#kev = prepare('INSERT INTO cve (cve, kev) VALUES (?, ?) ON CONFLICT DO UPDATE SET kev = excluded.kev');
    this.#epss = prepare(
      'INSERT INTO cve (cve, epss, percentile) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET epss = excluded.epss, percentile = excluded.percentile',
    );
    this.#severities = prepare(
      'INSERT INTO cve (cve, severities) VALUES (?, ?) ON CONFLICT DO UPDATE SET severities = excluded.severities',
    );
    this.#statement = prepare('INSERT INTO statement VALUES (?, ?, ?)');
    this.#gap = prepare('INSERT INTO gap VALUES (?, ?, ?)');
  }

  advisory(feed: number, record: AdvisoryRecord, own: boolean): void {
    const { id, modified, affected } = record;
    if (own) {
      const known = this.#known.get(id) as { id: number; modified: string | null } | undefined;
      if (known !== undefined) {
        if (instant(known.modified) > instant(modified)) return;
        this.#drop.run(known.id);
      }
    }
    // SQLite would give the id of a dropped row again, and its packages with it.
    const row = this.#next++;
    const shared = JSON.stringify(bodyOf(record));
    this.#advisory.run(row, id, feed, own ? 1 : 0, modified, shared);
    if (record.withdrawn !== null) return;
    for (const entry of affected) {
      const place = placeOf(entry.ecosystem);
      const body = JSON.stringify(entry);
      const digest = digestOf(`${id}\n${shared}\n${body}`);
      this.#affected.run(row, place.key, nameIn(place.base, entry.name), body, digest);
    }
  }

  kev(cve: string, entry: KnownExploited): void {
    this.#kev.run(cve, JSON.stringify(entry));
  }
  epss(cve: string, { score, percentile }: ExploitPrediction): void {
    this.#epss.run(cve, score, percentile);
  }
  severities(cve: string, claims: readonly SeverityClaim[]): void {
    this.#severities.run(cve, JSON.stringify(claims));
  }
  statement(author: string, statement: VexStatement): void {
    this.#statement.run(statement.vulnerability, author, JSON.stringify(statement));
  }
  gap(feed: number, subject: string, because: string): void {
    this.#gap.run(feed, subject, because);
  }

  /** @param facts what `meta` holds besides the version of the tables */
  finish(feeds: readonly FeedStatus[], facts: Readonly<Record<string, string>>): void {
    const insertFeed = this.#database.prepare('INSERT INTO feed VALUES (?, ?)');
    for (const [id, feed] of feeds.entries()) insertFeed.run(id, JSON.stringify(feed));
    const meta = this.#database.prepare('INSERT INTO meta VALUES (?, ?)');
    for (const [key, value] of Object.entries({ schema: String(schemaVersion), ...facts })) meta.run(key, value);
    this.#database.exec(`${finishTables} COMMIT; ANALYZE`);
  }
}

/** 44 bits, of which a column of half a million can be summed up in the 63 that SQLite has. */
function digestOf(text: string): number {
  return hash('sha256', text, 'buffer').readUIntBE(0, 6) % 2 ** 44;
}

function instant(text: string | null): number {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
}

/** What all packages of an advisory share; the packages have rows of their own. */
function bodyOf({ id: _id, feed: _feed, affected: _affected, modified: _modified, ...shared }: AdvisoryRecord): object {
  return shared;
}
