import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Layout, plainLayer, release, Scratch, sha256 } from '../image/build.ts';
import type { Entry } from '../image/tar-writer.ts';
import { collectPackages } from './packages.ts';

const scratch = new Scratch();
after(() => scratch.remove());
let number = 0;

/** A static ELF of 64 bits that differs by one byte from those of other numbers. */
function elf(mark = 0, type = 2): Buffer {
  const out = Buffer.alloc(512, mark, 'latin1');
  out.fill(0, 0, 128);
  out.write('\x7fELF\x02\x01\x01', 'latin1');
  out.writeUInt16LE(type, 16);
  out.writeUInt32LE(0x401000, 24);
  out.writeUInt32LE(64, 32);
  out.writeUInt16LE(56, 54);
  out.writeUInt16LE(1, 56);
  out.writeUInt32LE(1, 64);
  out.writeUInt32LE(512, 96);
  out.fill(mark, 128);
  return out;
}
const library = (name: string): Entry => ({ name, body: elf(0, 3) });
const program = (name: string, mark = 0): Entry => ({
  name,
  body: elf(mark),
  edit: (block) => void block.write('0000755\0', 100, 'latin1'),
});

const stated = `Q1${createHash('sha1').update(elf()).digest('base64')}`;
const root: Entry[] = [
  { name: 'etc/os-release', body: release },
  {
    name: 'lib/apk/db/installed',
    body: `P:tools\nV:1\nF:usr/bin\nR:tool\nZ:${stated}\nR:other\n\n`,
  },
  program('usr/bin/tool'),
  program('usr/bin/other'),
];

/** What lies on the root, and the programs that must be named. */
const table: [string, Entry[][], string[]][] = [
  ['all of packages', [], []],
  ['of no package', [[program('usr/local/bin/server')]], ['/usr/local/bin/server 1']],
  ['not below the folders of distributions', [[program('app')]], ['/app 1']],
  ['in the layer of the distribution', [[], [{ name: 'x' }]], []],
  ['put over one of a package', [[program('usr/bin/tool', 1)]], ['/usr/bin/tool 1']],
  ['one of a package again, byte by byte', [[program('usr/bin/tool')]], []],
  ['one of a package again, that has no digest', [[program('usr/bin/other')]], ['/usr/bin/other 1']],
  ['deleted', [[program('opt/a')], [{ name: 'opt/.wh.a' }]], []],
  [
    'of a package of npm',
    [
      [
        { name: 'app/node_modules/p/package.json', body: '{"name":"p","version":"1.0.0"}' },
        program('app/node_modules/p/bin/p'),
      ],
    ],
    [],
  ],
  [
    'put by a later layer below a package of npm',
    [
      [{ name: 'app/node_modules/p/package.json', body: '{"name":"p","version":"1.0.0"}' }],
      [program('app/node_modules/p/bin/p')],
    ],
    ['/app/node_modules/p/bin/p 2'],
  ],
  [
    'with another name below a package of npm',
    [
      [
        { name: 'app/node_modules/p/package.json', body: '{"name":"p","version":"1.0.0"}' },
        program('opt/a'),
        { name: 'app/node_modules/p/a', type: '1', link: 'opt/a' },
      ],
    ],
    ['/app/node_modules/p/a 1'],
  ],
  ['in a folder without its package', [[program('app/node_modules/p/bin/p')]], ['/app/node_modules/p/bin/p 1']],
  ['a library, which nobody has to be let run', [[library('usr/local/lib/a.so.1')]], ['/usr/local/lib/a.so.1 1']],
  ['what is yet to be linked', [[{ name: 'opt/a.so', body: elf(0, 1) }]], []],
  [
    'what a gem built',
    [
      [
        { name: 'g/specifications/a-1.gemspec', body: 'Gem::Specification.new { |s| s.name = "a"; s.version = "1" }' },
        library('g/extensions/x86_64-linux/3.3.0/a-1/a.so'),
        library('g/extensions/x86_64-linux/3.3.0/b-1/b.so'),
      ],
    ],
    ['/g/extensions/x86_64-linux/3.3.0/b-1/b.so 1'],
  ],
  [
    'assemblies beside the list of an application, no programs',
    [
      [
        {
          name: 'app/A.deps.json',
          body: '{"runtimeTarget":{"name":"x"},"targets":{"x":{"P/1.0.0":{}}},"libraries":{"P/1.0.0":{"type":"package"}}}',
        },
        library('app/P.dll'),
        program('app/P'),
      ],
    ],
    ['/app/P 1'],
  ],
  ['links to one of a package', [[{ name: 'bin/t', type: '2', link: '/usr/bin/tool' }]], []],
  [
    'a program of many names, once',
    [[program('opt/a'), { name: 'opt/b', type: '1', link: 'opt/a' }, { name: 'opt/c', type: '2', link: 'a' }]],
    ['/opt/a 1'],
  ],
  [
    'whose first name is deleted',
    [
      [
        program('opt/a'),
        { name: 'opt/b', type: '1', link: 'opt/a', edit: (block) => void block.write('0000755\0', 100, 'latin1') },
      ],
      [{ name: 'opt/.wh.a' }],
    ],
    ['/opt/b 1'],
  ],
];

describe('programs that nothing tells of', () => {
  for (const [name, above, expected] of table) {
    it(name, async () => {
      const layers = [root, ...above].map((entries) => plainLayer(entries));
      const layout = new Layout();
      layout.image(layers);
      const path = scratch.folder(`${number++}`, layout);
      const cache = { folder: join(path, '..', `cache-${number}`), version: '1' };
      // The second answer is of the records of the first.
      for (const options of [{ cache }, { cache }]) {
        const { gaps } = await collectPackages(path, {}, options);
        const told = gaps.filter(({ code }) => code === 'PROGRAMS_UNKNOWN');
        const names = layers.map(({ tar }) => sha256(tar));
        assert.deepEqual(
          told.map(({ at }) => `/${at?.file} ${names.indexOf(at?.layer ?? '')}`),
          expected,
        );
        for (const gap of told) {
          assert.deepEqual(gap.touches, ['images/vulnerabilities', 'images/updates']);
          assert.match(gap.because, /^1 program or library is of no package/);
          assert.match(gap.because, new RegExp(`${gap.at?.file} of layer sha256:[0-9a-f]{12}$`));
        }
      }
    });
  }

  it('counts them, and names the first', async () => {
    const layout = new Layout();
    layout.image([plainLayer(root), plainLayer(['d', 'c', 'b', 'a'].map((name) => program(`opt/${name}`)))]);
    const { gaps } = await collectPackages(scratch.folder(`${number++}`, layout));
    const gap = gaps.find(({ code }) => code === 'PROGRAMS_UNKNOWN');
    assert.match(
      gap!.because,
      /^4 programs and libraries are .*: \/opt\/a of layer .*\/opt\/b .*\/opt\/c [^,]*, 1 more$/,
    );
  });
});
