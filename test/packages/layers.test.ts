import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Layout, packedLayer, plainLayer, release, saved, Scratch, sha256, type Layer } from '../image/build.ts';
import { tar, type Entry } from '../image/tar-writer.ts';
import { collectPackages, type CollectedPackages } from './packages.ts';

const scratch = new Scratch();
after(() => scratch.remove());
let number = 0;

const os: Entry = { name: 'etc/os-release', body: release };
const debian: Entry = { name: 'etc/os-release', body: 'ID=debian\nVERSION_ID="12"\n' };

/** A dpkg status of `name version` words. */
function status(...packages: string[]): string {
  return packages
    .map((one) => `Package: ${one.split(' ')[0]}\nStatus: install ok installed\nVersion: ${one.split(' ')[1]}\n\n`)
    .join('');
}
function apk(...packages: string[]): string {
  return packages.map((one) => `P:${one.split(' ')[0]}\nV:${one.split(' ')[1]}\n\n`).join('');
}

const dpkg = 'var/lib/dpkg/status';
const installed = 'lib/apk/db/installed';

function layered(layers: readonly Layer[], limits = {}): Promise<CollectedPackages> {
  const layout = new Layout();
  layout.image(layers);
  return collectPackages(scratch.folder(`${number++}`, layout), limits);
}

/** `name version @ index of its layer`. */
function told({ packages }: CollectedPackages, layers: readonly Layer[]): string[] {
  const names = layers.map((layer) => sha256(layer.tar));
  return packages
    .map(({ name, version, layer }) => `${name} ${version} @ ${layer === null ? '?' : names.indexOf(layer)}`)
    .toSorted();
}

