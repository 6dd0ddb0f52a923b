import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseHcl, type HclBody, type HclExpression } from './parse-hcl.ts';

/** Values as they are, references as `@text`, what is not computed as `?references`. */
function plain(one: HclExpression): unknown {
  switch (one.kind) {
    case 'value':
      return one.value;
    case 'reference':
      return `@${one.text}`;
    case 'list':
      return one.items.map(plain);
    case 'object':
      return Object.fromEntries(one.entries.map(([key, value]) => [key, plain(value)]));
    case 'unknown':
      return `?${one.references.join(' ')}`;
  }
}
function shape({ attributes, blocks }: HclBody): unknown {
  return {
    ...Object.fromEntries([...attributes].map(([key, value]) => [key, plain(value)])),
    ...(blocks.length === 0 ? {} : { blocks: blocks.map(({ type, labels, body }) => [type, ...labels, shape(body)]) }),
  };
}

const table: [string, unknown][] = [
  ['a = 1\nb = -2.5\nc = true\nd = null\ne = "x\\n\\"y"', { a: 1, b: -2.5, c: true, d: null, e: 'x\n"y' }],
  ['a = [1, "b", # c\n aws_x.y.id,\n]', { a: [1, 'b', '@aws_x.y.id'] }],
  ['a = { b = 1, "c" : "d"\n e = [] }', { a: { b: 1, c: 'd', e: [] } }],
  ['a = var.x\nb = "${local.y}"\nc = aws_x.y[0].id', { a: '@var.x', b: '@local.y', c: '@aws_x.y[0].id' }],
  ['a = "x-${var.y}"', { a: '?var.y' }],
  ['a = cond ? aws_sg.a.id : var.b\nc = 1', { a: '?aws_sg.a.id var.b', c: 1 }],
  ['a = concat([var.x], ["b"])\nc = 1', { a: '?var.x', c: 1 }],
  ['a = [for x in var.y : x.z]\nb = { for k, v in local.m : k => v }\nc = 1', { a: '?var.y', b: '?local.m', c: 1 }],
  ['a = [var.x + 1, 2]', { a: ['?var.x', 2] }],
  ['a = <<-E\n  text }\n  E\nb = 2', { a: '  text }\n', b: 2 }],
  ['// c\n/* d\n*/ a = 1 # e', { a: 1 }],
  [
    'resource "aws_x" "y" {\n  a = 1\n  ingress {\n    b = "c"\n  }\n}\nlocals { z = 1 }',
    {
      blocks: [
        ['resource', 'aws_x', 'y', { a: 1, blocks: [['ingress', { b: 'c' }]] }],
        ['locals', { z: 1 }],
      ],
    },
  ],
  ['variable "x" { type = string }\na = 1', { a: 1, blocks: [['variable', 'x', { type: '?' }]] }],
  ['a = "$${x}"', { a: '$' }],
];

describe('parseHcl', () => {
  for (const [text, expected] of table)
    it(JSON.stringify(text), () => {
      const { body, fault } = parseHcl(text);
      assert.deepEqual([shape(body), fault], [expected, null]);
    });

  it('keeps what stands before a fault, and says where that is', () => {
    const { body, fault } = parseHcl('a = 1\nresource "x" "y" {\n  b = "c');
    assert.deepEqual(shape(body), { a: 1, blocks: [['resource', 'x', 'y', {}]] });
    assert.equal(fault?.because, 'a text does not end');
    assert.match(parseHcl(`a = ${'['.repeat(200)}`).fault!.because, /deep/);
  });

  it('texts of several lines end in files of Windows too', () => {
    const { body, fault } = parseHcl('a = <<E\r\n}\r\nE\r\nb = 1\r\n');
    assert.deepEqual([fault, [...body.attributes.keys()]], [null, ['a', 'b']]);
  });

  it('comes to an end with a long word that is computed', () => {
    const { body } = parseHcl(`a = f(${'a_'.repeat(200_000)})`);
    assert.equal(body.attributes.get('a')?.kind, 'unknown');
  });

  it('takes anything without a throw', () => {
    const word = fc.constantFrom(
      'a',
      '=',
      '{',
      '}',
      '[',
      ']',
      '"',
      '${',
      '\n',
      ' ',
      ',',
      'for',
      '<<E\n',
      '#',
      '/*',
      '*/',
      '1',
      '.',
      '(',
      ')',
      '?',
      '\\',
      'aws_x.y',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
          fc.string(),
        ),
        (text) => {
          const { fault } = parseHcl(text);
          assert.ok(fault === null || (fault.offset >= 0 && fault.offset <= text.length));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
