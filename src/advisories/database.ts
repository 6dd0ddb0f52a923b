import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { nameIn, placeOf } from '../formats/osv/ecosystem.ts';
import type { Affected, AdvisoryRecord, SeverityClaim } from '../formats/osv/record.ts';
import type { ExploitPrediction, KnownExploited } from '../formats/advisory-feeds/exploitation.ts';
import type { VexStatement } from '../formats/advisory-feeds/vex.ts';
import { reasonOf } from '../io/files.ts';
import { openDatabaseFile } from '../io/sqlite.ts';
import { schemaVersion } from './schema.ts';
import type { DatabaseStatus, FeedStatus } from './status.ts';

/** So many rows are kept as they were asked for: some 50 MB. */
const rememberedRows = 50_000;

/** What is known of a CVE beside any package. */
export interface CveEntry {
  readonly kev: KnownExploited | null;
  readonly epss: ExploitPrediction | null;
  /** The NVD's, and what others said there. */
  readonly severities: readonly SeverityClaim[];
}

/**
 * A database of advisories, opened to be asked. It stays the same while it is open, whatever is built
 * meanwhile.
 */
export class AdvisoryDatabase {
  readonly #database: DatabaseSync;
  readonly #ask: StatementSync;
  readonly #cve: StatementSync;
  readonly #said: StatementSync;
  readonly #places: ReadonlyMap<string, number>;
  readonly #feeds: readonly FeedStatus[];
  readonly #covered: ReadonlySet<string>;

