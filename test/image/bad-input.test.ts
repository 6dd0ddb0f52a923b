import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createGzip, gzipSync, zstdCompressSync } from 'node:zlib';
import { imageKind } from '../../src/collectors/image/kind.ts';
import { Failure } from '../../src/model/failure.ts';
import {
  collect,
  configOf,
  indexType,
  Layout,
  manifestType,
  packedLayer,
  plainLayer,
  release,
  saved,
  Scratch,
  sha256,
  type Layer,
} from './build.ts';
import { pax, tar, type Entry } from './tar-writer.ts';

const scratch = new Scratch();
after(() => scratch.remove());
let number = 0;

/** Collects an archive of these bytes. */
function read(bytes: Buffer, limits = {}) {
  return collect(scratch.file(`${number++}.tar`, bytes), limits);
}
function folder(layout: Layout, limits = {}) {
  return collect(scratch.folder(`${number++}`, layout), limits);
}

/** What every image has that is an operating system. */
const system: Entry[] = [
  { name: 'etc/os-release', body: release },
  { name: 'lib/apk/db/installed', body: 'P:musl\nV:1.2.5-r0\n\n' },
];
const base = plainLayer([{ name: 'etc/' }, ...system, { name: 'bin/sh', body: 'x'.repeat(3000) }]);
const top = packedLayer([{ name: 'app', body: 'y'.repeat(2000) }]);

/** One image of a layout with these layers, and what becomes of it. */
function layout(...layers: Layer[]): Layout {
  const made = new Layout();
  made.image(layers);
  return made;
}

