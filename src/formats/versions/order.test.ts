import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareVersions, longestVersion, versionOrderOf } from './order.ts';
import { normalisedPackagist } from './packagist.ts';

const ecosystems = [
  'Alpine',
  'Arch Linux',
  'Bitnami',
  'CRAN',
  'crates.io',
  'Debian',
  'Go',
  'Hackage',
  'Hex',
  'Maven',
  'npm',
  'NuGet',
  'Packagist',
  'Pub',
  'PyPI',
  'Red Hat',
  'RubyGems',
  'SemVer',
];

/** Of what versions are made of, so that many are valid. */
const version = fc
  .array(
    fc.constantFrom(
      '0',
      '1',
      '00',
      '10',
      '.',
      '-',
      '~',
      '+',
      '_',
      ':',
      'a',
      'rc',
      'r',
      'p',
      'v',
      'dev',
      'go',
      '^',
      '!',
    ),
    {
      maxLength: 8,
    },
  )
  .map((pieces) => `1${pieces.join('')}`);

describe('the order of an ecosystem', () => {
  const names: readonly [string, string | undefined][] = [
    ['npm', 'npm'],
    ['Debian:12', 'Debian'],
    ['Debian', 'Debian'],
    ['Ubuntu:22.04', 'Debian'],
    ['Ubuntu:Pro:18.04:LTS', 'Debian'],
    ['Alpine:v3.20', 'Alpine'],
    ['Wolfi', 'Alpine'],
    ['Chainguard', 'Alpine'],
    ['AlmaLinux:9', 'Red Hat'],
    ['Rocky Linux', 'Red Hat'],
    ['Red Hat:enterprise_linux:9::baseos', 'Red Hat'],
    ['SUSE:Linux Enterprise Server 15 SP4', 'Red Hat'],
    ['openSUSE:Leap 15.6', 'Red Hat'],
    ['Hex', 'SemVer'],
    ['Kubernetes', 'SemVer'],
    ['crates.io', 'crates.io'],
    ['Pub', 'Pub'],
    ['Android', undefined],
    ['debian', undefined],
    ['', undefined],
    ['constructor', undefined],
  ];
  for (const [name, order] of names) it(name, () => assert.equal(versionOrderOf(name)?.ecosystem, order));

  it('of an unknown ecosystem is unknown', () => assert.equal(compareVersions('Android', '1', '2'), null));

  for (const ecosystem of ecosystems) {
    it(`${ecosystem}: any text, never an error; the same from both sides; equal to itself`, () => {
      const text = fc.oneof(version, version, fc.string({ unit: 'binary', maxLength: 40 }));
      const property = fc.property(text, text, (a, b) => {
        const order = compareVersions(ecosystem, a, b);
        const back = compareVersions(ecosystem, b, a);
        assert.equal(back, order === null ? null : 0 - order);
        for (const one of [a, b]) assert.ok([0, null].includes(compareVersions(ecosystem, one, one)));
      });
      fc.assert(property, { numRuns: 2000 });
    });

    it(`${ecosystem}: an empty, an overlong and a blank text are no version`, () => {
      for (const text of [
        '',
        ' ',
        '\n',
        '\u0000',
        '1'.repeat(longestVersion + 1),
        '1.'.repeat(500_000),
        'a'.repeat(1_000_000),
      ]) {
        assert.equal(versionOrderOf(ecosystem)!.parse(text), null, text.slice(0, 20));
      }
    });
  }

  // Quadratic or worse, these would not end within the time of a test run.
  it('the longest of texts that repeat one piece are read and compared', () => {
    const pieces = [
      '1',
      '1.',
      '1-',
      '-',
      '.',
      'a',
      '0',
      '0.',
      'a1',
      '~',
      '^',
      '_p1',
      '+',
      '-r',
      '1a',
      '.a',
      'dev',
      '!',
      ':',
    ];
    for (const ecosystem of ecosystems) {
      for (const piece of pieces) {
        const text = `1${piece.repeat(longestVersion)}`.slice(0, longestVersion);
        for (let times = 0; times < 20; times++) {
          assert.ok([0, null].includes(compareVersions(ecosystem, text, text)));
          assert.notEqual(compareVersions(ecosystem, text, `${text.slice(0, -1)}2`), undefined);
        }
      }
    }
  });
});

describe('a version of Packagist with a long number behind its stability', () => {
  // Tried in 2ⁿ ways, it would never end.
  it('is refused', { timeout: 20_000 }, () => {
    assert.equal(compareVersions('Packagist', `1.0-beta${'1'.repeat(900)}!`, '1.0'), null);
    assert.equal(compareVersions('Packagist', `1.0-beta${'1'.repeat(900)}`, '1.0-beta.2'), 1);
  });
});

describe('what Composer makes of a version', () => {
  const vectors: readonly [string, string | null][] = [
    ['1', '1.0.0.0'],
    ['v1.0', '1.0.0.0'],
    ['1.0-RC1', '1.0.0.0-RC1'],
    ['1.0.0-beta.2', '1.0.0.0-beta2'],
    ['1.0b2', '1.0.0.0-beta2'],
    ['1.0-pl1', '1.0.0.0-patch1'],
    ['1.0-stable', '1.0.0.0'],
    ['1.0+build', '1.0.0.0'],
    ['1.0-dev', '1.0.0.0-dev'],
    ['1.0-beta1-dev', '1.0.0.0-beta1-dev'],
    ['2010-01-02', '2010.01.02'],
    ['dev-main', null],
    ['1.x-dev', null],
    ['latest', null],
  ];
  for (const [text, normalised] of vectors) it(text, () => assert.equal(normalisedPackagist(text), normalised));
});
