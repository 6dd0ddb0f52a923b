/** docs/advisories.md lists every feed as its table in src/advisories/feeds.ts does, and no other. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { feedDefinitions } from '../../src/advisories/feeds.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/advisories.md'), 'utf8');

describe('docs/advisories.md', () => {
  it('lists every feed, which ones are standard, what they hold and where they are told of', () => {
    const rows = [...page.matchAll(/^\| `([^`]+)` \| (\*?) ?\| (.*?) \| \[(.*?)\]\((.*?)\) \|$/gm)];
    assert.deepEqual(
      rows.map(([, name, star, title, host, docs]) => ({ name, standard: star === '*', title, host, docs })),
      feedDefinitions.map(({ name, standard, title, osv, files, docs }) => ({
        name,
        standard,
        title,
        host: new URL(osv ?? files![0]!.url).host,
        docs,
      })),
    );
  });
  it('every feed has one name, and https alone', () => {
    const names = feedDefinitions.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { osv, files = [], docs } of feedDefinitions) {
      for (const url of [osv ?? docs, docs, ...files.map((file) => file.url)]) assert.match(url, /^https:\/\/[a-z]/);
      assert.notEqual(osv === undefined, files.length === 0);
    }
  });
});
