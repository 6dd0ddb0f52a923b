import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, type FileFound } from '../analyser.ts';
import { phpAnalyser } from './php.ts';

const read = (content: unknown): FileFound => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return phpAnalyser.read('var/www/vendor/composer/installed.json', bytesOf(Buffer.from(text)));
};
const symfony = { name: 'Symfony/Console', version: 'v5.4.1', version_normalized: '5.4.1.0', license: ['MIT'] };

describe('packages of Composer', () => {
  it('lie where Composer puts them', () => {
    const wanted = (path: string): boolean => phpAnalyser.wants(path, 1, 0o644) !== null;
    assert.ok(wanted('var/www/vendor/composer/installed.json'));
    assert.ok(wanted('composer/installed.json'));
    assert.ok(wanted('app/lib/composer/installed.json'));
    assert.ok(!wanted('var/www/vendor/composer/installed.php'));
    assert.ok(!wanted('var/www/vendor/mycomposer/installed.json'));
    assert.ok(!wanted('var/www/installed.json'));
  });
  const listed = (place: string): FileFound => ({
    packages: [
      {
        name: 'Symfony/Console',
        version: 'v5.4.1',
        type: 'composer',
        ecosystem: 'Packagist',
        purl: 'pkg:composer/symfony/console@v5.4.1',
        licenses: ['MIT'],
        place,
      },
    ],
    problems: [],
  });
  it('are an object with packages since Composer 2', () => {
    assert.deepEqual(read({ packages: [symfony], dev: true, 'dev-package-names': [] }), listed('packages[0]'));
  });
  it('were a list before', () => assert.deepEqual(read([symfony]), listed('[0]')));
  it('state one licence or several, and may be branches', () => {
    const { packages } = read([
      { ...symfony, license: 'MIT', version: 'dev-main' },
      { ...symfony, license: ['MIT', 'GPL-2.0+', ''] },
      { ...symfony, license: null },
    ]);
    assert.deepEqual(
      packages.map(({ version, licenses }) => [version, ...licenses]),
      [['dev-main', 'MIT'], ['v5.4.1', 'MIT', 'GPL-2.0+'], ['v5.4.1']],
    );
  });
  it('may be none', () => assert.deepEqual(read('{"packages":[]}'), { packages: [], problems: [] }));

  const broken: [unknown, RegExp][] = [
    ['', /is empty/],
    ['{', /is not JSON/],
    ['{}', /has no list of packages/],
    ['{"packages":{}}', /has no list of packages/],
    [[7], /the name \[0\] is a number, not a mapping/],
    [[{}], /has no name/],
    [[{ name: 'a/b' }], /"a\/b": has no version/],
    [[{ name: 'a/b', version: 1 }], /the version is a number/],
  ];
  for (const [content, because] of broken) {
    it(`say what is wrong: ${because.source}`, () => {
      const found = read(content);
      assert.match(found.problems.map((problem) => problem.because).join('\n'), because);
      assert.deepEqual(found.packages, []);
    });
  }
  it('are listed one by one, or it is said why not', () => {
    const item = fc.oneof(fc.jsonValue(), fc.record({ name: fc.jsonValue(), version: fc.jsonValue() }));
    fc.assert(
      fc.property(fc.array(item, { maxLength: 50 }), (packages) => {
        const found = read({ packages });
        assert.equal(found.packages.length + found.problems.length, packages.length);
      }),
    );
  });
});
