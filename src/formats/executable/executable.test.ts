import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readGoBuildInfo } from '../go-build-info/read-build-info.ts';
import { readAddress, sectionNamed, type RandomAccess } from './executable.ts';
import { readExecutables, startsLikeExecutable } from './read-executables.ts';

const shared = join(import.meta.dirname, '../../../../shared/data/binaries');

function inMemory(buffer: Buffer): RandomAccess {
  return { size: buffer.length, read: (offset, length) => buffer.subarray(offset, offset + length) };
}

const data = Buffer.from('the data of it..');
const names = Buffer.from('\0.data\0.shstrtab\0');

/** An ELF with a segment of data at 0x400000 and the sections `.data` and `.shstrtab`. */
function elf(bits: 32 | 64, isBig: boolean, over: { sectionCount?: number; cut?: number } = {}): Buffer {
  const out = Buffer.alloc(1024);
  const word = bits / 8;
  const u16 = (at: number, value: number): unknown =>
    isBig ? out.writeUInt16BE(value, at) : out.writeUInt16LE(value, at);
  const u32 = (at: number, value: number): unknown =>
    isBig ? out.writeUInt32BE(value, at) : out.writeUInt32LE(value, at);
  const size = (at: number, value: number): unknown => u32(bits === 64 && isBig ? at + 4 : at, value);
  const [programSize, sectionSize] = bits === 64 ? [56, 64] : [32, 40];
  out.write('\x7fELF', 0, 'latin1');
  out.set([bits === 64 ? 2 : 1, isBig ? 2 : 1, 1], 4);
  size(bits === 64 ? 32 : 28, 64);
  size((bits === 64 ? 32 : 28) + word, 256);
  for (const [index, value] of [programSize, 1, sectionSize, over.sectionCount ?? 3, 2].entries()) {
    u16((bits === 64 ? 54 : 42) + index * 2, value);
  }
  u32(64, 1);
  u32(64 + (bits === 64 ? 4 : 24), 6);
  size(64 + (bits === 64 ? 8 : 4), 512);
  size(64 + (bits === 64 ? 16 : 8), 0x400000);
  size(64 + (bits === 64 ? 32 : 16), data.length);
  const section = (index: number, name: number, address: number, offset: number, length: number): void => {
    const at = 256 + index * sectionSize;
    u32(at, name);
    size(at + (bits === 64 ? 16 : 12), address);
    size(at + (bits === 64 ? 24 : 16), offset);
    size(at + (bits === 64 ? 32 : 20), length);
  };
  section(1, 1, 0x400000, 512, data.length);
  section(2, 7, 0, 600, names.length);
  if (over.sectionCount === 0) size(256 + (bits === 64 ? 32 : 20), 3);
  data.copy(out, 512);
  names.copy(out, 600);
  return out.subarray(0, over.cut ?? out.length);
}

/** A Mach-O of 64 bits with one segment that holds one section. */
function machO(): Buffer {
  const out = Buffer.alloc(512);
  out.writeUInt32LE(0xfeedfacf, 0);
  out.writeUInt32LE(1, 16);
  out.writeUInt32LE(152, 20);
  out.writeUInt32LE(0x19, 32);
  out.writeUInt32LE(152, 36);
  out.write('__DATA', 40);
  out.writeUInt32LE(0x1000, 56);
  out.writeUInt32LE(400, 72);
  out.writeUInt32LE(data.length, 80);
  out.writeUInt32LE(3, 88);
  out.writeUInt32LE(3, 92);
  out.writeUInt32LE(1, 96);
  out.write('__go_buildinfo', 104);
  out.writeUInt32LE(0x1000, 136);
  out.writeUInt32LE(data.length, 144);
  out.writeUInt32LE(400, 152);
  data.copy(out, 400);
  return out;
}

function pe(): Buffer {
  const out = Buffer.alloc(512);
  out.write('MZ');
  out.writeUInt32LE(64, 60);
  out.write('PE\0\0', 64);
  out.writeUInt16LE(1, 70);
  out.writeUInt32LE(300, 76);
  out.writeUInt16LE(112, 84);
  out.writeUInt16LE(0x20b, 88);
  out.writeUInt32LE(0x400000, 112);
  out.write('/4', 200);
  out.writeUInt32LE(0x1000, 212);
  out.writeUInt32LE(data.length, 216);
  out.writeUInt32LE(400, 220);
  out.writeUInt32LE(0xc0000040, 236);
  out.write('.rust-deps-v0\0', 304);
  data.copy(out, 400);
  return out;
}

function fat(...parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(8 + parts.length * 20);
  head.writeUInt32BE(0xcafebabe, 0);
  head.writeUInt32BE(parts.length, 4);
  let offset = head.length;
  for (const [index, part] of parts.entries()) {
    head.writeUInt32BE(offset, 8 + index * 20 + 8);
    head.writeUInt32BE(part.length, 8 + index * 20 + 12);
    offset += part.length;
  }
  return Buffer.concat([head, ...parts]);
}

