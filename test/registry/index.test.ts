/** Indexes and manifests of every kind, served as a registry serves them. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Failure } from '../../src/model/failure.ts';
import { configOf, indexType, Layout, manifestType, packedLayer, plainLayer, release, sha256 } from '../image/build.ts';
import { startFront, type Front } from './front.ts';
import { readAt, type Asking } from './read-image.ts';

const fronts: Front[] = [];
after(() => {
  for (const one of fronts) one.stop();
});

/** @returns the reference of what a layout holds, whose top is the last thing that was put into it */
async function serve(layout: Layout, top: { readonly digest: string; readonly mediaType: string }): Promise<string> {
  const front = await startFront((asked, response) => {
    const [, kind, reference = ''] = /^\/v2\/app\/(manifests|blobs)\/(.*)$/.exec(asked.url!) ?? [];
    const digest = reference === '1' ? top.digest : reference;
    const bytes = layout.files.get(`blobs/${digest.replace(':', '/')}`);
    if (kind === undefined || bytes === undefined) return response.writeHead(404).end();
    const type = kind === 'blobs' ? 'application/octet-stream' : reference === '1' ? top.mediaType : manifestType;
    return response.writeHead(200, kind === 'blobs' || reference === '1' ? { 'content-type': type } : {}).end(bytes);
  });
  fronts.push(front);
  return `${front.host}/app:1`;
}

const layer = packedLayer([{ name: 'etc/os-release', body: release }]);
const platform = (text: string): object => {
  const [os, architecture, variant] = text.split('/');
  return { platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } };
};
const config = (architecture: string): Buffer => configOf([layer], { architecture });

function indexOf(layout: Layout, manifests: readonly object[] = layout.manifests) {
  return layout.json({ schemaVersion: 2, mediaType: indexType, manifests }, indexType);
}

const fails = (promise: Promise<unknown>, code: string, message: RegExp): Promise<void> =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });

