import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { buildDatabase, type FeedSource } from '../../src/advisories/build.ts';
import { AdvisoryDatabase } from '../../src/advisories/database.ts';
import type { Package } from '../../src/facts/package.ts';

/** Advisories that lie beside the project; a test fails where they are missing. */
export const feeds = join(import.meta.dirname, '../../../shared/data/advisories');

/** A folder that is removed after the tests of the file; to be made outside of hooks, whose own end would be taken for it. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'advisories-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function build(sources: readonly FeedSource[], folder: string): Promise<AdvisoryDatabase> {
  const out = join(folder, 'advisories.sqlite');
  await buildDatabase(sources, out, { now: '2026-11-24T00:00:00Z' });
  const database = AdvisoryDatabase.open(out);
  if (typeof database === 'string') throw new Error(database);
  return database;
}

export function packageOf(
  ecosystem: string,
  type: string,
  name: string,
  version: string,
  source: Package['source'] = null,
): Package {
  return {
    name,
    version,
    ecosystem,
    type,
    purl: `pkg:${type}/${name}@${version}`,
    source,
    licenses: [],
    layer: null,
    file: 'list',
    image: 'sha256:0',
    at: { source: 'image', file: 'list' },
  };
}
