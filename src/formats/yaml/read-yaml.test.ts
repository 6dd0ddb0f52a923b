import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Located } from '../../model/located.ts';
import { readYaml, type YamlFile } from './read-yaml.ts';

const read = (text: string, dialect: 'kubernetes' | 'core' = 'kubernetes'): YamlFile =>
  readYaml(text, 'a.yaml', 'test', dialect);
const values = (file: YamlFile): unknown[] => file.documents.map(({ root }) => root.value);
const codes = (file: YamlFile): string[] => file.problems.map(({ code }) => code);
const position = (at: Located): string => `${at.at.line}:${at.at.column}`;

function one(text: string, dialect?: 'kubernetes' | 'core'): Located {
  const file = read(text, dialect);
  assert.deepEqual(file.problems, []);
  assert.equal(file.documents.length, 1);
  return file.documents[0]!.root;
}

describe('documents', () => {
  it('holds nothing in an empty text and in comments', () => {
    for (const text of ['', '\n\n', '# a\n', '---\n', '---\n# a\n---\n...\n']) {
      assert.deepEqual([values(read(text)), codes(read(text))], [[], []], JSON.stringify(text));
    }
  });
  it('keeps the good ones beside a broken one', () => {
    const file = read('a: 1\n---\nb: [\n---\nc: 3\n');
    assert.deepEqual(values(file), [{ a: 1 }, { c: 3 }]);
    assert.deepEqual(codes(file), ['YAML_INVALID']);
    assert.equal(file.problems[0]!.document, null);
  });
  it('reads directives and the end mark', () => {
    assert.deepEqual(values(read('%YAML 1.2\n---\na: 1\n...\n# b\n%YAML 1.1\n---\nb: 2\n')), [{ a: 1 }, { b: 2 }]);
    assert.deepEqual(values(read('a: 1\n...\nb: 2\n')), [{ a: 1 }, { b: 2 }]);
  });
  it('reads content on the line of the mark, and marks with comments', () => {
    assert.deepEqual(values(read('--- a\n--- # c\nb: 1\n---\tc\n')), ['a', { b: 1 }, 'c']);
  });
  it('takes no mark from inside a word, a block or after U+2028', () => {
    assert.deepEqual(values(read('a: 1\nb: |\n  ---\n  x\n')), [{ a: 1, b: '---\nx\n' }]);
    assert.deepEqual(values(read('---a: 1\n')), [{ '---a': 1 }]);
    assert.deepEqual(values(read('x: "\u2028--- "\n---\nz: 1\n')), [{ x: '\u2028--- ' }, { z: 1 }]);
  });
  it('needs no more time for many empty lines before a document', () => {
    assert.deepEqual(values(read(`${'\n'.repeat(50_000)}a: 1\n---\nb: 2\n`)), [{ a: 1 }, { b: 2 }]);
  });
  it('says that tags of an own namespace are not read', () => {
    assert.deepEqual(codes(read('%TAG ! tag:x,2000:\n---\na: !b c\n')), ['YAML_INVALID']);
  });
});

describe('dialects', () => {
  const text = 'a: yes\nb: "yes"\nc: 0644\non: 1\n';
  it('kubernetes reads YAML 1.1 booleans, in keys too', () => {
    assert.deepEqual(one(text).value, { a: true, b: 'yes', c: 420, true: 1 });
  });
  it('core leaves them text', () => {
    assert.deepEqual(one(text, 'core').value, { a: 'yes', b: 'yes', c: 420, on: 1 });
  });
});

