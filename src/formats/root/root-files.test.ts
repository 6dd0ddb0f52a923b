import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RootFiles, type LayerChanges, type LayerEntry } from './root-files.ts';
import { Watch } from './watch.ts';

const folders = ['etc', 'usr', 'usr/etc', 'usr/lib'];
/** Files named os-release in these folders, and the folders themselves. */
const watch = new Watch(
  folders.map((folder) => ({
    folder,
    keep: (below: string) => (below.startsWith('os-release') && !below.includes('/') ? 100 : null),
  })),
);

/** A layer in words: `etc/os-release=text`, `x->target`, `x=>hard link`, `dir/`, `-removed`, `!opaque`. */
function layer(...words: string[]): LayerChanges {
  const entries = new Map<string, LayerEntry>();
  const whiteouts = new Set<string>();
  const opaques = new Set<string>();
  for (const word of words) {
    const [, path, sign, rest] = /^(.*?)(->|=>|=|\/$)(.*)$/.exec(word) ?? [];
    if (word.startsWith('-')) whiteouts.add(word.slice(1));
    else if (word.startsWith('!')) opaques.add(word.slice(1));
    else if (sign === '->') entries.set(path!, { type: 'symlink', target: rest!, bytes: null });
    else if (sign === '=>') entries.set(path!, { type: 'hardlink', target: rest!, bytes: null });
    else if (sign === '=') entries.set(path!, { type: 'file', target: '', bytes: Buffer.from(rest!) });
    else entries.set(word.slice(0, -1), { type: 'directory', target: '', bytes: null });
  }
  return { entries, whiteouts, opaques };
}

const etc = 'etc/os-release';
const lib = 'usr/lib/os-release';

/** Layers, bottom first, and what /etc/os-release reads: text, null when absent, or why not. */
const table: [string, LayerChanges[], string | null | RegExp][] = [
  ['a file', [layer(`${etc}=a`)], 'a'],
  ['the upper layer wins', [layer(`${etc}=a`), layer(`${etc}=b`)], 'b'],
  ['a link beside', [layer(`${etc}->../usr/lib/os-release`, `${lib}=a`)], 'a'],
  ['an absolute link', [layer(`${etc}->/usr/lib/os-release`, `${lib}=a`)], 'a'],
  ['a link that climbs ends at the root', [layer(`${etc}->../../../usr/lib/os-release`, `${lib}=a`)], 'a'],
  ['the target replaced above', [layer(`${etc}->../usr/lib/os-release`, `${lib}=a`), layer(`${lib}=b`)], 'b'],
  ['a link replaced by a file', [layer(`${etc}->../usr/lib/os-release`, `${lib}=a`), layer(`${etc}=b`)], 'b'],
  ['removed', [layer(`${etc}=a`), layer(`-${etc}`)], null],
  ['a removal does not touch its own layer', [layer(`${etc}=a`), layer(`${etc}=b`, `-${etc}`)], 'b'],
  ['removed and made again', [layer(`${etc}=a`), layer(`-${etc}`), layer(`${etc}=c`)], 'c'],
  ['the folder removed', [layer(`${etc}=a`), layer('-etc')], null],
  ['the folder opaque', [layer('etc/', `${etc}=a`), layer('!etc')], null],
  ['an opaque folder keeps its own', [layer(`${etc}=a`), layer('!etc', `${etc}=b`)], 'b'],
  ['all opaque', [layer(`${etc}=a`), layer('!')], null],
  ['a removal of a prefix', [layer(`${etc}=a`), layer('-et', '-etc/os')], 'a'],
  ['the folder replaced by a file', [layer(`${etc}=a`), layer('etc=x')], null],
  ['the folder again', [layer('etc/', `${etc}=a`), layer('etc/')], 'a'],
  ['a hard link', [layer(`${lib}=a`, `${etc}=>${lib}`)], 'a'],
  ['a hard link to the layer below', [layer(`${lib}=a`), layer(`${etc}=>./${lib}`)], 'a'],
  ['a hard link to what is not kept', [layer(`${etc}=>opt/release`)], /hard link/],
  ['a dangling link', [layer(`${etc}->../usr/lib/os-release`)], null],
  ['a circle', [layer(`${etc}->os-release.2`, 'etc/os-release.2->os-release')], /circle/],
  ['a link elsewhere', [layer(`${etc}->/opt/release`)], /not looked at/],
  ['a linked folder', [layer('etc->usr/etc', 'usr/etc/os-release=a')], 'a'],
  ['an entry below a link', [layer('etc->usr/etc', 'usr/etc/os-release=a'), layer(`${etc}=b`)], /below a link/],
  ['a folder over a link', [layer('etc->usr/etc', 'usr/etc/os-release=a'), layer('etc/', `${etc}=b`)], 'b'],
  ['a folder of that name', [layer('etc/os-release/')], /no file/],
  ['no layer', [], null],
];