describe('good images', () => {
  const forms: [string, () => Promise<Awaited<ReturnType<typeof collect>>>][] = [
    ['a docker archive', () => read(tar(saved([base, top])))],
    ['a docker archive in gzip', () => read(gzipSync(tar(saved([base, top]))))],
    ['a docker archive in zstd', () => read(zstdCompressSync(tar(saved([base, top]))))],
    ['an OCI archive', () => read(layout(base, top).archive())],
    ['an OCI archive in gzip', () => read(gzipSync(layout(base, top).archive()))],
    ['an OCI layout', () => folder(layout(base, top))],
    ['a layer in zstd', () => folder(layout(base, packedLayer([{ name: 'app' }], zstdCompressSync, 'zstd')))],
    ['a layer of many zstd frames', () => folder(layout(packedLayer(system, frames, 'zstd'), top))],
    ['a layer of many gzip members', () => folder(layout(packedLayer(system, members), top))],
  ];
  for (const [name, run] of forms) {
    it(`${name} tells all of itself`, async () => {
      const { images, gaps } = await run();
      assert.deepEqual(gaps, []);
      assert.equal(images.length, 1);
      assert.deepEqual(images[0]!.os.value, { id: 'alpine', version: '3.20.3', name: 'Alpine Linux v3.20' });
      assert.deepEqual(
        images[0]!.layers.map(({ verified }) => verified.value),
        [true, true],
      );
    });
  }

  it('of Docker 25 is one image with the names of both lists', async () => {
    const made = layout(base, top);
    const config = [...made.files.keys()].find((name) => made.files.get(name)!.includes('diff_ids'));
    const layers = [base, top].map(({ stored }) => `blobs/${sha256(stored).replace(':', '/')}`);
    const list = [{ Config: config, RepoTags: ['web:1', 'web:2'], Layers: layers }];
    made.files.set('manifest.json', Buffer.from(JSON.stringify(list)));
    const path = scratch.file('docker25.tar', made.archive());
    const { images, gaps } = await collect(path);
    assert.deepEqual(gaps, []);
    assert.deepEqual(
      images.map(({ references, digest }) => [references, digest.value?.slice(0, 7)]),
      [[['web:1', 'web:2'], 'sha256:']],
    );
    assert.equal(await imageKind(path), 'docker-archive');
  });

  it('with sha512 digests are verified by these', async () => {
    const made = new Layout();
    const diffId = `sha512:${createHash('sha512').update(base.tar).digest('hex')}`;
    const config = configOf([], { rootfs: { type: 'layers', diff_ids: [diffId] } });
    const layer = made.blob(base.stored, base.mediaType, diffId);
    made.manifests.push(
      made.json(
        { schemaVersion: 2, config: made.blob(config, 'application/vnd.oci.image.config.v1+json'), layers: [layer] },
        manifestType,
      ),
    );
    const { images, gaps } = await folder(made);
    assert.deepEqual(gaps, []);
    assert.deepEqual([images[0]!.layers[0]!.digest, images[0]!.layers[0]!.verified.value], [diffId, true]);
  });

  it('are told from JSON whatever the first name in a layer', async () => {
    for (const name of ['nix/', 'null', '{', '[1', ' [']) {
      const layer = plainLayer([{ name }, ...system, { name: 'large', body: 'x'.repeat(9000) }]);
      const { images, gaps } = await read(gzipSync(tar(saved([layer]))), { jsonBytes: 8000 });
      assert.deepEqual([images[0]!.layers[0]!.verified.value, gaps], [true, []], name);
    }
  });

  it('may link equal layers to one another', async () => {
    const entries = saved([base, base]);
    const [first, second, ...rest] = entries;
    const link = { name: second!.name, type: '2', link: `../${first!.name}` };
    const { images, gaps } = await read(tar([first!, link, ...rest]));
    assert.deepEqual(gaps, []);
    assert.equal(images[0]!.layers[1]!.verified.value, true);
  });

  it('with an attestation beside them are one image', async () => {
    const made = layout(base);
    const statement = made.json({ predicate: {} }, 'application/vnd.in-toto+json');
    const config = made.blob(configOf([]), 'application/vnd.oci.image.config.v1+json');
    const manifest = made.json({ schemaVersion: 2, config, layers: [statement] }, manifestType);
    const labels = {
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      platform: { os: 'unknown', architecture: 'unknown' },
    };
    made.manifests.push({ ...manifest, ...labels });
    const { images, gaps } = await folder(made);
    assert.deepEqual([images.length, gaps], [1, []]);
    // The label alone hides nothing: what holds layers is an image.
    const hidden = new Layout();
    hidden.image([base], undefined, labels);
    assert.equal((await folder(hidden)).images.length, 1);
  });

  it('with several platforms and names are each told', async () => {
    const made = new Layout();
    const first = made.image([base], configOf([base], { architecture: 'amd64' }));
    const second = made.image([base], configOf([base], { architecture: 'arm64' }));
    made.manifests.length = 0;
    const index = made.json({ schemaVersion: 2, mediaType: indexType, manifests: [first, second] }, indexType);
    const named = (name: string) => ({ ...index, annotations: { 'org.opencontainers.image.ref.name': name } });
    made.manifests.push(named('acme/web:1'), named('acme/web:2'), named('latest'));
    const { images, gaps } = await folder(made);
    assert.deepEqual(gaps, []);
    assert.deepEqual(
      images.map(({ platform, references, digest }) => [platform.value, references, digest.at.note]),
      ['amd64', 'arm64'].map((architecture) => [`linux/${architecture}`, ['acme/web:1', 'acme/web:2'], undefined]),
    );
  });

  function frames(bytes: Buffer): Buffer {
    const parts = [bytes.subarray(0, 100), bytes.subarray(100, 101), bytes.subarray(101)];
    return Buffer.concat(parts.map((part) => zstdCompressSync(part)));
  }
  function members(bytes: Buffer): Buffer {
    return Buffer.concat([gzipSync(bytes.subarray(0, 700)), gzipSync(bytes.subarray(700))]);
  }
});

