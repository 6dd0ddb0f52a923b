import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RootFiles, type LayerEntry } from '../../formats/root/root-files.ts';
import { Watch } from '../../formats/root/watch.ts';
import { findSystem, systemRule } from './operating-system.ts';

const etc = 'etc/os-release';
const lib = 'usr/lib/os-release';
const watch = new Watch([systemRule(1000)]);

/** Layers of files (`path=text`) and links (`path->target`). */
function root(...layers: string[][]): RootFiles {
  return new RootFiles(
    watch,
    layers.map((words) => ({
      entries: new Map(
        words.map((word): [string, LayerEntry] => {
          const [, path, sign, rest] = /^(.*?)(->|=)(.*)$/.exec(word)!;
          return sign === '='
            ? [path!, { type: 'file', target: '', bytes: Buffer.from(rest!) }]
            : [path!, { type: 'symlink', target: rest!, bytes: null }];
        }),
      ),
      whiteouts: new Set<string>(),
      opaques: new Set<string>(),
    })),
  );
}

describe('the operating system', () => {
  const name = 'Linux';
  it('is that of /etc, with the layer it stands in', () => {
    const found = findSystem(root([`${lib}=ID=a`], [`${etc}=ID=b`]));
    assert.deepEqual(found, { system: { id: 'b', version: '', name }, path: etc, layer: 1 });
  });
  it('is that of /usr/lib when /etc has none', () => {
    const found = findSystem(root([`${etc}->nowhere/os-release`, `${lib}=ID=a`]));
    assert.equal(found.system, null, 'a link that was not followed is not taken for none');
    assert.equal(findSystem(root([`${lib}=ID=a`])).system?.id, 'a');
  });
  it('is unknown when the file is none of its kind, or is not there', () => {
    assert.equal(findSystem(root([`${etc}=?`, `${lib}=ID=a`])).system, null);
    assert.deepEqual(findSystem(root()), { system: null, why: 'no layer has an os-release' });
  });
});
