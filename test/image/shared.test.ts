import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { imageKind } from '../../src/collectors/image/kind.ts';
import type { Image } from '../../src/facts/image.ts';
import { collect, Layout, Scratch, sha256 } from './build.ts';

const data = resolve(import.meta.dirname, '../../../shared/data');
const images = join(data, 'images');

function filesBelow(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .toSorted();
}

const archives = filesBelow(images).filter((path) => /\.tar(\.gz)?$/.test(path));
const layouts = [images, join(data, 'signatures')]
  .flatMap((folder) => filesBelow(folder))
  .filter((path) => basename(path) === 'index.json' && !path.includes('/blobs/'))
  .map((path) => dirname(path));

/** What each must give: the codes besides that of an image without os-release, and how many images. */
const expected: Record<string, [codes: string[], images: number]> = {
  'ggcr-no_manifest.tar': [['IMAGE_MANIFEST_INVALID'], 0],
  'ggcr-null_manifest.tar': [['IMAGE_MANIFEST_INVALID'], 0],
  'ggcr-overwritten_file.tar': [[], 1],
  'ggcr-test_bundle.tar': [[], 2],
  'ggcr-test_image_1.tar': [[], 1],
  'ggcr-whiteout_dir.tar': [[], 1],
  'hello-world-v25.tar': [['PROGRAMS_UNKNOWN'], 1],
  'scalibr-basic.tar': [[], 1],
  'scalibr-overwrite-file.tar': [[], 1],
  'scalibr-symlink-basic.tar': [[], 1],
  'scalibr-symlink-dangling.tar': [[], 1],
  'trivy-alpine-311.tar.gz': [[], 1],
  'valid-oci.tar': [[], 1],
  invalid_file: [['IMAGE_MANIFEST_INVALID'], 0],
  valid_oci_dir: [[], 1],
  no_manifests: [['IMAGE_MANIFEST_INVALID'], 0],
  multiplatform_oci_dir: [[], 2],
  valid_manifest: [['IMAGE_DIGEST_MISMATCH'], 0],
  test_gc_image_unknown_mediatype: [['IMAGE_UNSUPPORTED'], 0],
  test_index_media_type: [['IMAGE_UNSUPPORTED'], 0],
  test_index_one_image: [[], 1],
  test_gc_index: [[], 1],
  test_index: [['IMAGE_UNSUPPORTED'], 1],
  container_workflow_dispatch: [[], 1],
};

describe('shared images', () => {
  it('are all known to this test', () => {
    assert.deepEqual(
      [...archives, ...layouts].map((path) => basename(path)).toSorted(),
      Object.keys(expected).toSorted(),
    );
  });

  for (const path of [...archives, ...layouts]) {
    it(relative(data, path), async () => {
      const [codes, count] = expected[basename(path)] ?? assert.fail('a new one');
      const found = await collect(path);
      assert.deepEqual(
        found.codes.filter((code) => code !== 'IMAGE_OS_UNKNOWN'),
        codes,
      );
      assert.equal(found.images.length, count);
      for (const image of found.images) check(path, image, await files(path));
    });
  }

  it('are of the kinds they are', async () => {
    const kinds = await Promise.all(
      [...archives, ...layouts].map(async (path) => [basename(path), await imageKind(path)]),
    );
    const wrong = kinds.filter(([name, kind]) => {
      if (name === 'invalid_file') return kind !== null;
      if (name === 'valid-oci.tar') return kind !== 'oci-archive';
      return kind !== (/\.tar/.test(name!) ? 'docker-archive' : 'oci-layout');
    });
    assert.deepEqual(wrong, []);
  });

  it('with an operating system tell it', async () => {
    const alpine = await collect(join(images, 'trivy-alpine-311.tar.gz'));
    assert.deepEqual(alpine.images[0]!.os.value, { id: 'alpine', version: '3.11.5', name: 'Alpine Linux v3.11' });
    assert.deepEqual(alpine.names, ['alpine:3.11']);
    assert.equal(alpine.images[0]!.os.at.file, 'etc/os-release');
    assert.equal(alpine.images[0]!.os.at.layer, alpine.images[0]!.layers[0]!.diffId);
    const distroless = await collect(layouts.find((path) => path.includes('signatures'))!);
    assert.deepEqual(distroless.images[0]!.os.value, { id: 'debian', version: '11', name: 'Distroless' });
    assert.equal(distroless.images[0]!.os.at.file, 'usr/lib/os-release');
  });
});