describe('archives that are cut off', () => {
  const whole = tar(saved([base, top]));
  // In the first header, at its end, in a body, between entries, before the end marker.
  const cuts = [100, 512, 1000, 2000, 512 * 11, 512 * 12, whole.length - 1024, whole.length - 1300];
  for (const at of cuts) {
    it(`after ${at} of ${whole.length} bytes`, async () => {
      const { codes } = await read(whole.subarray(0, at));
      assert.ok(codes.includes('IMAGE_TRUNCATED'), codes.join());
    });
  }
  it('at every 97th byte of the compressed archive', async () => {
    const packed = gzipSync(whole);
    for (let at = 97; at < packed.length - 8; at += 97) {
      const { codes } = await read(packed.subarray(0, at));
      assert.ok(codes.includes('IMAGE_TRUNCATED'), `${at}: ${codes.join()}`);
    }
  });
  it('after the manifest: the image is told, its missing layer too', async () => {
    const entries = saved([base, top]).toReversed();
    const { images, codes } = await read(tar(entries).subarray(0, 512 * 5));
    assert.deepEqual(codes, ['IMAGE_BLOB_MISSING', 'IMAGE_TRUNCATED']);
    assert.deepEqual(
      images[0]!.layers.map(({ verified }) => verified.value),
      [undefined, undefined],
    );
    assert.equal(images[0]!.os.value, undefined);
  });
});

