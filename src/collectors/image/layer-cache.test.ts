import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { PathListWriter } from '../../formats/root/path-list.ts';
import { LayerCache } from './layer-cache.ts';
import { readLayerRecord, writeLayerRecord } from './layer-record.ts';
import type { LayerReport } from './layer-report.ts';
import { imageLimits } from './limits.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-layers-'));
after(() => rmSync(folder, { recursive: true }));

const digest = `sha256:${createHash('sha256').update('a layer').digest('hex')}`;
const paths = new PathListWriter(1000);
for (const path of ['a', 'a/b.list', 'a/c', 'd/e']) paths.add('file', path);
const links = new PathListWriter(1000);
links.add('symlink', 'd/e');
const report: LayerReport = {
  size: 7,
  compression: 'none',
  stored: new Map([['sha256', digest]]),
  unpacked: new Map([['sha256', digest]]),
  changes: {
    entries: new Map([['etc/os-release', { type: 'file', target: '', bytes: Buffer.from('ID=x\n') }]]),
    whiteouts: new Set(['f']),
    opaques: new Set(['g']),
  },
  files: {
    paths: paths.bytes(),
    links: links.bytes(),
    held: new Map([
      ['a/b.list', { kind: 'file', found: { packages: [], problems: [{ because: 'is cut' }] }, as: new Map() }],
      ['a/c', { kind: 'hardlink', target: 'a/b.list', mode: 0o644 }],
      ['d/e', { kind: 'symlink' }],
    ]),
  },
  secrets: null,
  starved: false,
  marked: true,
  problems: [],
};
const asked = { stored: new Set(['sha256'] as const), unpacked: new Set(['sha256'] as const) };
const cacheOf = (): LayerCache => new LayerCache({ folder, version: '1' }, [], imageLimits);
const find = (): LayerReport | null => cacheOf().find(digest, asked, { left: 1000 });

describe('a cache of layers', () => {
  it('gives back what was kept', async () => {
    await cacheOf().keep(report);
    assert.deepEqual(find(), report);
  });

  it('takes an entry of which any byte was changed, or that was cut or made longer, for none', async () => {
    await cacheOf().keep(report);
    const file = join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(file);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(3), (at, bits, way) => {
        const changed = Buffer.from(whole);
        changed[at]! ^= bits;
        writeFileSync(
          file,
          [changed, whole.subarray(0, at), Buffer.concat([whole, changed]), changed.subarray(at)][way]!,
        );
        assert.equal(at === 0 && way === 3 ? null : find(), null);
      }),
    );
  });

  it('takes a record that another way of writing made, under the same key, for none', async () => {
    await cacheOf().keep(report);
    const record = writeLayerRecord(report)!;
    fc.assert(
      fc.property(fc.nat(record.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, bits, cut) => {
        const changed = Buffer.from(record);
        changed[at]! ^= bits;
        readLayerRecord(cut ? record.subarray(0, at) : changed);
      }),
      { numRuns: 2000 },
    );
    assert.deepEqual(readLayerRecord(record), report);
    assert.equal(readLayerRecord(Buffer.concat([record, Buffer.of(0)])), null);
    assert.equal(readLayerRecord(record.subarray(0, -1)), null);
    assert.equal(readLayerRecord(Buffer.from('{}')), null);
    const broken = { ...report, files: { ...report.files, paths: Buffer.from('\xff\xffno list', 'latin1') } };
    assert.equal(readLayerRecord(writeLayerRecord(broken)!), null);
  });
});
