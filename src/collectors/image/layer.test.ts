import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { sha256 } from '../../../test/image/build.ts';
import { tar } from '../../../test/image/tar-writer.ts';
import { interestIn, viewOf } from './contents.ts';
import { examineLayer } from './layer.ts';
import { imageLimits } from './limits.ts';

async function* pieces(bytes: Buffer, step: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

const algorithms = { stored: ['sha256'], unpacked: ['sha256'] } as const;
const examine = (bytes: Buffer, step: number, left = 1e6) =>
  examineLayer(pieces(bytes, step), algorithms, imageLimits, {
    ...interestIn(viewOf(imageLimits, []), imageLimits),
    left,
  });

const layer = tar([
  { name: 'etc/' },
  { name: 'etc/os-release', body: 'ID=a\n' },
  { name: 'usr/.wh.lib' },
  { name: 'etc/.wh..wh..opq' },
  { name: 'opt/.wh.x' },
  { name: 'etc/os-release', body: 'ID=b\n' },
]);

describe('a layer', () => {
  const forms = { none: layer, gzip: gzipSync(layer), zstd: zstdCompressSync(layer) };
  for (const [compression, bytes] of Object.entries(forms)) {
    for (const step of [1, 3, 513, 1 << 20]) {
      it(`${compression} in pieces of ${step}`, async () => {
        const report = await examine(bytes, step);
        assert.equal(report.compression, compression);
        assert.equal(report.size, bytes.length);
        assert.equal(report.stored?.get('sha256'), sha256(bytes));
        assert.equal(report.unpacked?.get('sha256'), sha256(layer));
        assert.deepEqual([...report.changes.whiteouts], ['usr/lib']);
        assert.deepEqual([...report.changes.opaques], ['etc']);
        assert.equal(report.changes.entries.get('etc/os-release')?.bytes?.toString(), 'ID=b\n');
        assert.deepEqual(report.problems, []);
      });
    }
  }

  it('tells of an entry that no runtime unpacks', async () => {
    const odd = tar([{ name: 'etc/a', body: 'a' }, { name: 'usr/b', type: 'Z' }, { name: 'etc/c' }]);
    const { problems } = await examine(odd, 1 << 20);
    assert.deepEqual(problems, [
      { code: 'IMAGE_LAYER_INVALID', because: '"usr/b" is an entry of a type that is not known', hides: true },
    ]);
  });

  it('never throws, whatever the bytes, and always has the digest of the blob', async () => {
    const bytes = fc.uint8Array({ maxLength: 1500 }).map((array) => Buffer.from(array));
    const start = fc.constantFrom(...Object.values(forms), Buffer.alloc(0), Buffer.from([0x1f, 0x8b]));
    await fc.assert(
      fc.asyncProperty(start, fc.nat(600), bytes, fc.integer({ min: 1, max: 800 }), async (first, cut, rest, step) => {
        const blob = Buffer.concat([first.subarray(0, cut), rest]);
        const report = await examine(blob, step);
        assert.equal(report.stored?.get('sha256'), sha256(blob));
        assert.equal(report.size, blob.length);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps of os-release no more than its limit', async () => {
    const large = tar([{ name: 'etc/os-release', body: 'x'.repeat(100_000) }]);
    const entry = (await examine(large, 4096)).changes.entries.get('etc/os-release');
    assert.deepEqual([entry?.bytes, entry?.why], [null, 'it is 100000 bytes large']);
  });

  it('keeps of all databases no more than there is room for', async () => {
    const two = tar([
      { name: 'var/lib/dpkg/status', body: 'x'.repeat(600) },
      { name: 'lib/apk/db/installed', body: 'x'.repeat(600) },
    ]);
    const { entries } = (await examine(two, 100, 1000)).changes;
    assert.deepEqual(
      [...entries].map(([path, { bytes, why }]) => [path, bytes?.length, why]),
      [
        ['var/lib/dpkg/status', 600, undefined],
        ['lib/apk/db/installed', undefined, 'the databases of all layers take more than 536870912 bytes'],
      ],
    );
  });
});