/** What is wrong with layers: the whole list of codes, and whether each layer is verified. */
const layers: [string, () => Promise<Awaited<ReturnType<typeof collect>>>, string[], (boolean | undefined)[]][] = [
  [
    'a cut gzip that is named as it is',
    () => folder(layout(base, { ...top, stored: top.stored.subarray(0, -9) })),
    ['IMAGE_TRUNCATED'],
    [true, undefined],
  ],
  [
    'a damaged gzip',
    () => folder(layout(base, { ...top, stored: Buffer.concat([top.stored.subarray(0, 10), Buffer.alloc(60, 0xff)]) })),
    ['IMAGE_LAYER_INVALID'],
    [true, undefined],
  ],
  [
    'a wrong digest',
    () => {
      const made = layout(base, top);
      made.files.set(
        `blobs/${sha256(base.stored).replace(':', '/')}`,
        plainLayer([...system, { name: 'evil' }]).stored,
      );
      return folder(made);
    },
    ['IMAGE_DIGEST_MISMATCH'],
    [false, true],
  ],
  [
    'a wrong diff id',
    () => {
      const made = new Layout();
      made.image([base, top], configOf([base, base]));
      return folder(made);
    },
    ['IMAGE_DIGEST_MISMATCH'],
    [true, false],
  ],
  [
    'a wrong diff id of a saved image',
    () => read(tar(saved([base], { config: configOf([top]) }))),
    ['IMAGE_DIGEST_MISMATCH'],
    [false],
  ],
  [
    'fewer diff ids than layers',
    () => {
      const made = new Layout();
      made.image([base, top], configOf([base]));
      return folder(made);
    },
    ['IMAGE_CONFIG_INVALID', 'IMAGE_UNSUPPORTED'],
    [true, undefined],
  ],
  [
    'a missing layer',
    () => {
      const made = layout(base, top);
      made.files.delete(`blobs/${sha256(top.stored).replace(':', '/')}`);
      return folder(made);
    },
    ['IMAGE_BLOB_MISSING'],
    [true, undefined],
  ],
  [
    'a manifest.json that names a missing layer',
    () => read(tar(saved([base, top]).filter((_, index) => index !== 1))),
    ['IMAGE_BLOB_MISSING'],
    [true, undefined],
  ],
  [
    'an encrypted layer',
    () => folder(layout(base, { ...top, mediaType: `${top.mediaType}+encrypted` })),
    ['IMAGE_UNSUPPORTED'],
    [true, undefined],
  ],
  [
    'a foreign layer that is elsewhere',
    () => {
      const made = layout(base, { ...top, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' });
      made.files.delete(`blobs/${sha256(top.stored).replace(':', '/')}`);
      return folder(made);
    },
    ['IMAGE_UNSUPPORTED'],
    [true, undefined],
  ],
  [
    'a layer of an unknown media type',
    () => folder(layout(base, { ...top, mediaType: 'application/x-squashfs' })),
    ['IMAGE_UNSUPPORTED'],
    [true, undefined],
  ],
  [
    'a layer that is no tar',
    () => folder(layout(base, { ...plainLayer([]), tar: Buffer.alloc(4096, 'x'), stored: Buffer.alloc(4096, 'x') })),
    ['IMAGE_LAYER_INVALID'],
    [true, true],
  ],
  [
    'a name that climbs',
    () => folder(layout(base, packedLayer([{ name: '../../etc/os-release', body: 'ID=evil' }]))),
    ['IMAGE_UNSAFE_NAME'],
    [true, true],
  ],
  [
    'a hard link to an absolute name',
    () => folder(layout(base, packedLayer([{ name: 'x', type: '1', link: '/etc/shadow' }]))),
    ['IMAGE_UNSAFE_NAME'],
    [true, true],
  ],
  [
    'a file of 100 GB that is all holes',
    () => {
      const records = {
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.realsize': String(100 * 2 ** 30),
      };
      return folder(layout(base, packedLayer([pax(records), { name: 'hole', body: '0\n' }])));
    },
    // A name without an ending may be that of a program, of which the beginning is not known.
    ['IMAGE_LIMIT', 'PACKAGES_UNREADABLE'],
    [true, true],
  ],
  [
    'a file of 100 GB that is not there',
    () => {
      const bytes = tar([{ name: 'huge', size: 100 * 2 ** 30 }], false);
      return folder(layout(base, { ...plainLayer([]), tar: bytes, stored: bytes }));
    },
    ['IMAGE_LIMIT', 'IMAGE_TRUNCATED'],
    [true, true],
  ],
];

describe('layers that are not as they should be', () => {
  for (const [name, run, codes, verified] of layers) {
    it(name, async () => {
      const found = await run();
      assert.deepEqual(found.codes, codes, JSON.stringify(found.gaps, null, 1));
      assert.deepEqual(
        found.images[0]!.layers.map((layer) => layer.verified.value),
        verified,
      );
      for (const gap of found.gaps)
        assert.ok(
          gap.touches.includes('images') || gap.code === 'PACKAGES_UNREADABLE',
          `${gap.code} touches ${gap.touches.join()}`,
        );
    });
  }

  it('names that only look unsafe are told and hide nothing', async () => {
    const entries = [
      { name: '/etc/os-release', body: release },
      ...system.slice(1),
      { name: 'x', type: '2', link: '../../etc/shadow' },
    ];
    const { images, gaps } = await folder(layout(packedLayer(entries)));
    assert.deepEqual(
      gaps.map(({ code, touches }) => [code, touches]),
      [
        ['IMAGE_UNSAFE_NAME', []],
        ['IMAGE_UNSAFE_NAME', []],
      ],
    );
    assert.equal(images[0]!.os.value?.id, 'alpine');
  });

  it('a bomb of 10 GB stops early', async () => {
    const bomb = await zeros(10 * 2 ** 30);
    const { images, codes } = await folder(layout(base, { ...top, tar: Buffer.alloc(0), stored: bomb }));
    assert.deepEqual(codes, ['IMAGE_LIMIT']);
    assert.equal(images[0]!.layers[1]!.verified.value, undefined);
  });

  it('a bomb around the archive stops early', async () => {
    const { images, codes } = await read(await zeros(10 * 2 ** 30));
    assert.deepEqual([images.length, codes.includes('IMAGE_LIMIT')], [0, true], codes.join());
  });
});

/** A tar of one file of zeros in gzip. One member is repeated: making 10 GB would take longer than the test. */
async function zeros(size: number): Promise<Buffer> {
  const part = 2 ** 28;
  const gzip = createGzip({ level: 9 });
  const parts: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => parts.push(chunk));
  const done = new Promise((resolve) => gzip.once('end', resolve));
  for (let written = 0; written < part; written += 1 << 24) gzip.write(Buffer.alloc(1 << 24));
  gzip.end();
  await done;
  const head = gzipSync(tar([{ name: 'zeros', size }], false));
  return Buffer.concat([head, ...Array.from({ length: size / part }, () => Buffer.concat(parts))]);
}

/** Manifests and archives that are wrong: the whole list of codes, and how many images are still told. */
const wholes: [string, () => Promise<Awaited<ReturnType<typeof collect>>>, string[], number][] = [
  ['nothing at all', () => read(Buffer.alloc(0)), ['IMAGE_TRUNCATED'], 0],
  ['an empty tar', () => read(tar([])), ['IMAGE_MANIFEST_INVALID'], 0],
  ['no tar', () => read(Buffer.alloc(2000, 'x')), ['IMAGE_MANIFEST_INVALID'], 0],
  ['a null manifest', () => read(tar([{ name: 'manifest.json', body: 'null' }])), ['IMAGE_MANIFEST_INVALID'], 0],
  ['an empty manifest', () => read(tar([{ name: 'manifest.json', body: '[]' }])), ['IMAGE_MANIFEST_INVALID'], 0],
  [
    'a manifest that is no JSON',
    () => read(tar([{ name: 'manifest.json', body: '[{' }])),
    ['IMAGE_MANIFEST_INVALID'],
    0,
  ],
  [
    'a manifest of 100 MB',
    () => read(tar([{ name: 'manifest.json', body: `[${' '.repeat(100 << 20)}]` }])),
    ['IMAGE_LIMIT'],
    0,
  ],
  [
    'a manifest of 100 MB in gzip',
    () => read(gzipSync(tar([{ name: 'manifest.json', body: `[${' '.repeat(100 << 20)}]` }]))),
    ['IMAGE_LIMIT'],
    0,
  ],
  [
    'a configuration that is elsewhere',
    () => read(tar([{ name: 'manifest.json', body: '[{"Config":"../../etc/passwd","Layers":[]}]' }])),
    ['IMAGE_UNSAFE_NAME'],
    0,
  ],
  [
    'a layer that is elsewhere',
    () => {
      const config = configOf([base]);
      const list = [{ Config: 'c.json', Layers: ['/etc/passwd'] }];
      return read(
        tar([
          { name: 'c.json', body: config },
          { name: 'manifest.json', body: JSON.stringify(list) },
        ]),
      );
    },
    ['IMAGE_UNSAFE_NAME'],
    1,
  ],
  ['an absolute name', () => read(tar([{ name: '/etc/x' }, ...saved([base])])), ['IMAGE_UNSAFE_NAME'], 1],
  ['a name that climbs', () => read(tar([{ name: 'a/../../x' }, ...saved([base])])), ['IMAGE_UNSAFE_NAME'], 1],
  [
    'a link out',
    () => read(tar([{ name: 'x', type: '2', link: '../../x' }, ...saved([base])])),
    ['IMAGE_UNSAFE_NAME'],
    1,
  ],
  [
    'an absolute link',
    () => read(tar([{ name: 'x', type: '1', link: '/x' }, ...saved([base])])),
    ['IMAGE_UNSAFE_NAME'],
    1,
  ],
  [
    'a manifest that is a link out',
    () => read(tar([{ name: 'manifest.json', type: '2', link: '/etc/passwd' }])),
    ['IMAGE_UNSAFE_NAME'],
    0,
  ],
  [
    'links in a circle',
    () =>
      read(
        tar([
          { name: 'manifest.json', type: '2', link: 'b' },
          { name: 'b', type: '2', link: 'manifest.json' },
        ]),
      ),
    ['IMAGE_UNSAFE_NAME'],
    0,
  ],
  [
    'a configuration of another name',
    () => {
      const name = `${'0'.repeat(64)}.json`;
      const list = [{ Config: name, Layers: ['l'] }];
      const entries = [
        { name, body: configOf([base]) },
        { name: 'l', body: base.stored },
        { name: 'manifest.json', body: JSON.stringify(list) },
      ];
      return read(tar(entries));
    },
    ['IMAGE_DIGEST_MISMATCH'],
    1,
  ],
  [
    'a manifest of another digest',
    () => {
      const made = new Layout();
      const { digest } = made.image([base]);
      made.files.set(`blobs/${digest.replace(':', '/')}`, Buffer.from('{"schemaVersion":2}'));
      return folder(made);
    },
    ['IMAGE_DIGEST_MISMATCH'],
    0,
  ],
  [
    'an index within itself',
    () => {
      const made = new Layout();
      const digest = `sha256:${'c'.repeat(64)}`;
      const self = { mediaType: indexType, digest, size: 10 };
      made.blob(Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [self] })), indexType, digest);
      made.manifests.push(self);
      return folder(made);
    },
    ['IMAGE_DIGEST_MISMATCH'],
    0,
  ],
  [
    'indexes within indexes',
    () => {
      const made = new Layout();
      let inner = made.image([base]);
      for (let depth = 0; depth < 50; depth++) {
        inner = made.json({ schemaVersion: 2, manifests: [inner] }, indexType);
      }
      made.manifests.splice(0, 1, inner);
      return folder(made);
    },
    ['IMAGE_LIMIT'],
    0,
  ],
  [
    'indexes that fan out',
    () => {
      const made = new Layout();
      let inner = made.image([base]);
      for (let depth = 0; depth < 6; depth++) {
        inner = made.json({ schemaVersion: 2, manifests: Array.from({ length: 50 }, () => inner) }, indexType);
      }
      made.manifests.splice(0, 1, inner);
      return folder(made);
    },
    ['IMAGE_LIMIT'],
    1,
  ],
  [
    'a platform that is not there',
    () => {
      const made = layout(base);
      made.manifests.push({ mediaType: manifestType, digest: `sha256:${'d'.repeat(64)}`, size: 1 });
      return folder(made);
    },
    ['IMAGE_BLOB_MISSING'],
    1,
  ],
  [
    'a blob that is a link out of the layout',
    () => {
      const path = scratch.folder('outside', layout(base));
      mkdirSync(join(path, 'blobs/sha256'), { recursive: true });
      const digest = 'e'.repeat(64);
      symlinkSync('/etc/passwd', join(path, 'blobs/sha256', digest));
      const made = layout(base);
      made.manifests.push({ mediaType: manifestType, digest: `sha256:${digest}`, size: 1 });
      scratch.folder('outside', made);
      return collect(path);
    },
    ['IMAGE_UNSAFE_NAME'],
    1,
  ],
];

