import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, type FileFound } from '../analyser.ts';
import { readLocator } from './locator.ts';
import { nodeAnalyser } from './node.ts';

/** Reference of a package `a`, and what it stands for. */
const references = `
npm:1.0.0 | a 1.0.0
npm:1.0.0::__archiveUrl=https%3A%2F%2Fx | a 1.0.0
npm:@s/real@1.0.0 | @s/real 1.0.0
npm:real@1.0.0-rc.1 | real 1.0.0-rc.1
virtual:0460f86c#npm:5.1.0 | a 5.1.0
virtual:0460f86c#npm:real@5.1.0 | real 5.1.0
patch:resolve@npm%3A1.22.1#optional!builtin<compat/resolve> | resolve 1.22.1
patch:@s/b@npm%3A1.22.1#./my.patch::version=1.22.1&hash=5c3719 | @s/b 1.22.1
patch:b@patch%3Ab@npm%253A2.0.0%23x.patch#y.patch | b 2.0.0
virtual:ab#patch:b@npm%3A2.0.0#x | b 2.0.0
workspace:packages/a | own
virtual:ab#workspace:packages/a | own
link:../a::locator=x | own
portal:../a | own
https://github.com/x/a.git#commit=abc | unknown
file:../a.tgz::hash=1 | unknown
patch:%%%#x | unknown
`;

/** As Yarn writes it: the project, a package twice, one of the project's own. */
const table = {
  __info: ["don't touch"],
  packageRegistryData: [
    [null, [[null, { packageLocation: './' }]]],
    ['a', [['workspace:w/a', {}]]],
    [
      'lodash',
      [
        ['npm:4.17.20', {}],
        ['npm:4.17.21', {}],
      ],
    ],
    [
      '@s/b',
      [
        ['npm:1.0.0', {}],
        ['virtual:ab#npm:1.0.0', {}],
      ],
    ],
  ],
};
const listed = ['lodash@4.17.20', 'lodash@4.17.21', '@s/b@1.0.0'];
const json = JSON.stringify(table, null, 2);
const quotedText = json.replaceAll(/['\\\n]/g, String.raw`\$&`);

const read = (path: string, text: string): FileFound => nodeAnalyser.read(path, bytesOf(Buffer.from(text)));
const named = ({ packages }: FileFound): string[] => packages.map(({ name, version }) => `${name}@${version}`);

describe("Yarn's Plug'n'Play", () => {
  for (const line of references.trim().split('\n')) {
    const [reference, wanted] = line.split(' | ');
    it(line, () => {
      const referred = readLocator('a', reference!);
      const text =
        'own' in referred ? 'own' : 'because' in referred ? 'unknown' : `${referred.name} ${referred.version}`;
      assert.equal(text, wanted);
    });
  }
  it('is not led into the ground by a patch of patches', () => {
    assert.ok('because' in readLocator('a', `${'virtual:x#'.repeat(1000)}npm:1.0.0`));
  });

  const forms: [string, string, string][] = [
    ['the data file', '.pnp.data.json', json],
    ['Yarn 4', '.pnp.cjs', `"use strict";\nconst RAW_RUNTIME_STATE =\n'${quotedText}';\nconst x = '';`],
    ['Yarn 3', '.pnp.cjs', `  return hydrateRuntimeState(JSON.parse('${quotedText}'), {basePath: x});\n`],
    ['Yarn 2', '.pnp.js', `  return hydrateRuntimeState(${json}, {basePath: basePath || __dirname});\n}`],
  ];
  for (const [what, path, text] of forms) {
    it(`reads ${what}`, () => {
      const found = read(path, text);
      assert.deepEqual([named(found), found.problems], [listed, []]);
      assert.equal(found.packages[1]?.place, 'packageRegistryData[2][1][1]');
    });
  }
  it('leaves the table to the file beside the program, and that of Yarn 1 to the packages it points to', () => {
    const none = { packages: [], problems: [] };
    assert.deepEqual(read('.pnp.cjs', "readFileSync(require.resolve('./.pnp.data.json'))"), none);
    assert.deepEqual(read('.pnp.js', 'let packageInformationStores = new Map([\n'), none);
  });

  const broken: [string, string, RegExp][] = [
    ['.pnp.cjs', 'module.exports = {}', /no table of packages that is understood/],
    ['.pnp.cjs', `const RAW_RUNTIME_STATE = '${quotedText.slice(0, 200)}`, /is not JSON/],
    ['.pnp.js', `return hydrateRuntimeState(${json.slice(0, 200)}`, /is not JSON/],
    ['.pnp.data.json', '{}', /no list packageRegistryData/],
    ['.pnp.data.json', '{"packageRegistryData":[7]}', /no name with a list of references/],
    ['.pnp.data.json', '{"packageRegistryData":[["a",[[{}]]]]}', /a reference of "a" is no text/],
    ['.pnp.data.json', '{"packageRegistryData":[["a",[["git@x:y.git#1"]]]]}', /"a" was installed from/],
  ];
  for (const [path, text, because] of broken) {
    it(`says what is wrong: ${because.source}`, () => {
      const found = read(path, text);
      assert.match(found.problems.map((problem) => problem.because).join('\n'), because);
      assert.deepEqual(found.packages, []);
    });
  }
  it('tells of no more than a hundred faults', () => {
    const items = Array.from({ length: 5000 }, () => 7);
    assert.equal(read('.pnp.data.json', JSON.stringify({ packageRegistryData: items })).problems.length, 101);
  });
  it('throws nothing, whatever the table holds', () => {
    const registry = fc.array(fc.oneof(fc.jsonValue(), fc.tuple(fc.string(), fc.array(fc.tuple(fc.string())))));
    fc.assert(
      fc.property(registry, (packageRegistryData) => {
        const found = read('.pnp.data.json', JSON.stringify({ packageRegistryData }));
        for (const { name, version } of found.packages) assert.ok(name !== '' && version !== '');
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void read('.pnp.cjs', `RAW_RUNTIME_STATE = '${text}`)));
  });
});
