import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Executable } from '../executable/executable.ts';
import { parseModules } from './parse-modules.ts';
import { hasGoBuildId, readGoBuildInfo } from './read-build-info.ts';
import { unquote } from './unquote.ts';

const frame = 'x'.repeat(16);
const modules = `path\ta.b/c\nmod\ta.b/c\tv1.2.3\th1:x=\n`;

function programOf(memory: Buffer, over: Partial<Executable> = {}): Executable {
  return {
    format: 'elf',
    bits: 64,
    bigEndian: false,
    sections: [{ name: '.go.buildinfo', address: 0x1000n, offset: 0, size: memory.length }],
    segments: [{ address: 0x1000n, offset: 0, size: memory.length, isData: true }],
    linked: true,
    notes: [],
    packed: false,
    bytes: { size: memory.length, read: (offset, length) => memory.subarray(offset, offset + length) },
    faults: [],
    ...over,
  };
}

function header(pointerSize: number, flags: number): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.write('\xff Go buildinf:', 0, 'latin1');
  bytes.set([pointerSize, flags], 14);
  return bytes;
}

function varint(value: number): Buffer {
  return value < 128 ? Buffer.of(value) : Buffer.of((value & 127) | 128, value >> 7);
}

function inline(version: string, text: string): Buffer {
  const strings = [version, text].flatMap((part) => [varint(Buffer.byteLength(part)), Buffer.from(part)]);
  return Buffer.concat([header(8, 2), ...strings]);
}

function pointed(size: 4 | 8, isBig: boolean, version: string, text: string): Buffer {
  const strings = 32 + size * 4;
  const memory = Buffer.concat([header(size, isBig ? 1 : 0), Buffer.alloc(size * 4), Buffer.from(version + text)]);
  const put = (at: number, value: number): void => {
    if (size === 8 && isBig) memory.writeBigUInt64BE(BigInt(value), at);
    else if (size === 8) memory.writeBigUInt64LE(BigInt(value), at);
    else if (isBig) memory.writeUInt32BE(value, at);
    else memory.writeUInt32LE(value, at);
  };
  put(16, 0x1000 + 32);
  put(16 + size, 0x1000 + 32 + size * 2);
  put(32, 0x1000 + strings);
  put(32 + size, version.length);
  put(32 + size * 2, 0x1000 + strings + version.length);
  put(32 + size * 3, text.length);
  return memory;
}

const expected = {
  goVersion: 'go1.17.1',
  path: 'a.b/c',
  main: { path: 'a.b/c', version: 'v1.2.3', sum: 'h1:x=' },
  deps: [],
  settings: [],
};

describe('readGoBuildInfo', () => {
  it('reads strings that stand behind the header', () => {
    assert.deepEqual(readGoBuildInfo(programOf(inline('go1.17.1', frame + modules + frame))), expected);
  });
  for (const size of [4, 8] as const) {
    for (const isBig of [false, true]) {
      it(`follows pointers of ${size} bytes, ${isBig ? 'big' : 'little'} endian`, () => {
        const memory = pointed(size, isBig, 'go1.17.1', frame + modules + frame);
        assert.deepEqual(readGoBuildInfo(programOf(memory)), expected);
      });
    }
  }
  it('finds it by its alignment in memory where no section tells', () => {
    const blob = inline('go1.17.1', frame + modules + frame);
    const decoy = Buffer.alloc(48);
    decoy.write('\xff Go buildinf:', 20, 'latin1');
    const memory = Buffer.concat([Buffer.alloc(8), decoy, blob]);
    const segments = [{ address: 0x1008n, offset: 0, size: memory.length, isData: true }];
    assert.deepEqual(readGoBuildInfo(programOf(memory, { sections: [], segments })), expected);
    const isData = segments.map((segment) => ({ ...segment, isData: false }));
    assert.equal(readGoBuildInfo(programOf(memory, { sections: [], segments: isData })), null);
  });
  it('finds it behind a megabyte', () => {
    const memory = Buffer.concat([Buffer.alloc((1 << 20) + 64), inline('go1.17.1', frame + modules + frame)]);
    assert.deepEqual(readGoBuildInfo(programOf(memory, { sections: [] })), expected);
  });
  it('says why it cannot be read', () => {
    const cut = inline('go1.17.1', frame + modules + frame).subarray(0, 60);
    assert.match(readGoBuildInfo(programOf(cut)) as string, /outside the file/);
    assert.match(readGoBuildInfo(programOf(inline('', ''))) as string, /version of Go/);
    const lines = `${frame}path\ta\nmod\tonly-a-name\n${frame}`;
    assert.match(readGoBuildInfo(programOf(inline('go1.20', lines))) as string, /line 2 .* is no module/);
  });
  it('reads a version without modules', () => {
    const found = readGoBuildInfo(programOf(inline('go1.20', '')));
    assert.deepEqual(found, { goVersion: 'go1.20', path: '', main: null, deps: [], settings: [] });
  });
  it('never throws on any strings and pointers', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2, 3),
        fc.constantFrom(4, 8, 9),
        fc.uint8Array({ maxLength: 120 }),
        (flags, size, rest) => {
          readGoBuildInfo(
            programOf(Buffer.concat([header(size, flags).subarray(0, 16), Buffer.alloc(16, 0x10), rest])),
          );
        },
      ),
    );
  });
});