describe('images that are not as they should be', () => {
  for (const [name, run, codes, images] of wholes) {
    it(name, async () => {
      const found = await run();
      assert.deepEqual(found.codes, codes, JSON.stringify(found.gaps, null, 1));
      assert.equal(found.images.length, images);
      for (const gap of found.gaps) assert.ok(gap.touches.includes('images'));
    });
  }

  it('a name that stands twice: the last counts, and it is told', async () => {
    const list = (tag: string) =>
      JSON.stringify([{ ...JSON.parse(String(saved([base]).at(-1)!.body))[0], RepoTags: [tag] }]);
    const entries = saved([base]).slice(0, -1);
    const twice = [
      ...entries,
      { name: 'manifest.json', body: list('first:1') },
      { name: './manifest.json', body: list('last:1') },
    ];
    for (const bytes of [tar(twice), gzipSync(tar(twice))]) {
      const { names, codes } = await read(bytes);
      assert.deepEqual([names, codes], [['last:1'], ['IMAGE_DUPLICATE_ENTRY']]);
    }
  });

  it('removals and a bare .wh. between layers', async () => {
    const bare = packedLayer([{ name: 'etc/.wh.' }, { name: '.wh.' }]);
    assert.equal((await folder(layout(base, bare))).images[0]!.os.value?.id, 'alpine');
    const removed = packedLayer([{ name: 'etc/.wh.os-release' }]);
    const { images, codes } = await folder(layout(base, removed));
    assert.deepEqual([images[0]!.os.value, codes], [undefined, ['IMAGE_OS_UNKNOWN']]);
  });

  it('an image of many limits stops at each', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ name: `f${index}` }));
    assert.deepEqual((await read(tar([...many, ...saved([base])]), { archiveEntries: 40 })).codes, ['IMAGE_LIMIT']);
    const packed = gzipSync(tar([...many, ...saved([base])]));
    assert.deepEqual((await read(packed, { archiveEntries: 40 })).codes, ['IMAGE_LIMIT']);
    assert.deepEqual((await folder(layout(base), { keptBytes: 100 })).codes, ['IMAGE_LIMIT']);
    assert.deepEqual((await folder(layout(base, packedLayer(many)), { entries: 40 })).codes, ['IMAGE_LIMIT']);
    assert.deepEqual((await folder(layout(base, top), { inflatedBytes: 1000 })).codes, ['IMAGE_LIMIT']);
    assert.deepEqual((await folder(layout(base), { jsonBytes: 10 })).codes, ['IMAGE_LIMIT']);
  });

  it('a platform that was left out hides nothing of the others', async () => {
    const made = layout(base);
    const platform = { os: 'linux', architecture: 'arm64' };
    made.manifests.push({ mediaType: manifestType, digest: `sha256:${'d'.repeat(64)}`, size: 1, platform });
    const { images, gaps } = await folder(made);
    assert.deepEqual(
      [images.length, gaps.map(({ code, touches }) => [code, touches])],
      [1, [['IMAGE_BLOB_MISSING', []]]],
    );
    made.manifests.shift();
    const alone = await folder(made);
    assert.deepEqual([alone.images.length, alone.gaps[0]!.touches.includes('images')], [0, true]);
  });

  it('what is not there, or is no file, ends the command', async () => {
    const isFailure = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;
    await assert.rejects(collect(join(scratch.path, 'nowhere')), isFailure('NO_SUCH_TARGET'));
    await assert.rejects(collect('/dev/null'), isFailure('UNKNOWN_TARGET'));
  });
});