function textOf(buffer: Buffer, section: string, address: bigint): unknown[] {
  const { executables, faults } = readExecutables(inMemory(buffer));
  return executables.map((executable) => {
    const found = sectionNamed(executable, section);
    const bySection = found === null ? null : executable.bytes.read(found.offset, found.size).toString();
    const isData = executable.segments.map((segment) => segment.isData);
    return [executable.bits, bySection, readAddress(executable, address + 4n, 8)?.toString(), isData, faults];
  });
}

describe('readExecutables', () => {
  for (const bits of [32, 64] as const) {
    for (const isBig of [false, true]) {
      it(`reads ELF of ${bits} bits, ${isBig ? 'big' : 'little'} endian`, () => {
        const expected = [[bits, 'the data of it..', 'data of ', [true], []]];
        assert.deepEqual(textOf(elf(bits, isBig), '.data', 0x400000n), expected);
        assert.deepEqual(textOf(elf(bits, isBig, { sectionCount: 0 }), '.data', 0x400000n), expected);
      });
      it(`says where ELF of ${bits} bits, ${isBig ? 'big' : 'little'} endian, is cut off`, () => {
        for (const cut of [300, 520]) {
          const { faults } = readExecutables(inMemory(elf(bits, isBig, { cut })));
          assert.match(faults.join(), /cut off|outside the file/);
        }
        assert.match(readExecutables(inMemory(elf(bits, isBig, { cut: 40 }))).faults.join(), /ends within/);
      });
    }
  }
  it('reads Mach-O, alone and each part of a universal binary', () => {
    const one = [64, 'the data of it..', 'data of ', [true], []];
    assert.deepEqual(textOf(machO(), '__go_buildinfo', 0x1000n), [one]);
    assert.deepEqual(textOf(fat(machO(), machO()), '__go_buildinfo', 0x1000n), [one, one]);
  });
  it('reads PE, names of sections beyond eight bytes too', () => {
    const expected = [[64, 'the data of it..', 'data of ', [true], []]];
    assert.deepEqual(textOf(pe(), '.rust-deps-v0', 0x401000n), expected);
  });
  it('takes programs of DOS and classes of Java for none', () => {
    const java = Buffer.from('cafebabe0000003d00220a0002000307', 'hex');
    assert.equal(startsLikeExecutable(java.subarray(0, 4)), true);
    for (const none of [
      java,
      Buffer.alloc(300, 'MZ'),
      Buffer.from('#!/bin/sh\n'),
      Buffer.from('\x7fEL'),
      Buffer.alloc(0),
    ]) {
      assert.deepEqual(readExecutables(inMemory(none)), { executables: [], faults: [] });
    }
  });
  it('sees what UPX packed', () => {
    const packed = elf(64, false);
    packed.write('UPX!', 130);
    assert.equal(readExecutables(inMemory(packed)).executables[0]!.packed, true);
  });
});

describe('hostile executables', () => {
  const readAll = (buffer: Buffer): void => {
    let asked = 0;
    const bytes: RandomAccess = {
      size: buffer.length,
      read: (offset, length) => {
        assert.ok(Number.isSafeInteger(offset) && offset >= 0 && length >= 0, `reads ${length} at ${offset}`);
        asked += Math.min(length, Math.max(0, buffer.length - offset));
        return buffer.subarray(offset, offset + length);
      },
    };
    const { executables, faults } = readExecutables(bytes);
    for (const executable of executables) readGoBuildInfo(executable);
    assert.ok(faults.every((fault) => fault.length < 200));
    // Sixteen architectures may share their bytes.
    assert.ok(asked <= 40 * (buffer.length + 4096), `read ${asked} bytes of ${buffer.length}`);
  };
  it('never throws or reads without end on any bytes behind any magic', () => {
    const magics = ['7f454c4601', '7f454c460201', '7f454c460202', '4d5a', 'feedface', 'cffaedfe', 'cafebabe00000002'];
    fc.assert(
      fc.property(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 600 }), (magic, rest) => {
        readAll(Buffer.concat([Buffer.from(magic, 'hex'), rest]));
      }),
      { numRuns: 2000 },
    );
  });
  const small = [elf(32, true), elf(64, false), machO(), pe(), fat(machO(), elf(64, true))];
  const real = ['go-1.15-executable', 'rust-auditable.elf'].map((name) => readFileSync(join(shared, name)));
  for (const [what, samples, numRuns] of [
    ['small', small, 2000],
    ['real', real, 150],
  ] as const) {
    it(`never throws on ${what} ones that lie or are cut off`, () => {
      const change = fc.record({
        at: fc.nat(),
        value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
        width: fc.nat({ max: 8 }),
      });
      fc.assert(
        fc.property(
          fc.constantFrom(...samples),
          fc.array(change, { maxLength: 4 }),
          fc.option(fc.nat(), { freq: 3 }),
          (sample, changes, cut) => {
            const mutated = Buffer.from(sample);
            // Headers stand first, and the table of sections last.
            for (const { at, value, width } of changes) {
              const start = at % 2 === 0 ? at % 1024 : mutated.length - 1 - (at % 4096);
              const from = Math.min(mutated.length, Math.max(0, start));
              mutated.fill(value, from, Math.min(mutated.length, from + width));
            }
            readAll(cut === null ? mutated : mutated.subarray(0, cut % mutated.length));
          },
        ),
        { numRuns },
      );
    });
  }
});
