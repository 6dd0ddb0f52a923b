import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { Layout, packedLayer, plainLayer, release, saved, Scratch, sha256, type Layer } from '../image/build.ts';
import { pax, tar, type Entry } from '../image/tar-writer.ts';
import { lists, own, programs } from './own-analyser.ts';
import { collectPackages, type CollectedPackages } from './packages.ts';

const scratch = new Scratch();
after(() => scratch.remove());
let number = 0;

const os: Entry[] = [
  { name: 'etc/os-release', body: release },
  { name: 'lib/apk/db/installed', body: 'P:musl\nV:1\n\n' },
];
const executable = (block: Buffer): void => void block.write('0000755\0', 100, 'latin1');
const program = (name: string, size: number, lines = 'go 1.15\n'): Entry => ({
  name,
  body: `PKG:${'\0'.repeat(size)}${lines}`,
  edit: executable,
});

function collectLayers(layers: readonly Layer[], limits = {}, analysers = own): Promise<CollectedPackages> {
  const layout = new Layout();
  layout.image(layers);
  return collectPackages(scratch.folder(`${number++}`, layout), limits, { analysers });
}

/** `name version file @ layer`, without what the distribution installed. */
function told({ packages }: CollectedPackages, layers: readonly Layer[] = []): string[] {
  const names = layers.map((layer) => sha256(layer.tar));
  return packages
    .filter(({ type }) => type === 'generic')
    .map(({ name, version, file, layer }) =>
      [name, version, file, ...(layers.length === 0 ? [] : ['@', layer === null ? '?' : names.indexOf(layer)])].join(
        ' ',
      ),
    )
    .toSorted();
}

const gapsOf = ({ gaps }: CollectedPackages): string[] =>
  gaps.filter(({ code }) => code !== 'IMAGE_CONFIG_ABSENT').map(({ code, because }) => `${code} ${because}`);

