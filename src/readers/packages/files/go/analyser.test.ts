import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOf } from '../analyser.ts';
import { goPrograms } from './analyser.ts';

/** An ELF of one segment of data, which holds all of it. */
function elf(body: Buffer): Buffer {
  const header = Buffer.alloc(128);
  header.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  header.writeUInt32LE(64, 32);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(6, 68);
  header.writeUInt32LE(128 + body.length, 96);
  return Buffer.concat([header, body]);
}

function program(modules: string): Buffer {
  const blob = Buffer.alloc(32);
  blob.write('\xff Go buildinf:\x08\x02', 0, 'latin1');
  const text = Buffer.from(`${'0'.repeat(16)}${modules}\n${'1'.repeat(16)}`);
  const length: number[] = [];
  for (let rest = text.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) break;
  }
  return elf(Buffer.concat([blob, Buffer.of(8), Buffer.from('go1.26.1'), Buffer.from(length), text]));
}

describe('goPrograms', () => {
  it('reads a program', () => {
    const { packages, problems } = goPrograms.read('app', bytesOf(program('path\ta.b/c\nmod\ta.b/c\tv1.2.3\t')));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['stdlib', 'a.b/c'],
    );
  });
  it('lists no module without a sound name, and no end of none', () => {
    const odd = goPrograms.read('app', bytesOf(program('mod\ta.b/c\tv1\t\ndep\t\tv1\t\ndep\ta\u0001\tv1\t')));
    assert.deepEqual([odd.packages.length, odd.problems.length], [2, 2]);
    const many = Array.from({ length: 150_000 }, (_unused, index) => `dep\ta.b/${index}\tv1.0.0\t`).join('\n');
    const found = goPrograms.read('app', bytesOf(program(many)));
    assert.equal(found.packages.length, 100_000);
    assert.match(found.problems[0]!.because, /more than 100000 packages/);
  });
  it('says that what UPX packed is not known', () => {
    const { packages, problems } = goPrograms.read('app', bytesOf(elf(Buffer.from('....UPX!....'))));
    assert.equal(packages.length, 0);
    assert.match(problems[0]!.because, /packed with UPX/);
  });
  it('finds nothing in what Go did not build', () => {
    assert.deepEqual(goPrograms.read('app', bytesOf(elf(Buffer.from('of C')))), { packages: [], problems: [] });
  });
  for (const [path, mode, isWanted] of [
    ['usr/bin/app', 0o755, true],
    ['app', 0o644, true],
    ['usr/lib/libx.so.1.2', 0o644, true],
    ['srv/app.exe', 0o644, true],
    ['run.sh', 0o755, true],
    ['usr/share/doc/x.txt', 0o644, false],
    ['usr/lib/libx.a', 0o644, false],
  ] as const) {
    it(`${isWanted ? 'wants' : 'does not want'} ${path} of mode ${mode.toString(8)}`, () => {
      const want = goPrograms.wants(path, 5000, mode);
      assert.equal(want !== null, isWanted);
      assert.equal(want?.starts!(Buffer.from('#!/b')) ?? false, false);
      assert.equal(goPrograms.wants(path, 0, mode), null);
    });
  }
});
