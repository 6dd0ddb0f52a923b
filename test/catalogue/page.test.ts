/** docs/catalogue.md names checks that are there, with their severities, and every check of its own. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { questions } from '../../src/main.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/catalogue.md'), 'utf8');
const severities = new Map(
  questions.flatMap((question) => question.checks.map(({ id, severity }) => [id, severity] as const)),
);
const rows = [...page.matchAll(/^\| ([A-Z]+-\d{3}) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|[^|]*\|([^|]*)\|$/gm)].map(
  ([, row = '', what = '', check = '', severity = '', remark = '']) => ({
    row,
    what,
    check: check.trim(),
    severity: severity.trim(),
    remark: remark.trim(),
  }),
);

describe('the page of the catalogue', () => {
  it('has every row', () => assert.equal(rows.length, 114));
  for (const { row, what, check, severity, remark } of rows) {
    it(`${row} ${what}: ${check}`, () => {
      if (check === '–') assert.notEqual(remark, '', 'says why no check tells it');
      else assert.equal(severity, severities.get(check));
    });
  }
  it('names each check that was made for it', () => {
    const own = [...severities.keys()].filter((id) => /^(HRD|RUN)-4\d\d$/.test(id));
    assert.ok(own.length > 40);
    assert.deepEqual(
      own.filter((id) => !page.includes(id)),
      [],
    );
  });
});