describe('hasGoBuildId', () => {
  it('looks at the notes of ELF, in its byte order', () => {
    for (const isBig of [false, true]) {
      const note = Buffer.alloc(48);
      for (const [at, value] of [4, 4, 3, 0, 0, 4, 8, 4].entries()) {
        if (at === 3 || at === 4) continue;
        const offset = at < 3 ? at * 4 : 20 + (at - 5) * 4;
        if (isBig) note.writeUInt32BE(value, offset);
        else note.writeUInt32LE(value, offset);
      }
      note.write('GNU\0', 12, 'latin1');
      note.write('Go\0\0', 32, 'latin1');
      const over = { sections: [], bigEndian: isBig };
      assert.equal(hasGoBuildId(programOf(note, { ...over, notes: [{ offset: 0, size: 48 }] })), true);
      assert.equal(hasGoBuildId(programOf(note, { ...over, notes: [{ offset: 0, size: 20 }] })), false);
    }
  });
  it('looks at the start of others', () => {
    const memory = Buffer.from('....\xff Go build ID: "abc"', 'latin1');
    assert.equal(hasGoBuildId(programOf(memory, { format: 'pe', sections: [] })), true);
    assert.equal(hasGoBuildId(programOf(memory, { format: 'elf', sections: [] })), false);
  });
});

describe('parseModules', () => {
  it('reads modules, what replaces them, and settings', () => {
    const text = [
      'path\ta.b/c/cmd/c',
      'mod\ta.b/c\t(devel)\t',
      'dep\tx.y/z\tv1.0.0',
      '=>\tx.y/fork\tv1.0.1\th1:a=',
      'dep\tx.y/local\tv0.0.0',
      '=>\t./local\t(devel)\t',
      'build\t-ldflags="-X \'main.v=1 2\' \\u00e9\\xc3\\xa9"',
      'build\tCGO_ENABLED=0',
      'build\t`odd key`=v=w',
      'later\tkinds are passed over',
      'build\tcut=off',
    ];
    assert.deepEqual(parseModules(text.join('\n')), {
      path: 'a.b/c/cmd/c',
      main: { path: 'a.b/c', version: '(devel)', sum: '' },
      deps: [
        { path: 'x.y/z', version: 'v1.0.0', sum: '', replace: { path: 'x.y/fork', version: 'v1.0.1', sum: 'h1:a=' } },
        { path: 'x.y/local', version: 'v0.0.0', sum: '', replace: { path: './local', version: '(devel)', sum: '' } },
      ],
      settings: [
        { key: '-ldflags', value: "-X 'main.v=1 2' éé" },
        { key: 'CGO_ENABLED', value: '0' },
        { key: 'odd key', value: 'v=w' },
      ],
    });
  });
  for (const line of [
    'mod\ta',
    'dep\ta\tb\tc\td',
    '=>\ta\tv1\th1:',
    'build\t=v',
    'build\tno equals sign',
    'build\t"k=v',
    'build\t"k"v',
    'build\tk="v',
    'build\tk=a b',
    'build\ta b=c',
    'build\t',
  ]) {
    it(`refuses ${JSON.stringify(line)}`, () => {
      assert.match(parseModules(`path\ta\n${line}\n`) as string, /^line 2 of its build information is no/);
    });
  }
  it('never throws, nor recurses, on long lines', () => {
    assert.equal(typeof parseModules(`build\t"${'a\\"'.repeat(200_000)}\n`), 'string');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('mod', 'dep', '=>', 'build', '\t', '\n', '"', '\\', '`', '=', 'v1')),
        (parts) => {
          parseModules(parts.join(''));
        },
      ),
    );
  });
});

describe('unquote', () => {
  for (const [literal, value] of [
    ['"a\\tb\\\\\\""', 'a\tb\\"'],
    ['"\\303\\251\\U0001F600"', 'é😀'],
    ['`a\\n"b`', 'a\\n"b'],
    ['""', ''],
    ['"', null],
    ['"a"b"', null],
    ['"\\q"', null],
    ['"\\ud800"', null],
    ['"\\400"', null],
    ['"a\nb"', null],
    ['`a`b`', null],
    ['abc', null],
    ['"\\', null],
  ] as const) {
    it(`reads ${JSON.stringify(literal)} as ${JSON.stringify(value)}`, () => {
      assert.equal(unquote(literal), value);
    });
  }
});
