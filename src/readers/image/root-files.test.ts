import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findSystem } from './operating-system.ts';
import { RootFiles, type LayerChanges, type LayerEntry } from './root-files.ts';

/** A layer in words: `etc/os-release=text`, `x->target`, `x=>hard link`, `dir/`, `-removed`, `!opaque`. */
function layer(...words: string[]): LayerChanges {
  const entries = new Map<string, LayerEntry>();
  const whiteouts = new Set<string>();
  const opaques = new Set<string>();
  for (const word of words) {
    const [, path, sign, rest] = /^(.*?)(->|=>|=|\/$)(.*)$/.exec(word) ?? [];
    if (word.startsWith('-')) whiteouts.add(word.slice(1));
    else if (word.startsWith('!')) opaques.add(word.slice(1));
    else if (sign === '->') entries.set(path!, { type: 'symlink', target: rest!, content: null });
    else if (sign === '=>') entries.set(path!, { type: 'hardlink', target: rest!, content: null });
    else if (sign === '=') entries.set(path!, { type: 'file', target: '', content: rest! });
    else entries.set(word.slice(0, -1), { type: 'directory', target: '', content: null });
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
      const found = new RootFiles(layers).read(etc);
      if (wanted instanceof RegExp) assert.match(found.text === null ? String(found.why) : 'was read', wanted);
      else if (wanted === null) assert.deepEqual(found, { text: null, why: null });
      else assert.equal(found.text, wanted);
    });
  }
});

describe('the operating system', () => {
  const name = 'Linux';
  it('is that of /etc, with the layer it stands in', () => {
    const found = findSystem([layer(`${lib}=ID=a`), layer(`${etc}=ID=b`)]);
    assert.deepEqual(found, { system: { id: 'b', version: '', name }, path: etc, layer: 1 });
  });
  it('is that of /usr/lib when /etc has none', () => {
    const found = findSystem([layer(`${etc}->nowhere/os-release`, `${lib}=ID=a`)]);
    assert.equal(found.system, null, 'a link that was not followed is not taken for none');
    assert.equal(findSystem([layer(`${lib}=ID=a`)]).system?.id, 'a');
  });
  it('is unknown when the file is none of its kind, or is not there', () => {
    assert.equal(findSystem([layer(`${etc}=?`, `${lib}=ID=a`)]).system, null);
    assert.deepEqual(findSystem([]), { system: null, why: 'no layer has an os-release' });
  });
});