/** Layers, bottom first, the packages of files that must be found, and gaps. */
const table: [string, Entry[][], string[], RegExp[]][] = [
  ['a file', [[{ name: 'app/a.list', body: 'x 1\ny 2' }]], ['x 1 app/a.list @ 0', 'y 2 app/a.list @ 0'], []],
  [
    'a file whose name ends in a slash, which is a folder to old tars only',
    [
      [
        { name: 'a.list/', type: '0', body: 'x 1' },
        { name: 'b.list/', type: '0', body: 'y 1', edit: (block: Buffer): void => void block.write('\0', 156) },
      ],
    ],
    ['x 1 a.list @ 0'],
    [],
  ],
  ['an empty file', [[{ name: 'a.list' }]], [], []],
  ['a small program', [[program('bin/a', 10)]], ['go 1.15 bin/a @ 0'], []],
  ['a large program', [[program('bin/a', 3 << 20)]], ['go 1.15 bin/a @ 0'], []],
  ['a program that is none', [[{ ...program('bin/a', 3 << 20), body: 'x'.repeat(3 << 20) }]], [], []],
  ['no program by its mode', [[{ ...program('bin/a', 10), edit: () => {} }]], [], []],
  [
    'a file too large',
    [[{ name: 'a.list', body: 'x'.repeat(1001) }]],
    [],
    [/\/a\.list: was not read: it is 1001 bytes/],
  ],
  [
    'a program too large',
    [[program('bin/a', 5 << 20)], [{ ...program('bin/b', 6 << 20), body: 'x'.repeat(6 << 20) }]],
    [],
    [/\/bin\/a: was not read: it is 5242892 bytes/],
  ],
  ['one too large that is gone', [[{ name: 'a.list', body: 'x'.repeat(1001) }], [{ name: '.wh.a.list' }]], [], []],
  [
    'a sparse file',
    [
      [
        pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '500' }),
        { name: 'a.list', body: '0\n' },
      ],
    ],
    [],
    [/sparse/],
  ],
  ['a problem', [[{ name: 'a.list', body: 'x 1\n?' }]], ['x 1 a.list @ 0'], [/\/a\.list: holds a question/]],
  ['a reader at fault', [[{ name: 'a.list', body: '!' }]], [], [/the reader of lists met a fault of its own/]],
  ['removed', [[{ name: 'app/a.list', body: 'x 1' }], [{ name: 'app/.wh.a.list' }]], [], []],
  ['its folder opaque', [[{ name: 'app/a.list', body: 'x 1' }], [{ name: 'app/.wh..wh..opq' }]], [], []],
  [
    'a bare .wh. removes nothing',
    [[{ name: 'app/a.list', body: 'x 1' }], [{ name: 'app/.wh.' }]],
    ['x 1 app/a.list @ 0'],
    [],
  ],
  [
    'its folder made a link',
    [[{ name: 'app/a.list', body: 'x 1' }], [{ name: 'app', type: '2', link: 'srv' }]],
    [],
    [],
  ],
  ['its folder made a file', [[{ name: 'app/a.list', body: 'x 1' }], [{ name: 'app', body: '' }]], [], []],
  [
    'each package is of the layer since which it is there',
    [
      [{ name: 'a.list', body: 'x 1\ny 1\nz 1' }],
      [{ name: 'other' }],
      [{ name: 'a.list', body: 'x 1\ny 2' }],
      [{ name: 'a.list', body: 'x 1\ny 2\nz 1' }],
    ],
    ['x 1 a.list @ 0', 'y 2 a.list @ 2', 'z 1 a.list @ 3'],
    [],
  ],
  [
    'the last entry of a name',
    [
      [
        { name: 'a.list', body: 'x 1' },
        { name: 'b/c.list', body: 'y 1' },
        { name: 'a.list', body: 'x 2' },
        { name: 'b' },
      ],
    ],
    ['x 2 a.list @ 0'],
    [],
  ],
  [
    'a hard link that another layer outlives',
    [
      [
        { name: 'a.list', body: 'x 1' },
        { name: 'b.list', type: '1', link: 'a.list' },
      ],
      [{ name: '.wh.a.list' }],
    ],
    ['x 1 b.list @ 0'],
    [],
  ],
  [
    'hard links to files that the same layer replaces after them',
    [
      [
        { name: 'a.list', body: 'x 1' },
        { name: 'b.list', type: '1', link: 'a.list' },
        { name: 'a.list', body: 'y 1' },
        { name: 'c/c.list', body: 'x 1' },
        { name: 'd.list', type: '1', link: 'c/c.list' },
        { name: 'c', body: '' },
      ],
    ],
    ['y 1 a.list @ 0'],
    [
      /b\.list.* hard link to \/a\.list as it was before the same layer replaced it/,
      /d\.list.* hard link to \/c\/c\.list as it was/,
    ],
  ],
  [
    'a hard link to a lower file that the same layer replaces after it',
    [
      [{ name: 'a.list', body: 'x 1' }],
      [
        { name: 'b.list', type: '1', link: 'a.list' },
        { name: 'a.list', body: 'y 1' },
      ],
    ],
    ['y 1 a.list @ 1'],
    [/b\.list.* hard link to \/a\.list as it was/],
  ],
  [
    'hard links to lower files that the same layer takes away',
    [
      [
        { name: 'a.list', body: 'x 1' },
        { name: 'd/a.list', body: 'y 1' },
        { name: 'e/a.list', body: 'z 1' },
      ],
      [
        { name: 'b.list', type: '1', link: 'a.list' },
        { name: 'c.list', type: '1', link: 'd/a.list' },
        { name: 'f.list', type: '1', link: 'e/a.list' },
        { name: '.wh.a.list' },
        { name: 'd/.wh..wh..opq' },
        { name: 'e', body: 'no folder any more' },
      ],
    ],
    ['x 1 b.list @ 1', 'y 1 c.list @ 1', 'z 1 f.list @ 1'],
    [],
  ],
  [
    'a hard link to what the same layer has put before it',
    [[{ name: 'a.list', body: 'x 1' }], [{ name: 'a.list' }, { name: 'b.list', type: '1', link: 'a.list' }]],
    [],
    [],
  ],
  [
    'a hard link to itself',
    [
      [
        { name: 'a.list', body: 'x 1' },
        { name: 'a.list', type: '1', link: 'a.list' },
      ],
    ],
    [],
    [/a\.list.* hard link to itself/],
  ],
  [
    'a hard link to a file with another name',
    [
      [
        { name: 'store/123', body: 'x 1' },
        { name: 'app/a.list', type: '1', link: './store/123' },
      ],
    ],
    ['x 1 app/a.list @ 0'],
    [],
  ],
  [
    'a hard link to one of the layer below',
    [[{ name: 'store/123', body: 'x 1' }], [{ name: 'app/a.list', type: '1', link: 'store/123' }]],
    ['x 1 app/a.list @ 1'],
    [],
  ],
  [
    'a program by two names is one',
    [[program('bin/a', 10), { name: 'bin/b', type: '1', link: 'bin/a', edit: executable }]],
    ['go 1.15 bin/a @ 0'],
    [],
  ],
  [
    'a symbolic link to a file with another name, behind a chain',
    [
      [
        { name: 'app/a.list', type: '2', link: '../data/cur/list' },
        { name: 'data/cur', type: '2', link: '/data/v1' },
        { name: 'data/v1/list', body: 'x 1' },
      ],
    ],
    ['x 1 data/v1/list @ 0'],
    [],
  ],
  [
    'a symbolic link to a file of that kind',
    [
      [
        { name: 'b.list', type: '2', link: 'a.list' },
        { name: 'a.list', body: 'x 1' },
      ],
    ],
    ['x 1 a.list @ 0'],
    [],
  ],
  ['a symbolic link to nothing', [[{ name: 'b.list', type: '2', link: 'nothing' }]], [], []],
  [
    'a symbolic link to a folder',
    [[{ name: 'b.list', type: '2', link: 'd' }, { name: 'd/' }, { name: 'd/e' }]],
    [],
    [],
  ],
  [
    'a circle of links',
    [
      [
        { name: 'b.list', type: '2', link: 'c' },
        { name: 'c', type: '2', link: 'b.list' },
      ],
    ],
    [],
    [/circle/],
  ],
];

