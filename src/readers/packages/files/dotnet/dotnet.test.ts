import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, type FileFound } from '../analyser.ts';
import { dotnetAnalyser } from './dotnet.ts';

const read = (content: unknown, path = 'app/App.deps.json'): FileFound => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return dotnetAnalyser.read(path, bytesOf(Buffer.from(text)));
};
const named = ({ packages }: FileFound): string[] => packages.map(({ name, version }) => `${name} ${version}`);

describe('packages of .NET', () => {
  it('are what a dependency manifest lists, and not the application', () => {
    assert.notEqual(dotnetAnalyser.wants('app/App.deps.json', 1, 0o644), null);
    assert.equal(dotnetAnalyser.wants('app/App.runtimeconfig.json', 1, 0o644), null);
    const found = read({
      runtimeTarget: { name: '.NETCoreApp,Version=v8.0/linux-x64', signature: '' },
      libraries: {
        'App/1.0.0': { type: 'project', serviceable: false, sha512: '' },
        'runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1': { type: 'runtimepack' },
        'Newtonsoft.Json/13.0.1': { type: 'package', serviceable: true, path: 'newtonsoft.json/13.0.1' },
        'Legacy.Reference/1.0.0.0': { type: 'reference' },
      },
    });
    assert.deepEqual(found.problems, []);
    assert.deepEqual(named(found), ['Microsoft.NETCore.App.Runtime.linux-x64 8.0.1', 'Newtonsoft.Json 13.0.1']);
    assert.deepEqual(found.packages[1], {
      name: 'Newtonsoft.Json',
      version: '13.0.1',
      type: 'nuget',
      ecosystem: 'NuGet',
      purl: 'pkg:nuget/Newtonsoft.Json@13.0.1',
      licenses: [],
      place: 'libraries."Newtonsoft.Json/13.0.1"',
    });
  });

  const shared = 'usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/Microsoft.NETCore.App.deps.json';
  it('are the shared framework as well, by its folder', () => {
    const runtime = 'Microsoft.NETCore.App.Runtime.linux-x64';
    const wanted = ['Microsoft.NETCore.App 8.0.1', `${runtime} 8.0.1`];
    assert.deepEqual(named(read({ libraries: { [`${runtime}/8.0.1`]: { type: 'package' } } }, shared)), wanted);
    const target = { runtimeTarget: { name: '.NETCoreApp,Version=v8.0/linux-x64' }, libraries: {} };
    assert.deepEqual(named(read(target, shared)), wanted);
    assert.deepEqual(named(read({ libraries: {} }, shared)), wanted.slice(0, 1));
    const web = shared.replaceAll('NETCore', 'AspNetCore').replace('8.0.1', '9.0.0-rc.1');
    assert.deepEqual(named(read({ libraries: {} }, web)), ['Microsoft.AspNetCore.App 9.0.0-rc.1']);
  });
  it('name the framework even where its manifest cannot be read', () => {
    const found = read('', shared);
    assert.deepEqual([named(found), found.problems.length], [['Microsoft.NETCore.App 8.0.1'], 1]);
  });

  const broken: [unknown, RegExp][] = [
    ['', /is empty/],
    ['[]', /is a list, not an object/],
    ['{}', /has no libraries/],
    [{ libraries: [] }, /has no libraries/],
    [{ libraries: { 'A/1': {} } }, /"A\/1" is of no type/],
    [{ libraries: { 'A/1': 7 } }, /is of no type/],
    [{ libraries: { 'A/1': { type: 'new' } } }, /is of the type "new"/],
    [{ libraries: { A: { type: 'package' } } }, /"A" names no version/],
    [{ libraries: { 'A/': { type: 'package' } } }, /has no version/],
    [{ libraries: { '/1': { type: 'package' } } }, /has no name/],
  ];
  for (const [content, because] of broken) {
    it(`say what is wrong: ${because.source}`, () => {
      const found = read(content);
      assert.match(found.problems.map((problem) => problem.because).join('\n'), because);
      assert.deepEqual(found.packages, []);
    });
  }
  it('are listed one by one, or it is said why not', () => {
    const library = fc.oneof(fc.jsonValue(), fc.record({ type: fc.constantFrom('package', 'runtimepack', 'x') }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), library, { maxKeys: 50 }), (libraries) => {
        const found = read({ libraries });
        assert.equal(found.packages.length + found.problems.length, Object.keys(libraries).length);
      }),
    );
  });
});
