import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Image } from '../facts/image.ts';
import type { Package } from '../facts/package.ts';
import type { Vulnerability } from '../facts/vulnerability.ts';
import { openSharedDatabase } from '../io/sqlite.ts';
import { Failure } from '../model/failure.ts';
import type { Fact } from '../model/fact.ts';

/** Under which names a package is looked for among advisories. */
export interface Names {
  readonly ecosystem: string;
  readonly names: readonly string[];
}

/** A package as it is stored, with what it was held against. */
export interface StoringPackage {
  readonly value: Package;
  /** Null for one that no advisory can be held against. */
  readonly names: Names | null;
  /** What the database said of these names, as a number or text that stays while that stays. */
  readonly digest: string;
  readonly vulnerabilities: readonly StoringVulnerability[];
}

export interface StoringVulnerability {
  readonly value: Vulnerability;
  /** Names under which more is known of it beside any package: CVE ids, and what VEX calls it. */
  readonly keys: readonly string[];
  /** What was known under these names, as `StoringPackage.digest`. */
  readonly digest: string;
}

export interface Inventory {
  /** As the user named it. A later one of the same name and platform takes its place. */
  readonly name: string;
  /** ISO 8601. */
  readonly stored: string;
  readonly image: Fact<Image>;
  readonly packages: readonly StoringPackage[];
}

export interface StoredImage {
  readonly row: number;
  readonly name: string;
  readonly stored: string;
  readonly fact: Fact<Image>;
}

export interface StoredPackage {
  readonly row: number;
  readonly image: number;
  readonly value: Package;
}

/** The tables of the file. A change of them takes a new number; a file of another one is refused. */
const version = 1;
const tables = `
CREATE TABLE image (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, platform TEXT NOT NULL, stored TEXT NOT NULL, body TEXT NOT NULL,
  UNIQUE (name, platform));
CREATE TABLE subject (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
CREATE TABLE package (
  id INTEGER PRIMARY KEY, image INTEGER NOT NULL REFERENCES image ON DELETE CASCADE, subject INTEGER,
  digest TEXT NOT NULL, purl TEXT NOT NULL, owner TEXT, body TEXT NOT NULL);
CREATE INDEX package_image ON package (image);
CREATE INDEX package_subject ON package (subject, digest);
CREATE INDEX package_owner ON package (image, owner) WHERE owner IS NOT NULL;
CREATE TABLE vulnerability (
  package INTEGER NOT NULL REFERENCES package ON DELETE CASCADE, keys TEXT NOT NULL, digest TEXT NOT NULL,
  body TEXT NOT NULL);
CREATE INDEX vulnerability_package ON vulnerability (package);
CREATE INDEX vulnerability_keys ON vulnerability (keys, digest);
PRAGMA user_version = ${version};`;

/**
 * What images hold, stored so that newer advisories can be held against it without looking into the
 * image again. One file, which many processes may use at once.
 */