describe('an index at a registry', () => {
  const platforms = async (reference: string, asking: Asking = {}): Promise<(string | undefined)[]> =>
    (await readAt(reference, asking)).images.map((one) => one.platform.value);

  it('leads to the image of the platform, the plain variant for none', async () => {
    const layout = new Layout();
    layout.image([layer], config('arm64'), platform('linux/arm64'));
    layout.image([layer], configOf([layer], { variant: 'v2' }), platform('linux/amd64/v2'));
    layout.image([layer], config('amd64'), platform('linux/amd64'));
    layout.image([layer], configOf([layer], { architecture: 'unknown', os: 'unknown' }), platform('unknown/unknown'));
    const reference = await serve(layout, indexOf(layout));
    assert.deepEqual(await platforms(reference), ['linux/amd64']);
    assert.deepEqual(await platforms(reference, { platform: 'amd64/v2' }).catch(() => 'no'), 'no');
    assert.deepEqual(await platforms(reference, { platform: 'linux/amd64/v2' }), ['linux/amd64/v2']);
    assert.deepEqual(await platforms(reference, { platform: null }), ['linux/arm64', 'linux/amd64/v2', 'linux/amd64']);
  });
  it('is looked through when it lies in another', async () => {
    const layout = new Layout();
    layout.image([layer], config('amd64'), platform('linux/amd64'));
    let index = indexOf(layout);
    for (let depth = 0; depth < 3; depth++) index = indexOf(layout, [index]);
    assert.deepEqual(await platforms(await serve(layout, index)), ['linux/amd64']);
    for (let depth = 0; depth < 9; depth++) index = indexOf(layout, [index]);
    await fails(platforms(await serve(layout, index)), 'REGISTRY_ANSWER_INVALID', /nested too deep/);
  });
  it('that does not say what its images are for leaves it to their configurations', async () => {
    const layout = new Layout();
    layout.image([layer], config('amd64'));
    assert.deepEqual(await platforms(await serve(layout, indexOf(layout))), ['linux/amd64']);
    layout.image([layer], config('arm64'));
    const both = await serve(layout, indexOf(layout));
    await fails(platforms(both), 'IMAGE_AMBIGUOUS', /linux\/amd64.*linux\/arm64/);
    assert.deepEqual(await platforms(both, { platform: 'linux/arm64' }), ['linux/arm64']);
  });
  it('that is empty has no image', async () => {
    const layout = new Layout();
    await fails(platforms(await serve(layout, indexOf(layout))), 'NO_SUCH_TARGET', /It lists none/);
  });
  it('that lies is refused', async () => {
    const layout = new Layout();
    const real = layout.image([layer], config('amd64'), platform('linux/amd64'));
    const lies: [object, RegExp][] = [
      [{ ...real, size: real.size + 1 }, /its index says/],
      [{ ...real, mediaType: indexType }, /is called another/],
      [{ ...real, digest: sha256('nothing') }, /HTTP 404/],
    ];
    for (const [lie, because] of lies) {
      await assert.rejects(platforms(await serve(layout, indexOf(layout, [lie]))), because);
    }
    // Told from its bytes; the header that a registry sends is a word more.
    const top = { ...indexOf(layout), mediaType: manifestType };
    await fails(platforms(await serve(layout, top)), 'REGISTRY_ANSWER_INVALID', /is called another/);
    const both = layout.json({ schemaVersion: 2, manifests: [real], config: real, layers: [] }, indexType);
    await fails(platforms(await serve(layout, both)), 'REGISTRY_ANSWER_INVALID', /index and a manifest at once/);
  });
  it('has limits', async () => {
    const layout = new Layout();
    for (const name of ['a', 'b', 'c'])
      layout.image([layer], configOf([layer], { author: name }), platform('linux/amd64'));
    const reference = await serve(layout, indexOf(layout));
    const all = { platform: null };
    await fails(readAt(reference, { ...all, limits: { manifests: 2 } }), 'REGISTRY_ANSWER_INVALID', /too many/);
    await fails(
      readAt(reference, { ...all, limits: { keptBytes: 1000 } }),
      'REGISTRY_ANSWER_INVALID',
      /too large together/,
    );
    await fails(
      readAt(reference, { ...all, limits: { jsonBytes: 100 } }),
      'REGISTRY_ANSWER_INVALID',
      /more than 100 bytes/,
    );
  });
});

describe('an image at a registry', () => {
  it('may have layers in any form, foreign ones when they are there', async () => {
    const layout = new Layout();
    const plain = plainLayer([{ name: 'a', body: 'a' }]);
    const foreign = { ...layer, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' };
    const descriptor = layout.image([plain, foreign]);
    const reference = await serve(layout, descriptor);
    const { images, gaps } = await readAt(reference);
    assert.deepEqual(
      images[0]!.layers.map(({ verified }) => verified.value),
      [true, true],
    );
    assert.ok(!gaps.some(({ code }) => code === 'IMAGE_UNSUPPORTED'));
    layout.files.delete(`blobs/${sha256(foreign.stored).replace(':', '/')}`);
    const without = await readAt(reference);
    assert.ok(without.gaps.some(({ code }) => code === 'IMAGE_UNSUPPORTED'));
  });
  it('whose configuration is gone or wrong is a gap', async () => {
    const layout = new Layout();
    const descriptor = layout.image([layer]);
    const reference = await serve(layout, descriptor);
    const path = `blobs/${sha256(configOf([layer])).replace(':', '/')}`;
    layout.files.set(path, Buffer.from('{}'));
    const wrong = await readAt(reference);
    assert.deepEqual([wrong.images, wrong.gaps.map(({ code }) => code)], [[], ['IMAGE_DIGEST_MISMATCH']]);
    layout.files.delete(path);
    const gone = await readAt(reference);
    assert.deepEqual([gone.images, gone.gaps.map(({ code }) => code)], [[], ['IMAGE_BLOB_MISSING']]);
  });
});