describe('the kind of a path', () => {
  const kinds: [string, () => string, string | null][] = [
    ['docker archive', () => scratch.file('k1', tar(saved([base]))), 'docker-archive'],
    ['docker archive in gzip', () => scratch.file('k2', gzipSync(tar(saved([base])))), 'docker-archive'],
    ['OCI archive', () => scratch.file('k3', layout(base).archive()), 'oci-archive'],
    ['OCI archive in zstd', () => scratch.file('k4', zstdCompressSync(layout(base).archive())), 'oci-archive'],
    ['OCI layout', () => scratch.folder('k5', layout(base)), 'oci-layout'],
    ['cut archive', () => scratch.file('k6', tar(saved([base])).subarray(0, 1500)), 'docker-archive'],
    ['another tar', () => scratch.file('k7', tar([{ name: 'manifest.json', body: '{"name":"extension"}' }])), null],
    ['another tar in gzip', () => scratch.file('k8', gzipSync(tar([{ name: 'src/index.json', body: '[]' }]))), null],
    ['text', () => scratch.file('k9', Buffer.from('kind: Pod\n'.repeat(200))), null],
    ['nothing', () => scratch.file('k10', Buffer.alloc(0)), null],
    ['nowhere', () => join(scratch.path, 'nowhere'), null],
    ['a web folder', () => join(scratch.file('web/index.json', Buffer.from('{"a":1}')), '..'), null],
    ['a device', () => '/dev/zero', null],
  ];
  for (const [name, make, kind] of kinds) {
    it(`${name} is ${kind}`, async () => assert.equal(await imageKind(make()), kind));
  }
});