describe('anchors and merge keys', () => {
  it('shares what an alias names', () => {
    const { a, b } = one('a: &x {k: 1}\nb: *x\n').value as Record<string, unknown>;
    assert.equal(a, b);
  });
  it('merges: own keys win wherever they stand, earlier mappings over later ones', () => {
    const text = 'a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc: {<<: [*b, *a], m: 3}\nd:\n  k: 4\n  <<: *a\n';
    const value = one(text).value as Record<string, unknown>;
    assert.deepEqual(
      [value['c'], value['d']],
      [
        { k: 2, l: 1, m: 3 },
        { k: 4, l: 1 },
      ],
    );
  });
  it('leads from a merged key to where it stands', () => {
    assert.equal(position(one('a: &a {k: 1}\nb:\n  <<: *a\n').down('b', 'k')), '1:8');
  });
  it('takes a quoted << for a key', () => {
    assert.deepEqual(one('"<<": {a: 1}\n').value, { '<<': { a: 1 } });
  });
  it('says what is wrong with an alias or a merge', () => {
    for (const text of ['a: *no\n', 'a: &x {k: *x}\n', '<<: 3\n', 'a: &x {k: 1}\n*x : 2\n']) {
      assert.deepEqual(codes(read(text)), ['YAML_INVALID'], text);
      assert.equal(read(text).problems[0]!.document, 0);
    }
  });
  it('stops an alias bomb', () => {
    const lines = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
    );
    const file = read(`a0: &a0 x\n${lines.join('\n')}\n---\nb: 1\n`);
    assert.deepEqual([codes(file), values(file)], [['YAML_LIMIT'], [{ b: 1 }]]);
  });
  it('stops a bomb of merge keys', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: *a${i}, l: *a${i}, r: *a${i}}`);
    assert.deepEqual(codes(read(`a0: &a0 {k: 1}\n${lines.join('\n')}\n`)), ['YAML_LIMIT']);
  });
});

describe('keys', () => {
  it('tells of a key that stands twice, and takes the last', () => {
    const file = read('a: 1\nb: 2\na: 3\n');
    assert.deepEqual(values(file), [{ a: 3, b: 2 }]);
    assert.deepEqual(file.problems, [
      {
        code: 'YAML_DUPLICATE_KEY',
        because: 'the key "a" stands twice in one mapping; the last one was taken',
        line: 3,
        column: 1,
        document: 0,
      },
    ]);
    assert.equal(position(file.documents[0]!.root.get('a')), '3:1');
  });
  it('takes __proto__ for a property', () => {
    const root = one('__proto__: {privileged: true}\na: {__proto__: 1}\n');
    assert.equal(Object.getPrototypeOf(root.value), Object.prototype);
    assert.deepEqual(Object.keys(root.value as object), ['__proto__', 'a']);
    assert.equal(root.get('privileged').exists, false);
    assert.equal(root.down('__proto__', 'privileged').value, true);
    assert.equal(root.get('constructor').exists, false);
  });
  it('says that a mapping as key is not read, as in templates', () => {
    assert.deepEqual(codes(read('a: {{ .Values.a }}\n')), ['YAML_INVALID']);
  });
});

describe('positions', () => {
  const places = (text: string, ...path: string[]): string => position(one(text).down(...path));
  it('leads to the key of a value and to the item of a list', () => {
    const root = one('a:\n  - b: 1\n    c:   2\n  -  d\n');
    assert.equal(position(root.get('a')), '1:1');
    const [first, second] = root.get('a').items();
    assert.deepEqual([position(first!), position(first!.get('c')), position(second!)], ['2:5', '3:5', '4:6']);
  });
  it('leads from what is absent to the mapping that would hold it', () => {
    assert.equal(places('a:\n  b: {c: 1}\n', 'a', 'b', 'x', 'y'), '2:6');
  });
  it('counts lines alike with CRLF, and no byte order mark', () => {
    assert.equal(places('a: 1\r\nb:\r\n  c: 2\r\n', 'b', 'c'), '3:3');
    assert.equal(places('\uFEFFa: 1\n', 'a'), '1:1');
    assert.deepEqual(
      read('\uFEFF---\na: 1\n---\nb: 2\n').documents.map(({ root }) => position(root.get('b'))),
      ['2:1', '4:1'],
    );
  });
  it('counts on through documents', () => {
    const file = read('a: 1\n---\nb: 2\n');
    assert.equal(position(file.documents[1]!.root.get('b')), '3:1');
  });
  it('finds keys of large mappings', () => {
    const text = Array.from({ length: 500 }, (_, i) => `k${i}: ${i}\n`).join('');
    assert.equal(places(`${text}k7: x\n`.replace('k7: 7\n', ''), 'k7'), '500:1');
    assert.equal(places(text, 'k499'), '500:1');
  });
  it('keeps tags outside the standard', () => {
    const [document] = read('a: !reset null\nb: !!str 1\n').documents;
    const value = document!.root.value as object;
    assert.deepEqual([document!.place.tag(value, 'a'), document!.place.tag(value, 'b')], ['!reset', undefined]);
  });
});

describe('tabs and JSON', () => {
  it('refuses tabs as indentation, and reads them in JSON', () => {
    assert.deepEqual(codes(read('a:\n\tb: 1\n')), ['YAML_INVALID']);
    assert.deepEqual(one('{\n\t"a": [1,\n\t\t{"b\\u0041\\/": null}]\n}\n').value, { a: [1, { 'bA/': null }] });
  });
  it('reads all of JSON', () => {
    const printable = fc.string({
      unit: fc.constantFrom(...Array.from(' ab:#-?{}[],&*!|>%@`"\'\\\n\t\u00e9\u{1f600}')),
    });
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        printable,
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      map: fc.dictionary(printable, tie('value'), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(json.map, fc.constantFrom(0, 2), (value, indent) => {
        const file = read(JSON.stringify({ value }, null, indent), 'core');
        assert.deepEqual(file.problems, []);
        assert.equal(JSON.stringify(file.documents[0]!.root.value), JSON.stringify({ value }));
      }),
    );
  });
  it('knows where every key stands', () => {
    const key = fc.string({ unit: fc.constantFrom(...Array.from('ab<-.[ ')) });
    fc.assert(
      fc.property(fc.dictionary(key, fc.dictionary(key, fc.integer())), (value) => {
        const text = JSON.stringify(value, null, 1);
        const lines = text.split('\n');
        const root = one(text, 'core');
        for (const [outer, holder] of root.entries()) {
          for (const [name, at] of [[outer, holder] as const, ...holder.entries()]) {
            assert.ok(lines[at.at.line! - 1]!.startsWith(JSON.stringify(name), at.at.column! - 1), text);
          }
        }
      }),
    );
  });
});

describe('hostile texts', () => {
  it('stops at nesting and at sheer number', () => {
    assert.deepEqual(codes(read('['.repeat(10_000))), ['YAML_LIMIT']);
    assert.deepEqual(codes(read('- '.repeat(10_000))), ['YAML_LIMIT']);
    assert.deepEqual(codes(read(`[${'a,'.repeat(2_000_001)}a]`)), ['YAML_LIMIT']);
  });
  it('never throws, and every place it names lies in the text', () => {
    const piece = fc.constantFrom(
      ...Array.from('a{}[],"\'\n\t\0\u2028\uFEFF'),
      ...': |- |  |---\n|...\n|&a |*a|<<: |>\n|? |!t |!!int |%YAML 1.2\n|# c\n|\r\n|0x|yes|{{ x }}'.split('|'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const file = read(text);
        const lines = text.split('\n').length;
        const places = [...file.problems, ...file.documents.map(({ root }) => root.at)];
        for (const { line, column } of places) assert.ok(line! >= 1 && line! <= lines && column! >= 1, text);
      }),
      { numRuns: 500 },
    );
  });
});