describe('packages that files list', () => {
  for (const [name, entries, packages, gaps] of table) {
    const of = (pack: (entries: Entry[]) => Layer): Layer[] =>
      entries.map((layer, index) => pack(index === 0 ? [...os, ...layer] : layer));
    const check = (found: CollectedPackages, layers: readonly Layer[]): void => {
      assert.deepEqual(told(found, layers), packages);
      const seen = gapsOf(found);
      assert.equal(seen.length, gaps.length, seen.join('\n'));
      for (const [index, gap] of gaps.entries()) assert.match(seen[index]!, gap);
      for (const { touches } of found.gaps) assert.deepEqual(touches, ['images/vulnerabilities', 'images/updates']);
    };
    it(`${name}, in gzip`, async () => {
      const layers = of((all) => packedLayer(all));
      check(await collectLayers(layers), layers);
    });
    it(`${name}, in a plain archive`, async () => {
      const layers = of(plainLayer);
      const path = scratch.file(`${number++}.tar`, tar(saved(layers)));
      check(await collectPackages(path, {}, { analysers: own }), layers);
    });
    it(`${name}, in a compressed archive`, async () => {
      const layers = of((all) => packedLayer(all));
      const path = scratch.file(`${number++}.tar.gz`, gzipSync(tar(saved(layers))));
      check(await collectPackages(path, {}, { analysers: own }), layers);
    });
  }

  it('come with their evidence', async () => {
    const layers = [plainLayer(os), plainLayer([{ name: 'app/a.list', body: 'x 1' }])];
    const found = (await collectLayers(layers)).packages.find(({ name }) => name === 'x');
    const layer = sha256(layers[1]!.tar);
    assert.deepEqual(found?.at, { source: 'image', file: 'app/a.list', place: 'x', layer });
    assert.deepEqual([found?.source, found?.owner, found?.layer], [null, undefined, layer]);
  });

  it('are not said to come with a layer when one below was not read', async () => {
    const broken = { ...plainLayer([]), stored: Buffer.from('no tar at all') };
    const layers = [
      plainLayer([...os, { name: 'a.list', body: 'x 1' }]),
      broken,
      plainLayer([{ name: 'b.list', body: 'y 1' }]),
    ];
    assert.deepEqual(told(await collectLayers(layers), layers), ['x 1 a.list @ 0', 'y 1 b.list @ ?']);
  });

  it('are the same however layers are split and packed', async () => {
    const name = fc.constantFrom('a.list', 'b.list', 'd/a.list', 'd/e/b.list', 'd', 'bin/p', 'store/1');
    const entry = fc.oneof(
      fc.record({ name, body: fc.constantFrom('x 1', 'x 2\ny 1', '', 'z 3') }),
      fc.record({
        name: fc.constantFrom('bin/p', 'bin/q'),
        body: fc.constant('PKG:\0\0g 1\n'),
        edit: fc.constant(executable),
      }),
      fc.record({
        name: fc.constantFrom('d/c.list', 'h.list'),
        type: fc.constant('1'),
        link: fc.constantFrom('a.list', 'store/1'),
      }),
    );
    // What a hard link is a name of comes before it, as in every tar that can be unpacked.
    const layer = fc
      .uniqueArray(entry, { maxLength: 5, selector: ({ name: at }) => at })
      .map((all) => all.toSorted((a, b) => Number('link' in a) - Number('link' in b)));
    const packs = [
      plainLayer,
      (all: readonly Entry[]) => packedLayer(all),
      (all: readonly Entry[]) => packedLayer(all, zstdCompressSync, 'zstd'),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(layer, { minLength: 1, maxLength: 3 }),
        fc.nat(2),
        fc.nat(2),
        async (drawn, pack, other) => {
          const layers = drawn.map((entries, index) =>
            packs[(pack + index) % 3]!([...(index === 0 ? os : []), ...entries]),
          );
          const whole = await collectLayers(layers);
          // Every entry in a layer of its own; and all layers in another packing.
          const split = drawn.flatMap((entries, index) => [
            ...(index === 0 ? [packs[other]!(os)] : []),
            ...entries.map((one) => packs[other]!([one])),
          ]);
          assert.deepEqual(told(await collectLayers(split)), told(whole));
          const path = scratch.file(
            'again.tar',
            tar(saved(drawn.map((all, index) => packs[other]!([...(index === 0 ? os : []), ...all])))),
          );
          assert.deepEqual(told(await collectPackages(path, {}, { analysers: own })), told(whole));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a root filesystem', () => {
  it('in a folder is read at the places that are asked for, and never through links', async () => {
    const root = join(scratch.path, 'root');
    const put = (path: string, body: string | Buffer, mode = 0o644): void => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), body, { mode });
    };
    put('etc/os-release', release);
    put('app/a.list', 'x 1');
    put('opt/p', 'PKG:', 0o755);
    truncateSync(join(root, 'opt/p'), 4 << 20);
    put('opt/huge', 'PKG:', 0o755);
    truncateSync(join(root, 'opt/huge'), 2 ** 36);
    linkSync(join(root, 'app/a.list'), join(root, 'app/b.list'));
    symlinkSync('/app', join(root, 'link'));
    symlinkSync('/etc/passwd', join(root, 'passwd.list'));
    put('proc/a.list', 'y 1');
    const found = await collectPackages(root, {}, { analysers: own });
    assert.deepEqual(told(found), ['x 1 app/a.list', 'x 1 app/b.list']);
    const seen = gapsOf(found).filter((gap) => gap.startsWith('PACKAGES_UNREADABLE'));
    assert.equal(seen.length, 1, seen.join('\n'));
    assert.match(seen[0]!, /\/opt\/huge: was not read: it is 68719476736 bytes large/);
  });

  it('in a tar', async () => {
    const bytes = tar([...os, { name: 'app/a.list', body: 'x 1' }, program('usr/p', 2 << 20)]);
    for (const packed of [bytes, gzipSync(bytes)]) {
      const path = scratch.file(`${number++}.tar`, packed);
      const found = await collectPackages(path, {}, { analysers: own });
      assert.deepEqual(told(found), ['go 1.15 usr/p', 'x 1 app/a.list']);
    }
  });
});

describe('limits of what files list', () => {
  const many = Array.from({ length: 50 }, (_, index): Entry => ({ name: `${index}.list`, body: `x ${index}` }));
  const cases: [string, Entry[], object, RegExp][] = [
    ['files', many, { foundFiles: 20 }, /more than 20 files that list packages/],
    ['bytes', many, { foundBytes: 50 }, /take more than 50 bytes/],
    ['names', many, { pathBytes: 300 }, /names of its files take more than 300 bytes/],
    [
      'links',
      many.map(({ name }, index) => ({ name, type: '2', link: `store/${index}` })),
      { links: 10 },
      /link that was not followed, one of more than 10/,
    ],
  ];
  for (const [name, entries, limits, because] of cases) {
    it(name, async () => {
      const found = await collectLayers([plainLayer([...os, ...entries])], limits);
      assert.ok(
        gapsOf(found).some((gap) => because.test(gap)),
        gapsOf(found).join('\n'),
      );
    });
  }

  it('bodies that do not fit together wait for one another', async () => {
    const layers = [0, 1, 2, 3].map((index) =>
      packedLayer([...(index === 0 ? os : []), program(`bin/${index}a`, 3 << 20), program(`bin/${index}b`, 2 << 20)]),
    );
    const found = await collectLayers(layers, { bodyBytes: 4 << 20 });
    assert.equal(told(found).length, 8);
    assert.deepEqual(gapsOf(found), []);
  });
});

describe('a file that a package of the distribution installed', () => {
  const hex = (name: string, body: string, encoding: 'hex' | 'base64' = 'hex'): string =>
    createHash(name).update(body).digest(encoding);
  const debian: Entry[] = [
    { name: 'etc/os-release', body: 'ID=debian\nVERSION_ID="12"\n' },
    {
      name: 'var/lib/dpkg/status',
      body: 'Package: liba\nArchitecture: amd64\nStatus: install ok installed\nVersion: 2\nSource: a\n\n',
    },
  ];
  const sums = (path: string, body: string): Entry => ({
    name: 'var/lib/dpkg/info/liba:amd64.md5sums',
    body: `${hex('md5', body)}  ${path}\n`,
  });
  const owner = 'pkg:deb/debian/liba@2?arch=amd64&distro=debian-12&upstream=a';
  const ownersOf = async (layers: Entry[][], analysers = own): Promise<(string | undefined)[]> =>
    (
      await collectLayers(
        layers.map((all) => plainLayer(all)),
        {},
        analysers,
      )
    ).packages
      .filter(({ type }) => type === 'generic')
      .map((one) => one.owner);

  const cases: [string, Entry[][], (string | undefined)[]][] = [
    ['by dpkg', [[...debian, sums('usr/a.list', 'x 1'), { name: 'usr/a.list', body: 'x 1' }]], [owner]],
    ['another file', [[...debian, sums('usr/b.list', 'x 1'), { name: 'usr/a.list', body: 'x 1' }]], [undefined]],
    ['changed', [[...debian, sums('usr/a.list', 'x 2'), { name: 'usr/a.list', body: 'x 1' }]], [undefined]],
    [
      'replaced in a later layer',
      [
        [...debian, sums('usr/a.list', 'x 1'), { name: 'usr/a.list', body: 'x 1' }],
        [{ name: 'usr/a.list', body: 'x 2' }],
      ],
      [undefined],
    ],
    [
      'before folders were merged',
      [
        [
          ...debian,
          { name: 'usr/bin/' },
          { name: 'bin', type: '2', link: 'usr/bin' },
          sums('bin/a.list', 'x 1'),
          { name: 'usr/bin/a.list', body: 'x 1' },
        ],
      ],
      [owner],
    ],
    ['too large to compare, of the same layer', [[...debian, sums('usr/p', 'x'), program('usr/p', 2 << 20)]], [owner]],
    [
      'too large to compare, of a later one',
      [[...debian, sums('usr/p', 'x'), program('usr/p', 2 << 20)], [program('usr/p', 3 << 20)]],
      [undefined],
    ],
    [
      'by a package that is no longer installed',
      [
        [
          ...debian,
          sums('usr/a.list', 'x 1'),
          { name: 'usr/a.list', body: 'x 1' },
          { name: 'var/lib/dpkg/status', body: '' },
        ],
      ],
      [undefined],
    ],
    [
      'by apk',
      [
        [
          { name: 'etc/os-release', body: release },
          {
            name: 'lib/apk/db/installed',
            body: `P:npm\nV:1-r0\nF:usr/lib\nR:a.list\nZ:Q1${hex('sha1', 'x 1', 'base64')}\nR:b.list\nZ:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n`,
          },
          { name: 'usr/lib/a.list', body: 'x 1' },
          { name: 'usr/lib/b.list', body: 'x 2' },
        ],
      ],
      ['pkg:apk/alpine/npm@1-r0?distro=alpine-3.20.3', undefined],
    ],
  ];
  for (const [name, layers, wanted] of cases) {
    it(name, async () => assert.deepEqual(await ownersOf(layers), wanted));
  }

  it('is known by no list when nobody reads files', async () => {
    assert.deepEqual(await ownersOf([[...debian, { name: 'usr/a.list', body: 'x 1' }]], []), []);
    assert.deepEqual(lists.name + programs.name, 'listsprograms');
  });
});
