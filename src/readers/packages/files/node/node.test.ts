import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, type FileFound } from '../analyser.ts';
import { nodeAnalyser } from './node.ts';

const here = 'app/node_modules/folder/package.json';

function read(content: string | Buffer | object, path = here): FileFound {
  const text = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
  return nodeAnalyser.read(path, bytesOf(Buffer.from(text)));
}
const named = ({ packages }: FileFound): string[] => packages.map(({ name, version }) => `${name}@${version}`);

/** Paths, and whether a package is installed there. */
const paths = `
yes node_modules/a/package.json
yes app/node_modules/a/package.json
yes app/node_modules/@s/a/package.json
yes app/node_modules/a/node_modules/b/package.json
yes app/node_modules/@s/a/node_modules/@t/b/package.json
yes app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json
yes app/node_modules/.pnpm/@s+a@1.0.0_b@2.0.0/node_modules/@s/a/package.json
yes app/node_modules/.store/a-npm-1.0.0-6382451519/package/package.json
yes app/node_modules/.bun/a@1.0.0/node_modules/a/package.json
yes usr/local/lib/node_modules/npm/package.json
yes usr/local/lib/node_modules/npm/node_modules/tar/package.json
yes root/.nvm/versions/node/v20.1.0/lib/node_modules/corepack/package.json
yes opt/nodejs/node_modules/a/package.json
yes var/cache/yarn/v6/npm-a-1.0.0-abc-integrity/node_modules/a/package.json
yes node_modules/test/node_modules/b/package.json
yes node_modules/@s/test/node_modules/b/package.json
yes node_modules/test/package.json
yes node_modules/a/dist/node_modules/b/package.json
yes srv/tests/node_modules/a/package.json
yes usr/lib/node_modules_22/npm/package.json
yes usr/lib/node_modules_22/npm/node_modules/tar/package.json
yes deno-dir/npm/registry.npmjs.org/chalk/5.3.0/package.json
yes deno-dir/npm/registry.npmjs.org/@s/a/5.3.0/package.json
yes usr/share/nodejs/a/package.json
yes usr/share/nodejs/@s/a/package.json
yes usr/lib/x86_64-linux-gnu/nodejs/a/package.json
yes usr/share/nodejs/a/node_modules/b/package.json
yes opt/yarn-v1.22.22/package.json
yes usr/share/yarn/package.json
yes root/.cache/node/corepack/v1/pnpm/9.1.0/package.json
no package.json
no app/package.json
no node_modules/package.json
no node_modules/@s/package.json
no node_modules/.vite/package.json
no node_modules/.prisma/client/package.json
no node_modules/a/dist/cjs/package.json
no node_modules/a/test/b/package.json
no node_modules/a/test/node_modules/b/package.json
no node_modules/@s/a/lib/__fixtures__/x/node_modules/b/package.json
no node_modules/a/node_modules/b/examples/node_modules/c/package.json
no node_modules/a/package.json/x
no node_modules/a/my-package.json
no usr/share/nodejs/a/lib/package.json
no srv/nodejs/a/package.json
no opt/yarn-v1.22.22/lib/package.json
no my_node_modules/a/package.json
no usr/lib/node_modules_22/npm/test/node_modules/b/package.json
no node_modules_old/a/package.json
no deno-dir/npm/registry.npmjs.org/chalk/5.3.0/source/package.json
no node_modules/a/fixtures/node_modules_22/b/package.json
yes .pnp.cjs
yes app/.pnp.cjs
yes app/.pnp.data.json
yes app/.pnp.js
no app/x.pnp.cjs
no app/.pnp.loader.mjs
no app/.yarn/cache/a-npm-1.0.0-abc.zip
no app/package-lock.json
`;