describe('files of the root', () => {
  for (const [name, layers, wanted] of table) {
    it(name, () => {
      const found = new RootFiles(watch, layers).read(etc);
      if (wanted instanceof RegExp) assert.match(found.bytes === null ? String(found.why) : 'was read', wanted);
      else if (wanted === null) assert.deepEqual(found, { bytes: null, why: null });
      else assert.equal(found.bytes?.toString(), wanted);
    });
  }
});

describe('links that lead out of what is watched', () => {
  /** Reads with every detour that is asked for, until none is; how often, and what then was found. */
  function follow(path: string, ...layers: LayerChanges[]): [rounds: number, found: string | null] {
    let watching = watch;
    for (let rounds = 0; ; rounds++) {
      const seen = layers.map(({ entries, ...rest }) => ({
        ...rest,
        entries: new Map([...entries].filter(([at]) => watching.keep(at) !== null)),
      }));
      const root = new RootFiles(watching, seen);
      const found = root.read(path);
      if (root.needs.length === 0 || rounds > 9)
        return [rounds, found.bytes === null ? found.why : found.bytes.toString()];
      watching = watching.with(root.needs);
    }
  }
  const cases: [string, LayerChanges[], number, string | null | RegExp][] = [
    ['a file elsewhere', [layer(`${etc}->/opt/x`, 'opt/x=a')], 1, 'a'],
    ['through two places', [layer(`${etc}->/opt/x`, 'opt->mnt/y', 'mnt/y/x->../z', 'mnt/z=a')], 3, 'a'],
    ['a folder elsewhere', [layer('etc->opt/e', 'opt/e/os-release=a')], 1, 'a'],
    ['replaced above', [layer(`${etc}->/opt/x`, 'opt/x=a'), layer('opt/x=b')], 1, 'b'],
    ['removed above', [layer(`${etc}->/opt/x`, 'opt/x=a'), layer('-opt')], 1, null],
    ['a hard link elsewhere', [layer('opt/x=a', `${etc}=>opt/x`)], 1, 'a'],
    ['a hard link through a link', [layer('opt->mnt', 'mnt/x=a', `${etc}=>opt/x`)], 2, 'a'],
    ['a hard link at the end of a link', [layer(`${etc}->/opt/x`, 'srv/x=a', 'opt/x=>srv/x')], 2, 'a'],
    ['dangling', [layer(`${etc}->/opt/x`)], 1, null],
    ['a circle', [layer(`${etc}->/opt/x`, 'opt/x->/opt/y', 'opt/y->/opt/x')], 2, /circle/],
  ];
  for (const [name, layers, rounds, wanted] of cases) {
    it(name, () => {
      const [took, found] = follow(etc, ...layers);
      if (wanted instanceof RegExp) assert.match(String(found), wanted);
      else assert.equal(found, wanted);
      assert.equal(took, rounds);
    });
  }

  it('are never read from outside of the layers, whatever these hold', () => {
    const name = fc.constantFrom('etc', 'usr', 'os-release', '..', 'opt', 'x', '.');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const word = fc.oneof(
      fc.tuple(path, fc.constantFrom('->', '->/', '=>'), path).map((parts) => parts.join('')),
      path.map((at) => `${at}=text`),
      path.map((at) => `${at}/`),
      path.map((at) => `-${at}`),
    );
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 8 }), { maxLength: 4 }), (layers) => {
        const [, found] = follow(etc, ...layers.map((words) => layer(...words)));
        assert.ok(found === null || found === 'text' || found.startsWith('/') || found.startsWith('an entry'), found!);
      }),
    );
  });
});
