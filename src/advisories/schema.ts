/**
 * The file of a database. It is written once, in this order, and never changed. A change of its tables
 * or of what stands in them takes a new number, and an old file is then built anew.
 */
export const schemaVersion = 3;

export const createTables = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE feed (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE gap (feed INTEGER NOT NULL, subject TEXT NOT NULL, because TEXT NOT NULL);
CREATE TABLE advisory (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, feed INTEGER NOT NULL, own INTEGER NOT NULL, modified TEXT, body TEXT NOT NULL);
CREATE INDEX advisory_name ON advisory (name);
CREATE TABLE affected (
  advisory INTEGER NOT NULL, place TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, digest INTEGER NOT NULL);
CREATE TABLE cve (cve TEXT PRIMARY KEY, kev TEXT, epss REAL, percentile REAL, severities TEXT) WITHOUT ROWID;
CREATE TABLE statement (vulnerability TEXT NOT NULL, author TEXT NOT NULL, body TEXT NOT NULL);
`;

/**
 * At the end, which is faster than with each row; then the places that any feed speaks of, and for each
 * package of a place a sum over all that is said of it: where the sum of two databases is the same, so
 * are the advisories, in whatever order they were read.
 */
export const finishTables = `
DELETE FROM affected WHERE advisory NOT IN (SELECT id FROM advisory);
CREATE INDEX affected_name ON affected (name, place);
CREATE INDEX statement_vulnerability ON statement (vulnerability);
CREATE TABLE place (place TEXT PRIMARY KEY, records INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO place SELECT place, count(*) FROM affected GROUP BY place;
CREATE TABLE said (name TEXT NOT NULL, place TEXT NOT NULL, digest INTEGER NOT NULL, PRIMARY KEY (name, place)) WITHOUT ROWID;
INSERT INTO said SELECT name, place, sum(digest) FROM affected GROUP BY name, place ORDER BY name, place;
`;