describe('packages of Node', () => {
  for (const line of paths.trim().split('\n')) {
    const [wanted, path] = line.split(' ');
    it(line, () => assert.equal(nodeAnalyser.wants(path!, 1, 0o644) !== null, wanted === 'yes'));
  }

  it('reads name, version, licence and purl', () => {
    assert.deepEqual(read({ name: '@s/a', version: '1.2.3', license: 'MIT' }), {
      packages: [
        {
          name: '@s/a',
          version: '1.2.3',
          type: 'npm',
          ecosystem: 'npm',
          purl: 'pkg:npm/%40s/a@1.2.3',
          licenses: ['MIT'],
        },
      ],
      problems: [],
    });
  });

  const names: [string | object, string, string][] = [
    ['{"name":"lodash","version":"3.0.0"}', 'app/node_modules/old/package.json', 'lodash@3.0.0'],
    ['{"version":"1.0.0"}', 'app/node_modules/folder/package.json', 'folder@1.0.0'],
    ['{"version":"1.0.0"}', 'app/node_modules/@s/folder/package.json', '@s/folder@1.0.0'],
    ['{"name":"","version":" 1.0.0 "}', 'app/node_modules/folder/package.json', 'folder@1.0.0'],
    ['{"name":"a","version":"1","name":"b","version":"2"}', here, 'b@2'],
    ['\uFEFF{"name":"a","version":"1"}', here, 'a@1'],
    [{ name: 'a', version: '1', private: true }, here, 'a@1'],
    [{ name: 'JSONStream', version: 'no version at all' }, here, 'JSONStream@no version at all'],
    ['{"__proto__":{"name":"x"},"name":"a","version":"1"}', here, 'a@1'],
    [{ name: 'yarn', version: '1.22.22' }, 'opt/yarn-v1.22.22/package.json', 'yarn@1.22.22'],
  ];
  for (const [content, path, wanted] of names) {
    it(`${JSON.stringify(content)} in ${path} is ${wanted}`, () => {
      const found = read(content, path);
      assert.deepEqual([named(found), found.problems], [[wanted], []]);
    });
  }

  it('is not held up by an author whose name is no UTF-8', () => {
    const found = read(Buffer.from('{"name":"a","version":"1","author":"Andr\xe9"}', 'latin1'));
    assert.deepEqual([named(found), found.problems], [['a@1'], []]);
  });

  const licences: [object, string[]][] = [
    [{ license: 'SEE LICENSE IN LICENSE.md' }, ['SEE LICENSE IN LICENSE.md']],
    [{ license: { type: 'MIT', url: 'https://x' } }, ['MIT']],
    [{ licenses: [{ type: 'MIT' }, { type: 'Apache-2.0' }] }, ['MIT', 'Apache-2.0']],
    [{ licenses: ['MIT', 'MIT'] }, ['MIT']],
    [{ license: ['MIT'], licenses: 'ISC' }, ['MIT', 'ISC']],
    [{ licenses: { type: 'BSD' } }, ['BSD']],
    [{ license: 7, licenses: [null, [], {}] }, []],
  ];
  for (const [fields, wanted] of licences) {
    it(JSON.stringify(fields), () => {
      assert.deepEqual(read({ name: 'a', version: '1', ...fields }).packages[0]?.licenses, wanted);
    });
  }

  const broken: [string | Buffer | object, RegExp, string[]?][] = [
    ['', /is empty/],
    ['{', /is not JSON/],
    ['[]', /is a list, not an object/],
    ['7', /neither a JSON object nor a list/],
    ['null', /neither/],
    ['['.repeat(200_000), /nested deeper/],
    ['{}', /"folder": has no version/],
    [{ type: 'module' }, /has no version/],
    [{ name: 'a' }, /"a": has no version/],
    [{ name: 'a', version: '' }, /has no version/],
    [{ name: 'a', version: 1 }, /the version is a number, not a string/],
    [{ name: ['a'], version: '1' }, /the name is a list, not a string/, ['folder@1']],
    [{ name: 'a\u0000', version: '1' }, /unreadable characters/],
    [{ name: 'a', version: '\uD800' }, /unreadable characters/],
    [{ name: 'x'.repeat(3000), version: '1' }, /longer than 1024/],
    [Buffer.from('{"name":"a\xe9","version":"1"}', 'latin1'), /unreadable characters/],
    [Buffer.from('\uFEFF{"name":"a","version":"1"}', 'utf16le'), /is not JSON/],
    [`[${'{},'.repeat(3_000_001)}{}]`, /holds more than 3000000 values/],
  ];
  for (const [content, because, packages = []] of broken) {
    it(`says what is wrong: ${because.source} ${packages.join('')}`, () => {
      const found = read(content);
      assert.match(found.problems.map((problem) => problem.because).join('\n'), because);
      assert.deepEqual(named(found), packages);
    });
  }

  it('lists a package or says why not, whatever the file holds', () => {
    const value = fc.oneof(fc.json(), fc.string());
    const manifest = fc.record({ name: fc.jsonValue(), version: fc.jsonValue(), license: fc.jsonValue() });
    const content = fc.oneof(
      value,
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      manifest,
    );
    fc.assert(
      fc.property(content, (text) => {
        const { packages, problems } = read(text);
        assert.ok(packages.length + problems.length > 0);
        for (const { name, version } of packages) assert.ok(name !== '' && version !== '');
      }),
    );
  });
});
