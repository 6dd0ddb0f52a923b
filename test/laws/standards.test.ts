/** Laws of standards/: every file has its shape, and every reference of every check names a real item. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { hardening } from '../../src/questions/hardening/question.ts';
import { images } from '../../src/questions/images/question.ts';
import { monitoring } from '../../src/questions/monitoring/question.ts';
import { network } from '../../src/questions/network/question.ts';
import { runtime } from '../../src/questions/runtime/question.ts';

interface Standard {
  readonly standard: string;
  readonly version: string;
  readonly source: string;
  readonly items: Readonly<Record<string, string>>;
}

const folder = join(import.meta.dirname, '../../standards');
const files = readdirSync(folder).toSorted();
const standards = new Map(
  files.map((file): [string, Standard] => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Standard]),
);
const counts: Readonly<Record<string, number>> = {
  'cis-docker-1.8.0.json': 118,
  'cis-kubernetes-2.0.1.json': 131,
  'nist-800-190-2017.json': 23,
  'nsa-cisa-1.2.json': 32,
  'pod-security-v1.37.json': 19,
};

describe('standards', () => {
  it('are these files, each whole', () => {
    const found = Object.fromEntries([...standards].map(([file, { items }]) => [file, Object.keys(items).length]));
    assert.deepEqual(found, counts);
  });

  for (const [file, standard] of standards) {
    it(`${file} has its shape`, () => {
      assert.deepEqual(Object.keys(standard), ['standard', 'version', 'source', 'items']);
      assert.equal(file, `${standard.standard}-${standard.version}.json`);
      assert.ok(URL.canParse(standard.source));
      for (const [item, title] of Object.entries(standard.items)) {
        assert.match(item, /^([a-z]+\/)?[a-z0-9.-]+$/);
        assert.match(title, /^[^\s].{5,90}[^\s.]$/, `${item}: ${title}`);
      }
      const titles = Object.values(standard.items);
      assert.equal(new Set(titles).size, titles.length, 'no title stands twice');
    });
  }
});

describe('references', () => {
  const checks = [images, runtime, network, hardening, monitoring].flatMap((question) => question.checks);
  it('are there at all', () => assert.ok(checks.some(({ references }) => references.length > 0)));
  for (const check of checks) {
    it(`${check.id} ${check.name} names real items, each once`, () => {
      const named = check.references.map(({ standard, version, item }) => {
        const known = standards.get(`${standard}-${version}.json`);
        assert.ok(known !== undefined, `${standard} ${version}`);
        assert.ok(Object.hasOwn(known.items, item), `${standard} ${version} has no item ${item}`);
        return `${standard} ${item}`;
      });
      assert.equal(new Set(named).size, named.length);
    });
  }
});