/** Whatever lies in an archive (by the tar program) or layout, by name. */
async function files(path: string): Promise<(name: string) => Buffer> {
  if (!/\.tar/.test(path)) return (name) => readFileSync(join(path, name));
  return (name) => execFileSync('tar', ['-xOf', path, '--no-wildcards', name], { maxBuffer: 1 << 26 });
}

/** Compares an image with what its files say, read here by other means. */
function check(path: string, image: Image, read: (name: string) => Buffer): void {
  const entries = /\.tar/.test(path)
    ? execFileSync('tar', ['-tf', path]).toString().trimEnd().split('\n')
    : filesBelow(path).map((file) => relative(path, file));
  const blobs = entries.filter((name) => !name.endsWith('/')).map((name) => ({ name, bytes: read(name) }));
  const config = blobs.find(({ bytes }) => sha256(bytes) === image.id);
  assert.ok(config !== undefined, `no file has the id ${image.id}`);
  const json = JSON.parse(config.bytes.toString());
  assert.equal(image.platform.value, [json.os, json.architecture, ...(json.variant ? [json.variant] : [])].join('/'));
  assert.equal(image.created.value, json.created);
  assert.equal(image.user.value, json.config.User || '0');
  assert.deepEqual(
    image.environment.map(({ name, value }) => `${name}=${value.value}`),
    json.config.Env ?? [],
  );
  assert.deepEqual(image.command.value, json.config.Cmd ?? undefined);
  assert.deepEqual(image.labels, json.config.Labels ?? {});
  assert.deepEqual(
    image.history.map(({ createdBy }) => createdBy),
    (json.history ?? []).map((one: { created_by?: string }) => one.created_by ?? ''),
  );
  assert.deepEqual(
    image.layers.map(({ diffId }) => diffId),
    json.rootfs.diff_ids,
  );
  for (const layer of image.layers) {
    assert.equal(layer.verified.value, true);
    const stored = blobs.find(({ bytes }) => diffIdOf(bytes) === layer.diffId);
    assert.ok(stored !== undefined, `no file unpacks to ${layer.diffId}`);
    assert.equal(layer.size, stored.bytes.length);
    if (layer.digest !== undefined) assert.equal(layer.digest, sha256(stored.bytes));
  }
  if (image.digest.value === undefined) return;
  const manifest = blobs.find(({ bytes }) => sha256(bytes) === image.digest.value);
  assert.equal(JSON.parse(manifest!.bytes.toString()).config.digest, image.id);
}

function diffIdOf(bytes: Buffer): string {
  const tar = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  return `sha256:${createHash('sha256').update(tar).digest('hex')}`;
}

describe('root folders of Alpine', () => {
  for (const version of ['3.18.9', '3.20.3']) {
    it(`${version} as a layer`, async () => {
      const stored = readFileSync(join(data, `rootfs/alpine-minirootfs-${version}-x86_64.tar.gz`));
      const made = new Layout();
      made.image([{ tar: gunzipSync(stored), stored, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }]);
      const scratch = new Scratch();
      try {
        const { images, gaps } = await collect(scratch.folder('layout', made));
        assert.deepEqual(gaps, []);
        assert.equal(images[0]!.os.value?.version, version);
        assert.equal(images[0]!.layers[0]!.verified.value, true);
      } finally {
        scratch.remove();
      }
    });
  }
});

it('shared data is there', () => assert.ok(existsSync(images)));