  /** Many images hold the same packages; the kernel alone has thousands of records. */
  readonly #remembered = new Map<string, readonly AdvisoryRecord[]>();
  #rows = 0;
  /** Whether there is any VEX statement at all. */
  readonly #speaks: boolean;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    const places = database.prepare('SELECT place, records FROM place').all() as { place: string; records: number }[];
    this.#places = new Map(places.map(({ place, records }) => [place, records]));
    const feeds = database.prepare('SELECT body FROM feed ORDER BY id').all() as { body: string }[];
    this.#feeds = feeds.map(({ body }) => JSON.parse(body) as FeedStatus);
    this.#covered = new Set(this.#feeds.flatMap(({ places: own }) => own.filter((place) => this.#places.has(place))));
    this.#speaks = database.prepare('SELECT 1 FROM statement LIMIT 1').get() !== undefined;
    this.#cve = database.prepare('SELECT kev, epss, percentile, severities FROM cve WHERE cve = ?');
    this.#said = database.prepare(
      'SELECT CAST(sum(digest) AS TEXT) AS digest FROM said WHERE name = ? AND place IN (?, ?)',
    );
    this.#ask = database.prepare(
      `SELECT advisory.id AS id, advisory.name AS name, advisory.feed AS feed, advisory.modified AS modified,
        advisory.body AS body, affected.body AS entry
      FROM affected JOIN advisory ON advisory.id = affected.advisory
      WHERE affected.name = ? AND affected.place IN (?, ?) ORDER BY advisory.name, advisory.id, affected.rowid`,
    );
  }

  /** A string says why there is none that can be asked. */
  static open(path: string): AdvisoryDatabase | string {
    let database: DatabaseSync | null = null;
    try {
      database = openDatabaseFile(path);
      const schema = database.prepare("SELECT value FROM meta WHERE key = 'schema'").get() as
        | { value: string }
        | undefined;
      if (schema?.value === String(schemaVersion)) return new AdvisoryDatabase(database);
      database.close();
      return 'it was built by another version of Plimsoll';
    } catch (error) {
      database?.close();
      return reasonOf(error);
    }
  }

  /**
   * Advisories about a package, each with the entries about it alone. Null when no feed speaks of this
   * ecosystem and release: then an empty answer would say more than is known.
   */
  ask(ecosystem: string, name: string): readonly AdvisoryRecord[] | null {
    const { key, base } = placeOf(ecosystem);
    if (!this.#places.has(key)) return null;
    const spelled = nameIn(base, name);
    const remembered = this.#remembered.get(`${key}\n${spelled}`);
    if (remembered !== undefined) return remembered;
    const rows = this.#ask.all(spelled, key, base) as unknown as Row[];
    const records = new Map<number, AdvisoryRecord & { affected: Affected[] }>();
    for (const row of rows) {
      const entry = JSON.parse(row.entry) as Affected;
      const known = records.get(row.id);
      if (known !== undefined) known.affected.push(entry);
      else {
        const shared = JSON.parse(row.body) as Omit<AdvisoryRecord, 'id' | 'feed' | 'modified' | 'affected'>;
        const feed = this.#feeds[row.feed]?.name ?? '';
        records.set(row.id, { id: row.name, feed, modified: row.modified, ...shared, affected: [entry] });
      }
    }
    const found = [...records.values()];
    this.#rows += rows.length + 1;
    if (this.#rows > rememberedRows) {
      this.#remembered.clear();
      this.#rows = rows.length + 1;
    }
    this.#remembered.set(`${key}\n${spelled}`, found);
    return found;
  }

  /**
   * True where a feed of this ecosystem and release is held. `ask` knows of packages beyond that: the
   * archive of npm tells of a few of PyPI, and of all others of PyPI it says nothing.
   */
  covers(ecosystem: string): boolean {
    return this.#covered.has(placeOf(ecosystem).key);
  }

  /**
   * A text that stays the same from one database to the next while what `ask` gives stays the same:
   * `0` when no advisory speaks of the package, null when no feed speaks of the ecosystem.
   */
  digest(ecosystem: string, name: string): string | null {
    const { key, base } = placeOf(ecosystem);
    if (!this.#places.has(key)) return null;
    // As text, for the sum of some hundred is larger than a number can be.
    const row = this.#said.get(nameIn(base, name), key, base) as { digest: string | null };
    return row.digest ?? '0';
  }

  about(cve: string): CveEntry | null {
    const row = this.#cve.get(cve) as
      | { kev: string | null; epss: number | null; percentile: number | null; severities: string | null }
      | undefined;
    if (row === undefined) return null;
    return {
      kev: row.kev === null ? null : (JSON.parse(row.kev) as KnownExploited),
      epss: row.epss === null ? null : { score: row.epss, percentile: row.percentile ?? 0 },
      severities: row.severities === null ? [] : (JSON.parse(row.severities) as SeverityClaim[]),
    };
  }

  /** VEX statements about a vulnerability, as the documents name it. */
  statements(vulnerability: string): readonly (VexStatement & { readonly author: string })[] {
    if (!this.#speaks) return [];
    const rows = this.#database
      .prepare('SELECT author, body FROM statement WHERE vulnerability = ? ORDER BY rowid')
      .all(vulnerability) as { author: string; body: string }[];
    return rows.map(({ author, body }) => ({ ...(JSON.parse(body) as VexStatement), author }));
  }

  /** True when it holds VEX statements. */
  get speaksOfProducts(): boolean {
    return this.#speaks;
  }

  /** What it was built from, as the builder named it; null when it did not. */
  get content(): string | null {
    return this.#meta().get('content') ?? null;
  }

  #meta(): ReadonlyMap<string, string> {
    const rows = this.#database.prepare('SELECT key, value FROM meta').all() as { key: string; value: string }[];
    return new Map(rows.map(({ key, value }) => [key, value]));
  }

  status(): DatabaseStatus {
    const meta = this.#meta();
    return {
      built: meta.get('built') ?? '',
      generation: meta.get('generation') ?? '',
      feeds: this.#feeds,
      places: [...this.#places].map(([place, records]) => ({ place, records })),
    };
  }

  /** What of the feeds could not be read; at most some hundred of each. */
  gaps(): readonly { readonly feed: string; readonly subject: string; readonly because: string }[] {
    const rows = this.#database.prepare('SELECT feed, subject, because FROM gap ORDER BY rowid').all() as unknown as {
      feed: number;
      subject: string;
      because: string;
    }[];
    return rows.map((row) => ({ ...row, feed: this.#feeds[row.feed]?.name ?? '' }));
  }

  close(): void {
    this.#database.close();
  }
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly feed: number;
  readonly modified: string | null;
  readonly body: string;
  readonly entry: string;
}
