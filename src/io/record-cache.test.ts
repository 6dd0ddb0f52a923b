import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { RecordCache } from './record-cache.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-records-'));
after(() => rmSync(root, { recursive: true }));
let number = 0;
const fresh = (): string => join(root, String(number++));

describe('a cache of records', () => {
  it('gives back what was written, under its own key only', async () => {
    const cache = new RecordCache(fresh(), 1e6);
    assert.equal(cache.read('a'), null);
    await cache.write('a', Buffer.from('one'));
    await cache.write('b', Buffer.alloc(0));
    await cache.write('a', Buffer.from('two'));
    assert.deepEqual([cache.read('a')?.toString(), cache.read('b')?.toString()], ['two', '']);
    assert.deepEqual([cache.read('c'), cache.has('a'), cache.has('c')], [null, true, false]);
  });

  it('takes a record that is not as it was written for none, and writes it again', async () => {
    const folder = fresh();
    const cache = new RecordCache(folder, 1e6);
    await cache.write('a', Buffer.from('something of some length'));
    const file = join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      writeFileSync(file, changed);
      assert.equal(cache.read('a'), null, `byte ${at}`);
      writeFileSync(file, whole.subarray(0, at));
      assert.equal(cache.read('a'), null, `cut at ${at}`);
    }
    await cache.write('a', Buffer.from('again'));
    assert.equal(cache.read('a')?.toString(), 'again');
  });

  it('takes the record of another key for none', async () => {
    const folder = fresh();
    const cache = new RecordCache(folder, 1e6);
    await cache.write('a', Buffer.from('of a'));
    const [first] = readdirSync(folder);
    await cache.write('b', Buffer.from('of b'));
    const second = readdirSync(folder).find((name) => name !== first)!;
    writeFileSync(join(folder, second), readFileSync(join(folder, first!)));
    assert.equal(cache.read('b'), null);
  });

  it('lets go of what was used longest ago', async () => {
    const folder = fresh();
    const cache = new RecordCache(folder, 5000);
    const files = new Map<string, string>();
    for (const [index, key] of ['old', 'used', 'new'].entries()) {
      await cache.write(key, Buffer.alloc(2000));
      const file = readdirSync(folder).find((name) => ![...files.values()].includes(name))!;
      files.set(key, file);
      utimesSync(join(folder, file), 1000 + index, 1000 + index);
    }
    writeFileSync(join(folder, '.x.host.1.0.part'), 'half');
    utimesSync(join(folder, '.x.host.1.0.part'), 1000, 1000);
    assert.notEqual(cache.read('old'), null);
    cache.sweep();
    assert.deepEqual([cache.has('old'), cache.has('used'), cache.has('new')], [true, false, true]);
    assert.ok(!existsSync(join(folder, '.x.host.1.0.part')));
  });

  it('believes nothing in a folder that anybody may write to', async () => {
    const folder = fresh();
    const cache = new RecordCache(folder, 1e6);
    await cache.write('a', Buffer.from('one'));
    for (const mode of [0o777, 0o1777, 0o702]) {
      chmodSync(folder, mode);
      const other = new RecordCache(folder, 1e6);
      await other.write('b', Buffer.from('two'));
      assert.deepEqual([other.read('a'), other.has('a'), other.has('b')], [null, false, false], mode.toString(8));
    }
    chmodSync(folder, 0o755);
    assert.equal(new RecordCache(folder, 1e6).read('a')?.toString(), 'one');
  });

  it('believes nothing in a folder of somebody else', { skip: process.getuid?.() !== 0 && 'needs root' }, async () => {
    const folder = fresh();
    await new RecordCache(folder, 1e6).write('a', Buffer.from('one'));
    chownSync(folder, 12_345, 12_345);
    assert.equal(new RecordCache(folder, 1e6).read('a'), null);
  });

  it('that cannot be written is no fault', async () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    const cache = new RecordCache(join(file, 'below'), 1e6);
    await cache.write('a', Buffer.from('x'));
    assert.equal(cache.read('a'), null);
    cache.sweep();
  });
});