/** Layers, bottom first, the packages that must be found with their layers, and codes of gaps. */
const table: [string, Entry[][], string[], string[]][] = [
  ['one layer', [[os, { name: installed, body: apk('a 1', 'b 2') }]], ['a 1 @ 0', 'b 2 @ 0'], []],
  [
    'each package is of the layer that brought it',
    [
      [debian, { name: dpkg, body: status('a 1', 'b 1', 'c 1') }],
      [{ name: 'app' }],
      [{ name: dpkg, body: status('a 1', 'b 2', 'd 1') }],
    ],
    ['a 1 @ 0', 'b 2 @ 2', 'd 1 @ 2'],
    [],
  ],
  [
    'one that was removed and came again is of the later layer',
    [
      [debian, { name: dpkg, body: status('a 1', 'b 1') }],
      [{ name: dpkg, body: status('b 1') }],
      [{ name: dpkg, body: status('a 1', 'b 1') }],
    ],
    ['a 1 @ 2', 'b 1 @ 0'],
    [],
  ],
  [
    'a database that was removed',
    [[os, { name: installed, body: apk('a 1') }], [{ name: 'lib/apk/db/.wh.installed' }]],
    [],
    ['PACKAGES_UNLISTED'],
  ],
  [
    'a folder above that was removed',
    [[os, { name: installed, body: apk('a 1') }], [{ name: '.wh.lib' }]],
    [],
    ['PACKAGES_UNLISTED'],
  ],
  [
    'a folder above that is opaque',
    [
      [os, { name: installed, body: apk('a 1') }],
      [{ name: 'lib/.wh..wh..opq' }, { name: installed, body: apk('b 1') }],
    ],
    ['b 1 @ 1'],
    [],
  ],
  [
    'a hard link to a file elsewhere',
    [[os, { name: 'srv/x/db', body: apk('a 1') }, { name: installed, type: '1', link: 'srv/x/db' }]],
    ['a 1 @ 0'],
    [],
  ],
  [
    'a hard link to a file of the layer below',
    [[os, { name: 'srv/db', body: apk('a 1') }], [{ name: installed, type: '1', link: './srv/db' }]],
    ['a 1 @ 1'],
    [],
  ],
  [
    'a moved folder, and a chain of links on the way',
    [
      [
        debian,
        { name: 'var/lib/dpkg', type: '2', link: '/data/packages' },
        { name: 'data', type: '2', link: 'mnt/disk' },
        { name: 'mnt/disk/packages/status', body: status('a 1') },
        { name: 'mnt/disk/packages/status.d/b', body: 'Package: b\nVersion: 2\n' },
        { name: 'mnt/disk/packages/status.d/b.md5sums', body: 'x' },
      ],
      [{ name: 'mnt/disk/packages/status', body: status('a 2') }],
    ],
    ['a 2 @ 1', 'b 2 @ 0'],
    [],
  ],
  [
    'merged folders',
    [[os, { name: 'lib', type: '2', link: 'usr/lib' }, { name: 'usr/lib/apk/db/installed', body: apk('a 1') }]],
    ['a 1 @ 0'],
    [],
  ],
  [
    'a file for each package',
    [
      [debian, { name: 'var/lib/dpkg/status.d/a', body: 'Package: a\nVersion: 1\n' }],
      [{ name: 'var/lib/dpkg/status.d/b', body: 'Package: b\nVersion: 1\n' }, { name: 'var/lib/dpkg/status.d/.wh.a' }],
    ],
    ['b 1 @ 1'],
    [],
  ],
  [
    'a journal of updates',
    [
      [
        debian,
        { name: dpkg, body: status('a 1', 'b 1', 'c 1') },
        { name: 'var/lib/dpkg/updates/0001', body: status('a 2') },
        { name: 'var/lib/dpkg/updates/0000', body: 'Package: b\nStatus: deinstall ok config-files\nVersion: 1\n' },
        { name: 'var/lib/dpkg/updates/tmp.i', body: 'rubbish' },
      ],
    ],
    ['a 2 @ 0', 'c 1 @ 0'],
    [],
  ],
  [
    'pacman',
    [
      [
        { name: 'etc/os-release', body: 'ID=arch\n' },
        { name: 'var/lib/pacman/local/ALPM_DB_VERSION', body: '9' },
        { name: 'var/lib/pacman/local/a-1-1/desc', body: '%NAME%\na\n\n%VERSION%\n1-1\n' },
        { name: 'var/lib/pacman/local/a-1-1/files', body: 'x' },
      ],
    ],
    ['a 1-1 @ 0'],
    [],
  ],
  [
    'a database that cannot be read in between: what came with it is of no known layer',
    [
      [debian, { name: dpkg, body: status('a 1') }],
      [{ name: dpkg, body: 'rubbish' }],
      [{ name: dpkg, body: status('a 1', 'b 1') }],
    ],
    ['a 1 @ 0', 'b 1 @ ?'],
    [],
  ],
  [
    'a part that is not understood',
    [[os, { name: installed, body: `${apk('a 1')}V:3\n\n` }]],
    ['a 1 @ 0'],
    ['PACKAGES_UNREADABLE'],
  ],
  ['an empty database', [[os, { name: installed }]], [], ['PACKAGES_UNLISTED']],
  ['no database', [[os]], [], ['PACKAGES_UNLISTED']],
  ['a folder in place of one', [[os, { name: `${installed}/` }]], [], ['PACKAGES_UNREADABLE']],
  [
    'links in a circle',
    [[os, { name: 'lib', type: '2', link: 'usr' }, { name: 'usr', type: '2', link: 'lib' }]],
    [],
    ['PACKAGES_UNREADABLE'],
  ],
  [
    'a broken rpm database',
    [[os, { name: 'var/lib/rpm/rpmdb.sqlite', body: 'x'.repeat(999) }]],
    [],
    ['PACKAGES_UNREADABLE'],
  ],
  ['no operating system', [[{ name: dpkg, body: status('a 1') }]], ['a 1 @ 0'], ['IMAGE_OS_UNKNOWN']],
  [
    'a system without advisories',
    [
      [
        { name: 'etc/os-release', body: 'ID=hannah\nVERSION_ID=1\n' },
        { name: dpkg, body: status('a 1') },
      ],
    ],
    ['a 1 @ 0'],
    ['PACKAGES_UNMATCHED'],
  ],
];

