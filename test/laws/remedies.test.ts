/** Remedies answer checks that exist, and docs/fix.md tells of all of them and of every reason to refuse. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { questions } from '../../src/main.ts';
import { refusals } from '../../src/model/refusals.ts';
import { remedies, withoutRemedy } from '../../src/remedies/catalogue/catalogue.ts';
import { remedyRow } from '../../src/remedies/catalogue/describe.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/fix.md'), 'utf8');
const ids = new Set(questions.flatMap(({ checks }) => checks.map(({ id }) => id)));

describe('remedies', () => {
  it('are many, in order of their checks, one for each', () => {
    const checks = remedies.map(({ check }) => check);
    assert.ok(checks.length > 20);
    assert.deepEqual(checks, [...new Set(checks)].toSorted());
  });
  it('answer checks that exist', () => {
    const named = [
      ...remedies.flatMap(({ check, coveredBy }) => [check, coveredBy ?? check]),
      ...Object.keys(withoutRemedy),
    ];
    assert.deepEqual(
      named.filter((id) => !ids.has(id)),
      [],
    );
  });
  it('are not both given and refused', () => {
    assert.deepEqual(
      remedies.filter(({ check }) => Object.hasOwn(withoutRemedy, check)),
      [],
    );
  });
  it('say in sentences what they write, where, and what it may break', () => {
    for (const { check, does, mayBreak, kubernetes, compose, dockerfile, document } of remedies) {
      for (const text of [does, mayBreak]) assert.match(text, /^[A-Z].*\.$/, check);
      assert.ok(kubernetes ?? compose ?? dockerfile ?? document, check);
    }
    for (const [check, because] of Object.entries(withoutRemedy)) assert.match(because, /^[a-z].*[^.]$/, check);
  });
});

describe('docs/fix.md', () => {
  const section = (name: string): string[] =>
    (new RegExp(`<!-- ${name} -->\n([^]*?)<!-- end of ${name} -->`).exec(page)?.[1] ?? '').trim().split('\n').slice(2);
  for (const wanted of ['safe', 'asked'] as const) {
    it(`lists the ${wanted} remedies as they are`, () => {
      assert.deepEqual(section(`${wanted} remedies`), remedies.filter((one) => one.class === wanted).map(remedyRow));
    });
  }
  it('lists every reason to refuse with its meaning', () => {
    assert.deepEqual(
      section('refusals'),
      Object.entries(refusals).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`),
    );
  });
  it('lists only reasons that are used', () => {
    const sources = globSync('src/{remedies,io}/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
    const text = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    assert.deepEqual(
      Object.keys(refusals).filter((code) => !text.includes(`'${code}'`)),
      [],
    );
  });
});
