/** Laws of standards/: every file has its shape, every item says what answers it, and checks and items name each other. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { hardening } from '../../src/questions/hardening/question.ts';
import { images } from '../../src/questions/images/question.ts';
import { monitoring } from '../../src/questions/monitoring/question.ts';
import { network } from '../../src/questions/network/question.ts';
import { runtime } from '../../src/questions/runtime/question.ts';
import type { Standard, StandardItem } from '../../src/model/standard.ts';

const folder = join(import.meta.dirname, '../../standards');
const files = readdirSync(folder).toSorted();
type Written = Omit<Standard, 'items'> & {
  readonly items: Readonly<Record<string, Partial<StandardItem> | string>>;
};
const standards = new Map(
  files.map((file): [string, Written] => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Written]),
);
const counts: Readonly<Record<string, number>> = {
  'cis-docker-1.6.0.json': 117,
  'cis-docker-1.8.0.json': 118,
  'cis-kubernetes-1.12.json': 131,
  'cis-kubernetes-2.0.1.json': 131,
  'nist-800-190-2017.json': 24,
  'nsa-cisa-1.2.json': 35,
  'pod-security-v1.37.json': 19,
};

/** The item of the newest version whose number alone is another one here. */
function newest({ standard, supersededBy }: Written, { as }: Partial<StandardItem>): Partial<StandardItem> {
  const item = as === undefined ? undefined : standards.get(`${standard}-${supersededBy}.json`)?.items[as];
  assert.ok(item !== undefined && typeof item !== 'string', `${standard} ${supersededBy} has no item ${as}`);
  assert.equal(item.as, undefined, 'the newest version names its items itself');
  return item;
}

const checks = [images, runtime, network, hardening, monitoring].flatMap((question) => question.checks);
const checkById = new Map(checks.map((check) => [check.id, check]));

describe('standards', () => {
  it('are these files, each whole', () => {
    const found = Object.fromEntries([...standards].map(([file, { items }]) => [file, Object.keys(items).length]));
    assert.deepEqual(found, counts);
  });

  for (const [file, standard] of standards) {
    it(`${file} has its shape`, () => {
      const { items, supersededBy, ...head } = standard;
      assert.deepEqual(Object.keys(head), ['standard', 'version', 'source']);
      assert.equal(file, `${standard.standard}-${standard.version}.json`);
      assert.ok(URL.canParse(standard.source));
      if (supersededBy !== undefined) assert.ok(standards.has(`${standard.standard}-${supersededBy}.json`));
      const titles = Object.entries(items).map(([item, written]) => {
        assert.match(item, /^([a-z]+\/)?[a-z0-9.-]+$/);
        const title = typeof written === 'string' ? written : (written.title ?? newest(standard, written).title ?? '');
        assert.match(title, /^[^\s].{5,90}[^\s.]$/, `${item}: ${title}`);
        return title;
      });
      assert.equal(new Set(titles).size, titles.length, 'no title stands twice');
    });

    it(`${file} says of every item what answers it`, () => {
      const bare = Object.entries(standard.items).filter(([, written]) => typeof written === 'string');
      assert.deepEqual(
        bare.map(([item]) => item),
        [],
        'titles alone, which nothing evaluates',
      );
      for (const [item, written] of Object.entries(standard.items)) {
        if (typeof written === 'string') continue;
        const {
          title: _title,
          as: _as,
          checks: own,
          manual,
          partly,
          none,
          silent = [],
          ...rest
        } = written.as === undefined ? written : { ...newest(standard, written), ...written };
        assert.deepEqual(rest, {}, item);
        assert.notEqual(own === undefined, manual === undefined, `${item} has either checks or manual`);
        for (const sentence of [manual, partly])
          if (sentence !== undefined) assert.match(sentence, /^[A-Z].{15,}\.$/, item);
        if (manual !== undefined) assert.ok(partly === undefined && none === undefined, item);
        if (none !== undefined) {
          assert.deepEqual(Object.keys(none), ['seen', 'because'], item);
          assert.ok(partly === undefined, `${item}: what is answered in part never passes`);
        }
        if (own === undefined) continue;
        assert.ok(own.length > 0 && new Set(own).size === own.length, item);
        for (const id of own) assert.ok(checkById.has(id), `${item} names ${id}, which is no check`);
        for (const id of silent) assert.ok(own.includes(id), `${item}: ${id} is none of its checks`);
      }
    });
  }
});

describe('references', () => {
  it('are there at all', () => assert.ok(checks.some(({ references }) => references.length > 0)));
  for (const check of checks) {
    it(`${check.id} ${check.name} names real items, each once, that name it too`, () => {
      const named = check.references.map(({ standard, version, item }) => {
        const known = standards.get(`${standard}-${version}.json`);
        assert.ok(known !== undefined, `${standard} ${version}`);
        assert.ok(Object.hasOwn(known.items, item), `${standard} ${version} has no item ${item}`);
        const written = known.items[item]!;
        assert.ok(
          typeof written !== 'string' && written.checks?.includes(check.id),
          `${standard} ${version} ${item} does not list ${check.id}`,
        );
        return `${standard} ${version} ${item}`;
      });
      assert.equal(new Set(named).size, named.length);
    });
  }
  for (const [file, { standard, version, supersededBy, items }] of standards) {
    // The items of an older version are those of the newest but for their numbers, which references need not repeat.
    if (supersededBy !== undefined) continue;
    it(`${file} lists no check that does not refer to the item`, () => {
      const wrong = Object.entries(items).flatMap(([item, written]) =>
        (typeof written === 'string' ? [] : (written.checks ?? [])).filter(
          (id) =>
            !checkById
              .get(id)
              ?.references.some((one) => one.standard === standard && one.version === version && one.item === item),
        ),
      );
      assert.deepEqual(wrong, []);
    });
  }
});