describe('packages of layers', () => {
  for (const [name, entries, wanted, codes] of table) {
    it(name, async () => {
      const layers = entries.map((list) => packedLayer(list));
      const found = await layered(layers);
      assert.deepEqual([...new Set(found.gaps.map(({ code }) => code))], codes);
      assert.deepEqual(told(found, layers), wanted);
      for (const gap of found.gaps) assert.ok(gap.touches.includes('images/vulnerabilities'), gap.code);
    });
  }

  it('are the same in every kind of archive, links that lead elsewhere included', async () => {
    const layers = [
      plainLayer([
        debian,
        { name: 'var/lib/dpkg', type: '2', link: '/data/packages' },
        { name: 'data/packages/status', body: status('a 1') },
        { name: 'large', body: 'x'.repeat(3_000_000) },
      ]),
      packedLayer([{ name: 'data/packages/status', body: status('a 1', 'b 2') }]),
    ];
    const layout = new Layout();
    layout.image(layers);
    for (const bytes of [
      tar(saved(layers)),
      gzipSync(tar(saved(layers))),
      layout.archive(),
      gzipSync(layout.archive()),
    ]) {
      const found = await collectPackages(scratch.file(`${number++}.tar`, bytes));
      assert.deepEqual([told(found, layers), found.gaps], [['a 1 @ 0', 'b 2 @ 1'], []]);
    }
  });

  it('that cannot be read within the limits are gaps', async () => {
    const layers = [packedLayer([debian, { name: dpkg, body: status('a 1') }])];
    for (const limits of [{ databaseBytes: 20 }, { watched: 1 }]) {
      const { packages, gaps } = await layered(layers, limits);
      assert.equal(packages.length, 0);
      assert.ok(gaps.some(({ touches }) => touches.some((one) => 'images/vulnerabilities'.startsWith(one))));
    }
    const chain = Array.from({ length: 5 }, (_, at) => ({ name: `l${at}`, type: '2', link: `l${at + 1}` }));
    const linked = packedLayer([
      debian,
      { name: 'var/lib/dpkg', type: '2', link: '/l0' },
      ...chain,
      { name: 'l5/status', body: status('a 1') },
    ]);
    assert.deepEqual(told(await layered([linked]), [linked]), ['a 1 @ 0']);
    const { packages, gaps } = await layered([linked], { detours: 3 });
    assert.deepEqual(
      [packages.length, gaps.map(({ code }) => code)],
      [0, ['PACKAGES_UNREADABLE', 'PACKAGES_UNREADABLE', 'PACKAGES_UNREADABLE']],
    );
    assert.match(gaps[0]!.because, /which is not looked at/);
  });

  it('of a layer that was not read are not known, and the others belong to no system', async () => {
    const layers = [
      packedLayer([debian, { name: dpkg, body: status('a 1') }]),
      { ...packedLayer([{ name: dpkg, body: status('a 1', 'b 1') }]), stored: Buffer.from('no tar at all') },
      packedLayer([{ name: dpkg, body: status('a 1', 'b 1') }]),
    ];
    const found = await layered(layers);
    assert.deepEqual(told(found, layers), ['a 1 @ 0', 'b 1 @ ?']);
    assert.deepEqual(
      found.packages.map(({ ecosystem }) => ecosystem),
      [null, null],
    );
    assert.ok(found.gaps.some(({ touches }) => touches.includes('images')));
  });

  it('tell where to look again', async () => {
    const layers = [
      packedLayer([debian, { name: dpkg, body: status('b 2') }]),
      packedLayer([{ name: dpkg, body: status('a 1', 'b 2') }]),
    ];
    const { packages } = await layered(layers);
    const [below, above] = layers.map((layer) => sha256(layer.tar));
    assert.equal(packages[1]!.layer, below);
    assert.deepEqual(packages[1]!.at, { source: 'image', file: dpkg, line: 5, place: 'b', layer: above });
    assert.equal(packages[1]!.purl, 'pkg:deb/debian/b@2?distro=debian-12');
  });
});