export class InventoryStore {
  readonly #database: DatabaseSync;
  readonly #insertVulnerability: StatementSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insertVulnerability = database.prepare('INSERT INTO vulnerability VALUES (?, ?, ?, ?)');
  }

  /** @throws Failure INVENTORIES_UNREADABLE */
  static open(path: string): InventoryStore {
    let database: DatabaseSync | null = null;
    try {
      mkdirSync(dirname(path), { recursive: true });
      database = openSharedDatabase(path);
      // Of two that come to a new file at once, one waits and finds it made.
      database.exec('BEGIN IMMEDIATE');
      const found = (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
      if (found === 0) database.exec(tables);
      else if (found !== version) throw new Error('it was written by another version of Plimsoll');
      database.exec('COMMIT; CREATE TEMP TABLE touched (package INTEGER PRIMARY KEY)');
      return new InventoryStore(database);
    } catch (error) {
      database?.close();
      throw new Failure(
        'INVENTORIES_UNREADABLE',
        `The stored inventories ${path} cannot be opened: ${(error as Error).message}.`,
        { cause: error },
      );
    }
  }

  close(): void {
    this.#database.close();
  }

  /** Stores an inventory as a whole, in place of the one of the same name and platform. */
  put({ name, stored, image, packages }: Inventory): void {
    const platform = image.value.platform.value ?? '';
    this.#atOnce(() => {
      this.#database.prepare('DELETE FROM image WHERE name = ? AND platform = ?').run(name, platform);
      const { lastInsertRowid: row } = this.#database
        .prepare('INSERT INTO image (name, platform, stored, body) VALUES (?, ?, ?, ?)')
        .run(name, platform, stored, JSON.stringify(image));
      const insertSubject = this.#database.prepare('INSERT INTO subject (names) VALUES (?) ON CONFLICT DO NOTHING');
      const subjectOf = this.#database.prepare('SELECT id FROM subject WHERE names = ?');
      const insert = this.#database.prepare(
        'INSERT INTO package (image, subject, digest, purl, owner, body) VALUES (?, ?, ?, ?, ?, ?)',
      );
      for (const { value, names, digest, vulnerabilities } of packages) {
        let subject: number | null = null;
        if (names !== null) {
          const text = JSON.stringify([names.ecosystem, ...names.names]);
          insertSubject.run(text);
          subject = (subjectOf.get(text) as { id: number }).id;
        }
        const { image: _image, ...body } = value;
        const added = insert.run(row, subject, digest, value.purl, value.owner ?? null, JSON.stringify(body));
        this.#insertVulnerabilities(Number(added.lastInsertRowid), vulnerabilities);
      }
    });
  }

  /** @returns how many were removed */
  forget(name: string): number {
    return Number(this.#database.prepare('DELETE FROM image WHERE name = ?').run(name).changes);
  }

  counts(): { readonly images: number; readonly packages: number } {
    const count = (table: string): number =>
      (this.#database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
    return { images: count('image'), packages: count('package') };
  }

  images(): StoredImage[] {
    return this.#all<{ id: number; name: string; stored: string; body: string }>(
      'SELECT id, name, stored, body FROM image ORDER BY name, platform',
    ).map(({ id, name, stored, body }) => ({ row: id, name, stored, fact: JSON.parse(body) as Fact<Image> }));
  }

  /** Under which names the stored packages are looked for, each once. */
  names(): Names[] {
    return this.#all<{ names: string }>(
      'SELECT names FROM subject WHERE EXISTS (SELECT 1 FROM package WHERE package.subject = subject.id)',
    ).map((row) => {
      const [ecosystem = '', ...names] = JSON.parse(row.names) as string[];
      return { ecosystem, names };
    });
  }

  /** Forgets which packages were touched. */
  untouch(): void {
    this.#database.exec('DELETE FROM touched');
  }

  /** Touches all packages of which the database says something else now than when they were held against it. */
  touchPackages(digestOf: (names: Names) => string): void {
    const rows = this.#all<{ subject: number; digest: string; names: string }>(
      'SELECT p.subject, p.digest, s.names FROM (SELECT DISTINCT subject, digest FROM package WHERE subject IS NOT NULL) p JOIN subject s ON s.id = p.subject',
    );
    const touch = this.#database.prepare(
      'INSERT OR IGNORE INTO touched SELECT id FROM package WHERE subject = ? AND digest = ?',
    );
    for (const { subject, digest, names } of rows) {
      const [ecosystem = '', ...own] = JSON.parse(names) as string[];
      if (digestOf({ ecosystem, names: own }) !== digest) touch.run(subject, digest);
    }
  }

  /** Touches the packages of vulnerabilities of which something else is known now. */
  touchVulnerabilities(digestOf: (keys: readonly string[]) => string): void {
    const rows = this.#all<{ keys: string; digest: string }>('SELECT DISTINCT keys, digest FROM vulnerability');
    const touch = this.#database.prepare(
      'INSERT OR IGNORE INTO touched SELECT package FROM vulnerability WHERE keys = ? AND digest = ?',
    );
    for (const { keys, digest } of rows) {
      if (digestOf(JSON.parse(keys) as string[]) !== digest) touch.run(keys, digest);
    }
  }

  /**
   * The touched packages, and with them those that brought them or that they brought: what the
   * distribution says of one decides about the other.
   */
  touched(): StoredPackage[] {
    this.#database.exec(`
      INSERT OR IGNORE INTO touched SELECT o.id FROM touched t JOIN package p ON p.id = t.package
        JOIN package o ON o.image = p.image AND o.purl = p.owner WHERE p.owner IS NOT NULL;
      INSERT OR IGNORE INTO touched SELECT o.id FROM touched t JOIN package p ON p.id = t.package
        JOIN package o ON o.image = p.image AND o.owner = p.purl AND o.owner IS NOT NULL`);
    return this.#all<{ id: number; image: number; body: string }>(
      'SELECT p.id, p.image, p.body FROM touched t JOIN package p ON p.id = t.package ORDER BY p.image, p.id',
    ).map(({ id, image, body }) => ({ row: id, image, value: JSON.parse(body) as Package }));
  }

  /** What stood of each touched package. */
  vulnerabilitiesOfTouched(): Map<number, Vulnerability[]> {
    const found = new Map<number, Vulnerability[]>();
    const rows = this.#all<{ package: number; body: string }>(
      'SELECT v.package, v.body FROM touched t JOIN vulnerability v ON v.package = t.package ORDER BY v.rowid',
    );
    for (const row of rows) {
      const value = JSON.parse(row.body) as Vulnerability;
      const known = found.get(row.package);
      if (known === undefined) found.set(row.package, [value]);
      else known.push(value);
    }
    return found;
  }

  /** Stores what the touched packages were found to hold now. */
  update(
    now: ReadonlyMap<number, { readonly digest: string; readonly vulnerabilities: readonly StoringVulnerability[] }>,
  ): void {
    this.#atOnce(() => {
      const change = this.#database.prepare('UPDATE package SET digest = ? WHERE id = ?');
      const remove = this.#database.prepare('DELETE FROM vulnerability WHERE package = ?');
      for (const [row, { digest, vulnerabilities }] of now) {
        // Another process may have stored the image anew meanwhile: then it is up to date.
        if (change.run(digest, row).changes === 0) continue;
        remove.run(row);
        this.#insertVulnerabilities(row, vulnerabilities);
      }
    });
  }

  #insertVulnerabilities(row: number, vulnerabilities: readonly StoringVulnerability[]): void {
    for (const { value, keys, digest } of vulnerabilities) {
      // The package has a row of its own, and why it is so is found again by a scan.
      const { package: _package, explanations: _explanations, ...body } = value;
      this.#insertVulnerability.run(row, JSON.stringify(keys), digest, JSON.stringify(body));
    }
  }

  #all<R>(sql: string, ...values: readonly SQLInputValue[]): R[] {
    return this.#database.prepare(sql).all(...values) as R[];
  }

  #atOnce(act: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      act();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
