import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { readAuditData } from './audit-data.ts';

const read = (value: unknown): unknown => readAuditData(deflateSync(JSON.stringify(value)));

describe('readAuditData', () => {
  it('lists what is in the program, and not what built it', () => {
    const found = readAuditData(
      deflateSync(
        JSON.stringify({
          packages: [
            { name: 'adler', version: '1.0.2', source: 'crates.io' },
            { name: 'cc', version: '1.0.0', source: 'crates.io', kind: 'build', dependencies: [0] },
            { name: 'fork', version: '0.1.0', source: 'git', kind: 'runtime' },
            { name: 'own', version: '0.2.0', source: 'local', root: true },
          ],
        }),
      ),
    );
    assert.notEqual(typeof found, 'string');
    assert.deepEqual(
      (found as Exclude<typeof found, string>).map(({ ecosystem, purl }) => `${ecosystem} ${purl}`),
      ['adler@1.0.2', 'fork@0.1.0', 'own@0.2.0'].map((name) => `crates.io pkg:cargo/${name}`),
    );
  });
  for (const [value, because] of [
    [{}, /lists no packages/],
    [[], /lists no packages/],
    [{ packages: [1] }, /no package/],
    [{ packages: [{ name: 'a' }] }, /without name or version/],
    [{ packages: [{ name: 'a', version: '' }] }, /without name or version/],
  ] as const) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      assert.match(read(value) as string, because);
    });
  }
  it('refuses what is no JSON, no zlib, cut off or a bomb', () => {
    assert.match(readAuditData(deflateSync('{')) as string, /no JSON/);
    assert.match(readAuditData(Buffer.from('{}')) as string, /not compressed/);
    assert.match(readAuditData(deflateSync('{"packages":[]}').subarray(0, 12)) as string, /cut off/);
    assert.match(readAuditData(deflateSync(Buffer.alloc(9 << 20, ' '))) as string, /more than/);
  });
  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => void read({ packages: [a, b] })));
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readAuditData(Buffer.from(bytes))));
  });
});
