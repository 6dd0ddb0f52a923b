import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GoModule } from '../../../../formats/go-build-info/parse-modules.ts';
import { compareVersions } from '../../../../formats/versions/order.ts';
import { linkedVersion } from './linked-version.ts';
import { goVersionOf, packagesOfProgram } from './packages.ts';

const module = (path: string, version: string, replace?: GoModule): GoModule => ({
  path,
  version,
  sum: '',
  ...(replace === undefined ? {} : { replace }),
});

function versionsOf(main: GoModule | null, deps: readonly GoModule[], ldflags = '', path = 'a.b/c'): string[] {
  const settings = [{ key: '-ldflags', value: ldflags }];
  const { packages } = packagesOfProgram({ goVersion: 'go1.26.1', path, main, deps, settings });
  return packages.map(({ name, version, purl }) => `${name} ${version} ${purl}`);
}

describe('packagesOfProgram', () => {
  it('lists main module, modules and the standard library', () => {
    assert.deepEqual(versionsOf(module('a.b/c', 'v1.2.3'), [module('x.y/Z/v2', 'v2.0.0+incompatible')]), [
      'stdlib 1.26.1 pkg:golang/stdlib@1.26.1',
      'a.b/c v1.2.3 pkg:golang/a.b/c@v1.2.3',
      'x.y/Z/v2 v2.0.0+incompatible pkg:golang/x.y/Z/v2@v2.0.0%2Bincompatible',
    ]);
  });
  it('lists what replaced a module; of a folder nobody knows the version', () => {
    const deps = [
      module('x.y/z', 'v1.0.0', module('x.y/fork', 'v1.0.1')),
      module('x.y/a', 'v1.0.0', module('./a', '(devel)')),
      module('x.y/b', 'v1.0.0', module('../b', '')),
      module('x.y/c', 'v1.0.0', module('/src/c', 'v9.9.9')),
      module('x.y/d', 'v1.0.0', module('C:\\src\\d', '')),
    ];
    assert.deepEqual(versionsOf(module('a.b/c', 'v1.2.3'), deps).slice(2), [
      'x.y/fork v1.0.1 pkg:golang/x.y/fork@v1.0.1',
      'x.y/a (devel) pkg:golang/x.y/a',
      'x.y/b (devel) pkg:golang/x.y/b',
      'x.y/c (devel) pkg:golang/x.y/c',
      'x.y/d (devel) pkg:golang/x.y/d',
    ]);
  });
  for (const [version, ldflags, expected] of [
    ['v1.2.3+dirty', '-X main.version=9.9.9', 'v1.2.3+dirty'],
    ['v1.2.4-0.20240101000000-abcdefabcdef', '', 'v1.2.4-0.20240101000000-abcdefabcdef'],
    ['v0.0.0-20240101000000-abcdefabcdef', '', '(devel)'],
    ['v0.0.0-20240101000000-abcdefabcdef+dirty', '-X main.version=1.2.3', 'v1.2.3'],
    ['(devel)', '-X main.version=1.2.3', 'v1.2.3'],
    ['(devel)', '', '(devel)'],
    ['', '', '(devel)'],
  ] as const) {
    it(`takes main module ${version || 'without version'}${ldflags === '' ? '' : `, built with ${ldflags},`} for ${expected}`, () => {
      assert.equal(versionsOf(module('a.b/c', version), [], ldflags)[1]!.split(' ')[1], expected);
    });
  }
  it('gives a version that nobody knows no place in the order', () => {
    assert.equal(compareVersions('Go', '(devel)', '1.2.3'), null);
  });
  it('knows the programs of Go itself, and no others, without modules', () => {
    assert.deepEqual(
      versionsOf(null, [], '', 'cmd/go').map((text) => text.split(' ')[0]),
      ['stdlib', 'toolchain'],
    );
    for (const [path, main] of [
      ['github.com/docker/cli/cmd/docker', null],
      ['command-line-arguments', null],
      ['cmd/go', module('a', '(devel)')],
    ] as const) {
      const { packages, problems } = packagesOfProgram({ goVersion: 'go1.20', path, main, deps: [], settings: [] });
      assert.equal(problems.length, main === null ? 1 : 0);
      assert.equal(
        packages.some(({ name }) => name === 'toolchain'),
        false,
      );
    }
  });
});

describe('goVersionOf', () => {
  for (const [text, version] of [
    ['go1.15', '1.15'],
    ['go1.26.8', '1.26.8'],
    ['go1.22rc2', '1.22.0-rc.2'],
    ['go1.21.5 X:boringcrypto', '1.21.5'],
    ['go1.21.5-X:nocoverageredesign', '1.21.5'],
    ['go1.24.1-microsoft', '1.24.1'],
    ['go1.20.12 (Red Hat 1.20.12-1.el9_3)', '1.20.12'],
    ['devel go1.23-1f2a3b4 Thu Jan 1 00:00:00 2024 +0000', null],
    ['devel +abcdef', null],
    ['go1.21.5b7', null],
    ['', null],
  ] as const) {
    it(`reads ${JSON.stringify(text)} as ${version}`, () => {
      assert.equal(goVersionOf(text), version);
      if (version !== null) assert.notEqual(compareVersions('Go', version, '1.0.0'), null);
    });
  }
});

describe('linkedVersion', () => {
  const read = (value: string, path = 'a.b/c'): string | null => linkedVersion(path, [{ key: '-ldflags', value }]);
  for (const [flags, version] of [
    ['-s -w -X main.version=v1.2.3', 'v1.2.3'],
    [`-X 'main.Version=1.2.3-rc.1'`, 'v1.2.3-rc.1'],
    ['-X=a.b/c/internal/version.gitVersion=v1.2.3+build5', 'v1.2.3'],
    ['--X main.buildVersion=1.2.3 -X main.tag=v1.2.3', 'v1.2.3'],
    ['-X main.version=1.2.3 -X main.version=1.2.4', null],
    ['-X main.version=1.2.3 -X main.gitTag=nightly', null],
    ['-X x.y/other.Version=1.2.3', null],
    ['-X a.b/cd/version.Version=1.2.3', null],
    ['-X main.goVersion=1.21.0', null],
    ['-X main.minVersion=1.21.0', null],
    ['-X main.version=v1.2.3-4-gabcdef1', null],
    ['-X main.version=v1.2.3-dirty', null],
    ['-X main.version=1.2', null],
    ['-X main.commit=abcdef', null],
    ['-X', null],
  ] as const) {
    it(`reads ${flags} as ${version}`, () => {
      assert.equal(read(flags), version);
    });
  }
  it('takes no version that the path of the module does not allow', () => {
    assert.equal(read('-X main.version=v3.0.0', 'a.b/c/v2'), null);
    assert.equal(read('-X main.version=v2.0.1', 'a.b/c/v2'), 'v2.0.1');
    assert.equal(read('-X main.version=v20.0.1', 'a.b/c'), 'v20.0.1');
  });
});
