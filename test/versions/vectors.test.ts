/** Orders as text: the shared vectors whole, and our own of odd corners beside this file. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compareVersions, versionOrderOf } from '../../src/formats/versions/order.ts';
import { readVectors, type Vector } from './vectors.ts';

const shared = join(import.meta.dirname, '../../../shared/data/version-order');
const own = join(import.meta.dirname, 'vectors');
const relations = { '<': -1, '=': 0, '>': 1, '?': null } as const;

/**
 * Versions in the shared vectors that the ecosystem's own tool calls invalid: vectors were made by tools
 * that order them all the same. They have no order here. Where a tool can be asked, judges.test.ts asks it.
 */
const invalid: Readonly<Record<string, { readonly because: string; readonly versions: readonly string[] }>> = {
  Alpine: {
    because: '`apk version --check` refuses it; where it does not (0.r1), apk 2 and apk 3 order it in opposite ways',
    versions: [
      '1-r-0',
      '1-r-1',
      '1-r-2',
      '0.r1',
      '0...1...0.r1',
      '0...1...0.r2',
      '0.8.21.r1',
      '0.8.21.r2',
      '10.2.22.r0',
      '10.2.24.r0',
      '1.2.0A',
      '1.2.0D',
      '1-ruff',
      '1-ruff1',
      '1-ruff2',
      '1--ruff1',
      '1-r0-1',
      '1-r0-2',
      '1-r0-ruff1',
      '1-r0-ruff2',
      '1.2_blah',
      '1.2_csv2',
      '23_foo',
      '1.0bc',
    ],
  },
  Packagist: {
    because: "Composer's VersionParser refuses it: no such version can be published",
    versions: [
      '4.3-2',
      '4.3-2RC1',
      '4.3-2RC2',
      '4.3-2beta1',
      '4.3-2beta5',
      '1.2.3.#',
      '1.2.3.#.1',
      '1.2.3.#.p3',
      '1.2.3.#.beta',
      '999999999999999999999999999991',
      '999999999999999999999999999999',
      '999999999999999999999999999991.999999999999999999999999999991.999999999999999999999999999991',
      '999999999999999999999999999999.999999999999999999999999999991.999999999999999999999999999991',
    ],
  },
  Pub: {
    because: 'pub_semver wants three numbers',
    versions: ['999999999999999999999999999991', '999999999999999999999999999999', '1.1.3.4.5'],
  },
  PyPI: {
    because: 'PEP 440 does not know it; packaging refuses it',
    versions: [
      '0.1-bulbasaur',
      '0.1-charmander',
      '0.9-doduo',
      '0.9-eevee',
      '0.9-fearow',
      '0.9-gyarados',
      '0.9-horsea',
      '0.9-ivysaur',
      '-class.-jw.util.version.version-pre',
      '-class.-jw.util.version.version-preview',
      '-class.-jw.util.version.version-dev',
    ],
  },
  RubyGems: { because: 'Gem::Version calls it malformed', versions: ['1beta', '1gamma'] },
  SemVer: {
    because: 'Semantic Versioning wants three numbers',
    versions: ['999999999999999999999999999991', '999999999999999999999999999999', '1.1.3.4.5'],
  },
};

/** Lines that the ecosystem's own tool contradicts: the order of the tool. */
const contradicted: Readonly<Record<string, '<' | '=' | '>'>> = {
  // ComparableVersion of Maven 3.8.7, 3.9.9, 3.9.11 and 4.0.0-rc-4 all say so; the specification has "=".
  'Maven 1-1 = 1-ga-1': '>',
};

describe('version order', () => {
  const met = new Set<string>();
  for (const file of readdirSync(shared).toSorted()) {
    it(`${file} of the shared vectors`, () => {
      const vectors = readVectors(join(shared, file));
      assert.ok(vectors.length > 5, `only ${vectors.length} vectors were read`);
      for (const vector of vectors) holds(vector, expected(vector));
    });
  }

  for (const file of readdirSync(own).toSorted()) {
    it(`${file} of our own`, () => {
      const vectors = readVectors(join(own, file));
      assert.ok(vectors.length > 5, `only ${vectors.length} vectors were read`);
      for (const vector of vectors) holds(vector, relations[vector.relation]);
    });
  }

  it('every exception stands for a line of the shared vectors', () => {
    const named = Object.entries(invalid).flatMap(([ecosystem, { versions }]) =>
      versions.map((version) => `${ecosystem} ${version}`),
    );
    assert.deepEqual(
      [...named, ...Object.keys(contradicted)].filter((name) => !met.has(name)),
      [],
    );
  });

  function expected({ ecosystem, line, left, relation, right }: Vector): -1 | 0 | 1 | null {
    const refused = [left, right].filter((version) => invalid[ecosystem]?.versions.includes(version));
    for (const version of refused) {
      met.add(`${ecosystem} ${version}`);
      assert.equal(versionOrderOf(ecosystem)!.parse(version), null, `${version}: ${invalid[ecosystem]!.because}`);
    }
    if (refused.length > 0) return null;
    const tool = contradicted[`${ecosystem} ${line}`];
    if (tool !== undefined) met.add(`${ecosystem} ${line}`);
    return relations[tool ?? relation];
  }
});

function holds({ ecosystem, place, line, left, right }: Vector, order: -1 | 0 | 1 | null): void {
  const name = `${place}: ${line}`;
  assert.equal(compareVersions(ecosystem, left, right), order, name);
  // 0 - order, since -0 is not 0 to assert.
  assert.equal(
    compareVersions(ecosystem, right, left),
    order === null ? null : 0 - order,
    `${name}, from right to left`,
  );
  for (const version of [left, right]) {
    const valid = versionOrderOf(ecosystem)!.parse(version) !== null;
    assert.equal(compareVersions(ecosystem, version, version), valid ? 0 : null, `${name}: ${version} beside itself`);
  }
}
