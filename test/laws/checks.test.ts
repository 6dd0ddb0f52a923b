/** Laws of the set of checks: the list equals the disk, ids are unique, sorted and of their question, page and test are there. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { questions } from '../../src/main.ts';

const root = join(import.meta.dirname, '../..');
const checks = questions.flatMap((question) => question.checks.map((check) => ({ question: question.name, check })));
const prefixes: Record<string, string> = {
  images: 'IMG',
  runtime: 'RUN',
  network: 'NET',
  hardening: 'HRD',
  monitoring: 'MON',
};

describe('the set of checks', () => {
  it('has at least forty', () => assert.ok(checks.length >= 40, `${checks.length} checks`));

  it('equals what lies on disk', () => {
    const onDisk = globSync('src/questions/*/*/*.ts', { cwd: root }).filter(
      (file) => !file.endsWith('.test.ts') && readFileSync(join(root, file), 'utf8').includes('defineCheck('),
    );
    const listed = checks.map(({ check }) => `src/questions/${check.aspect}/${check.name}.ts`);
    assert.deepEqual(listed.toSorted(), onDisk.toSorted());
  });

  it('has ids that are unique, sorted within their question, and start with its letters', () => {
    const ids = checks.map(({ check }) => check.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(new Set(checks.map(({ check }) => check.name)).size, ids.length);
    for (const { name, checks: own } of questions) {
      assert.deepEqual(
        own.map(({ id }) => id),
        own.map(({ id }) => id).toSorted(),
        `${name} is sorted`,
      );
      for (const { id } of own) assert.match(id, new RegExp(`^${prefixes[name]}-\\d{3}$`));
    }
  });

  it('covers five questions of five aspects, and each check names one of them', () => {
    assert.deepEqual(
      questions.map(({ aspects }) => aspects.length),
      [5, 5, 5, 5, 5],
    );
    const aspects = new Set(
      questions.flatMap(({ name, aspects: own }) => own.map((aspect) => `${name}/${aspect.name}`)),
    );
    for (const { check, question } of checks) {
      assert.ok(aspects.has(check.aspect), `${check.id} names ${check.aspect}`);
      assert.ok(check.aspect.startsWith(`${question}/`), `${check.id} is listed under ${question}`);
    }
  });

  for (const { check } of checks) {
    it(`${check.id} ${check.name} has a test, a page and whole sentences`, () => {
      const base = join(root, `src/questions/${check.aspect}/${check.name}`);
      const code = readFileSync(`${base}.ts`, 'utf8');
      const exported = check.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      assert.ok(code.includes(`export const ${exported} `), `exports ${exported}`);
      assert.ok(existsSync(`${base}.test.ts`), 'test');
      assert.ok(readFileSync(`${base}.test.ts`, 'utf8').includes('checkTable('), 'the test is a table');
      const page = readFileSync(`${base}.md`, 'utf8');
      assert.ok(page.startsWith(`# ${check.id} ${check.title}\n`), 'the page starts with id and title');
      for (const heading of ['## Fails', '## Passes', '## What this check cannot see'])
        assert.ok(page.includes(`\n${heading}\n`), heading);
      for (const sentence of [check.remedy, check.toKnow]) assert.match(sentence, /\.$/);
      assert.doesNotMatch(check.title, /\.$/);
      assert.match(check.since, /^\d+\.\d+\.\d+$/);
    });
  }
});
