import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeOf } from './changes.ts';
import { blobPath, digestOfPath, readDigest, shortId } from './digest.ts';
import { readJson } from './json.ts';
import { readManifest, readSaved } from './manifests.ts';
import { isStatement, layerKind, manifestKind } from './media-types.ts';

const hex = 'a'.repeat(64);

describe('digests', () => {
  it('are of known algorithms, lower case and of the right length', () => {
    const good = readDigest(`sha256:${hex}`);
    assert.ok(typeof good === 'object');
    assert.equal(blobPath(good), `blobs/sha256/${hex}`);
    assert.deepEqual(digestOfPath(`blobs/sha256/${hex}`), good);
    assert.ok(typeof readDigest(`sha512:${'b'.repeat(128)}`) === 'object');
    assert.equal(readDigest(`blake3:${hex}`), 'unknown algorithm');
    for (const bad of [
      '',
      hex,
      `sha256:${hex}0`,
      `sha256:${hex.toUpperCase()}`,
      'sha256:../../etc/passwd',
      `SHA256:${hex}`,
    ]) {
      assert.equal(readDigest(bad), 'malformed', bad);
    }
    assert.equal(digestOfPath(`blobs/sha256/../${hex}`), null);
    assert.equal(shortId(`sha256:${hex}`), 'aaaaaaaaaaaa');
  });
});

describe('media types', () => {
  const table: [string, string | null][] = [
    ['application/vnd.oci.image.layer.v1.tar', 'layer'],
    ['application/vnd.oci.image.layer.v1.tar+gzip', 'layer'],
    ['application/vnd.oci.image.layer.v1.tar+zstd', 'layer'],
    ['application/vnd.docker.image.rootfs.diff.tar.gzip', 'layer'],
    ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', 'foreign'],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', 'foreign'],
    ['application/vnd.oci.image.layer.v1.tar+gzip+encrypted', 'encrypted'],
    ['application/tar+gzip', null],
    ['application/vnd.in-toto+json', null],
  ];
  for (const [type, kind] of table) it(`${type} is ${kind}`, () => assert.equal(layerKind(type), kind));
  it('tells statements and manifests', () => {
    assert.ok(isStatement('application/vnd.in-toto+json') && isStatement('application/vnd.dsse.envelope.v1+json'));
    assert.ok(isStatement('application/vnd.dev.sigstore.bundle.v0.3+json'));
    assert.ok(!isStatement('application/vnd.oci.image.layer.v1.tar'));
    assert.equal(manifestKind('application/vnd.oci.descriptor.v1+json'), null);
  });
});

describe('whiteouts', () => {
  const table: [string, object][] = [
    ['a/b', { kind: 'entry' }],
    ['a/.wh.b', { kind: 'whiteout', path: 'a/b' }],
    ['.wh.b', { kind: 'whiteout', path: 'b' }],
    ['a/.wh..wh..opq', { kind: 'opaque', path: 'a' }],
    ['.wh..wh..opq', { kind: 'opaque', path: '' }],
    ['a/.wh.', { kind: 'entry' }],
    ['.wh.a/b', { kind: 'entry' }],
    ['a/.wh..wh.plnk', { kind: 'metadata' }],
    ['a/.wh...', { kind: 'metadata' }],
    ['a/.wh..b', { kind: 'whiteout', path: 'a/.b' }],
  ];
  for (const [path, change] of table) it(path, () => assert.deepEqual(changeOf(path), change));
});

describe('JSON', () => {
  const read = (text: string | Buffer) => readJson(Buffer.from(text), 'image', 'a.tar!x.json');
  it('keeps the place of everything', () => {
    const root = read('{"a":[{"b":1}]}');
    assert.ok(typeof root !== 'string');
    assert.deepEqual(root.get('a').items()[0]!.get('b').at, { source: 'image', file: 'a.tar!x.json', place: 'a[0].b' });
  });
  it('says why it cannot be read', () => {
    const why = (text: string | Buffer): string => {
      const root = read(text);
      return typeof root === 'string' ? root : 'was read';
    };
    assert.match(why(''), /empty/);
    assert.match(why('{"a":'), /not JSON/);
    assert.match(why(Buffer.from([0x22, 0xff, 0x22])), /UTF-8/);
    assert.match(why('['.repeat(100_000)), /nested/);
    assert.ok(typeof read(JSON.stringify('['.repeat(1000))) !== 'string', 'brackets in text do not nest');
  });
});

describe('manifests', () => {
  const descriptor = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${hex}`, size: 1 };
  const good = { schemaVersion: 2, config: descriptor, layers: [descriptor] };
  const read = (value: unknown) => {
    const root = readJson(Buffer.from(JSON.stringify(value)), 'image', 'm.json');
    assert.ok(typeof root !== 'string');
    return readManifest(root);
  };
  it('are told by their shape', () => {
    assert.equal(read(good).kind, 'manifest');
    assert.equal(read({ schemaVersion: 2, manifests: [descriptor] }).kind, 'index');
    assert.deepEqual(read({ schemaVersion: 2, manifests: null }), { kind: 'index', manifests: [] });
  });
  const bad: [string, unknown, 'invalid' | 'unsupported'][] = [
    ['null', null, 'invalid'],
    ['neither', { schemaVersion: 2 }, 'invalid'],
    ['both at once', { ...good, manifests: [] }, 'invalid'],
    ['another media type', { ...good, mediaType: 'application/vnd.oci.image.index.v1+json' }, 'invalid'],
    ['an unknown media type', { ...good, mediaType: 'application/x' }, 'unsupported'],
    ['schema version 1', { schemaVersion: 1, fsLayers: [] }, 'unsupported'],
    ['layers that are no list', { ...good, layers: {} }, 'invalid'],
    ['a layer without digest', { ...good, layers: [{ ...descriptor, digest: undefined }] }, 'invalid'],
    ['a layer with a path as digest', { ...good, layers: [{ ...descriptor, digest: '../../etc/passwd' }] }, 'invalid'],
    ['a negative size', { ...good, config: { ...descriptor, size: -1 } }, 'invalid'],
    ['an unknown digest algorithm', { ...good, config: { ...descriptor, digest: `blake3:${hex}` } }, 'unsupported'],
  ];
  for (const [name, value, code] of bad) {
    it(`refuses ${name}`, () => {
      const manifest = read(value);
      assert.equal(manifest.kind === 'fault' ? manifest.code : 'no fault', code);
    });
  }
  it('one bad descriptor of an index leaves the others', () => {
    const index = read({ schemaVersion: 2, manifests: [{}, descriptor] });
    assert.ok(index.kind === 'index');
    assert.deepEqual(
      index.manifests.map((one) => 'kind' in one),
      [true, false],
    );
  });
  it('reads manifest.json', () => {
    const saved = (text: string) => {
      const root = readJson(Buffer.from(text), 'image', 'manifest.json');
      assert.ok(typeof root !== 'string');
      return readSaved(root);
    };
    const [first, second] = saved(
      '[{"Config":"c.json","RepoTags":null,"Layers":["l"]},{"Config":"d","Layers":[1]}]',
    ) as object[];
    assert.deepEqual(first, {
      config: 'c.json',
      references: [],
      layers: ['l'],
      at: { source: 'image', file: 'manifest.json', place: '[0]' },
    });
    assert.ok('kind' in second!);
    assert.ok('kind' in saved('null'));
    assert.ok('kind' in saved('{}'));
  });
});
