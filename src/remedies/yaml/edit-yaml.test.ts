import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Change } from '../change.ts';
import { Refusal } from '../refusal.ts';
import { editYaml, YamlText } from './edit-yaml.ts';

const set = (path: string, value: string | number | boolean): Change => ({ kind: 'set', path: steps(path), value });
const append = (path: string, value: string): Change => ({ kind: 'append', path: steps(path), value });
const rename = (path: string, to: string): Change => ({ kind: 'rename', path: steps(path), to });
const remove = (path: string): Change => ({ kind: 'remove', path: steps(path) });

function steps(path: string): (string | number)[] {
  return path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
function edit(text: string, changes: readonly Change[], json = false, document = 0): string {
  try {
    return editYaml(new YamlText(text), [{ document, changes }], { json, variables: true });
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Name, text, changes, text afterwards or the code of the refusal. */
const cases: readonly (readonly [string, string, readonly Change[], string])[] = [
  ['a scalar', 'a: true # why\n', [set('a', false)], 'a: false # why\n'],
  ['a word of YAML 1.1', 'a: yes\n', [set('a', false)], 'a: false\n'],
  ['quotes stay', 'a: "x"\nb: \'y\'\n', [set('a', 'p'), set('b', "q's")], "a: \"p\"\nb: 'q''s'\n"],
  ['a key at the end', 'a:\n  b: 1 # one\n# end\n', [set('a.c', true)], 'a:\n  b: 1 # one\n  c: true\n# end\n'],
  ['the last line has no end', 'a:\n  b: 1', [set('a.c', true)], 'a:\n  b: 1\n  c: true'],
  ['line ends of Windows', 'a:\r\n  b: 1\r\nz: 2\r\n', [set('a.c', 1)], 'a:\r\n  b: 1\r\n  c: 1\r\nz: 2\r\n'],
  [
    'mappings on the way, indented as the others',
    'l:\n    - n: x\n      m:\n          k: v\n',
    [set('l.0.s.t', true), append('l.0.s.d', 'ALL')],
    'l:\n    - n: x\n      m:\n          k: v\n      s:\n          t: true\n          d:\n              - ALL\n',
  ],
  ['lists without indentation', 'l:\n- n: x\n', [append('l.0.d', 'ALL')], 'l:\n- n: x\n  d:\n  - ALL\n'],
  [
    'a key without value',
    'a:\n  s: # later\n  t: 1\n',
    [set('a.s.x', true)],
    'a:\n  s: # later\n    x: true\n  t: 1\n',
  ],
  ['null', 'a:\n  s: null # later\n', [set('a.s.x', true)], 'a:\n  s:  # later\n    x: true\n'],
  ['an empty mapping', 'a: {}\n', [set('a.x', true)], 'a: { x: true }\n'],
  ['a flow mapping', 'a: { b: 1 } # c\n', [set('a.x.v', true)], 'a: { b: 1, x: { v: true } } # c\n'],
  ['a comma at the end', 'a: {b: 1, }\n', [set('a.x', 1)], 'a: {b: 1, x: 1, }\n'],
  [
    'a flow mapping on lines',
    'a: {\n  b: 1, # one\n  c: 2 # two\n  }\n',
    [set('a.x', 1)],
    'a: {\n  b: 1, # one\n  c: 2, # two\n  x: 1\n  }\n',
  ],
  [
    'a flow mapping on lines, with a comma',
    'a: {\n  b: 1, # c\n }\n',
    [set('a.x', 1)],
    'a: {\n  b: 1, # c\n  x: 1,\n }\n',
  ],
  ['an item', 'l:\n  -   a # x\nz: 1\n', [append('l', 'b')], 'l:\n  -   a # x\n  -   b\nz: 1\n'],
  ['an item of a flow list', 'l: [ a ]\n', [append('l', 'b')], 'l: [ a, b ]\n'],
  ['a text that needs quotes', 'l:\n- a\n', [append('l', '8080:80')], 'l:\n- a\n- "8080:80"\n'],
  ['behind a block scalar', 'a:\n  b: |\n    x\n\n\nz: 1\n', [set('a.c', 1)], 'a:\n  b: |\n    x\n  c: 1\n\n\nz: 1\n'],
  ['behind a block scalar that keeps', 'a:\n  b: |+\n    x\n\nz: 1\n', [set('a.c', 1)], 'STYLE'],
  [
    'a comment of less indentation',
    'a:\n  b:\n    - x\n# c\n  # d\nz: 1\n',
    [set('a.c', 1)],
    'a:\n  b:\n    - x\n  c: 1\n# c\n  # d\nz: 1\n',
  ],
  ['an entry taken away', 'a:\n  pid: host\n  b: 1\n', [remove('a.pid')], 'a:\n  b: 1\n'],
  ['its comment stays', 'a:\n  pid: host # why\n  b: 1\n', [remove('a.pid')], 'a:\n  # why\n  b: 1\n'],
  ['the last line taken away', 'a:\n  b: 1\n  pid: host', [remove('a.pid')], 'a:\n  b: 1'],
  ['an item taken away', 'l:\n  - a\n  - b # c\n', [remove('l.1')], 'l:\n  - a\n    # c\n'],
  ['the only item', 'a:\n  l:\n    - b\n  z: 1\n', [remove('a.l.0')], 'a:\n  z: 1\n'],
  ['all items', 'a:\n  l: [b, c]\n  z: 1\n', [remove('a.l.0'), remove('a.l.1')], 'a:\n  z: 1\n'],
  ['an item of a flow list taken away', 'l: [a, b, c]\n', [remove('l.1')], 'l: [a, c]\n'],
  ['the last item of a flow list', 'l: [a, b, c ]\n', [remove('l.2'), remove('l.1')], 'l: [a ]\n'],
  ['the only item, and another in its place', 'l: [ "b" ]\n', [remove('l.0'), append('l', 'c')], 'l: [ "c" ]\n'],
  [
    'items, and others in their place',
    'l:\n- a # x\n- b\n',
    [append('l', 'c'), remove('l.1'), remove('l.0')],
    'l:\n- c # x\n',
  ],
  ['an entry of a mapping that holds no other', 'a:\n  pid: host\n', [remove('a.pid')], 'SHAPE'],
  ['an entry on the line of a dash', 'l:\n- pid: host\n  b: 1\n', [remove('l.0.pid')], 'STYLE'],
  ['a removal with a comment inside', 'a:\n  l:\n    - b\n    # c\n    - d\n  z: 1\n', [remove('a.l')], 'COMMENT'],
  ['a key', 'a:\n- old : 1 # c\n  b: 2\n', [rename('a.0.old', 'new')], 'a:\n- new : 1 # c\n  b: 2\n'],
  ['a quoted key', '{"old": 1}\n', [rename('old', 'new')], '{"new": 1}\n'],
  ['a key to one that is there', 'a: 1\nb: 2\n', [rename('a', 'b')], 'SHAPE'],
  ['an anchor that others share', 'a: &x\n  b: 1\nc: *x\n', [set('a.d', 1)], 'SHARED_ANCHOR'],
  ['an alias', 'a: &x\n  b: 1\nc: *x\n', [set('c.d', 1)], 'SHARED_ANCHOR'],
  ['an anchor that nobody uses', 'a: &x\n  b: 1\n', [set('a.d', 1)], 'a: &x\n  b: 1\n  d: 1\n'],
  ['an anchored scalar', 'a: &x true\nb: *x\n', [set('a', false)], 'SHARED_ANCHOR'],
  ['a merge key', 'a: &x\n  b: 1\nc:\n  <<: *x\n  d: 1\n', [set('c.e', 1)], 'MERGE_KEY'],
  ['what a merge key brings', 'a: &x\n  b: 1\nc:\n  <<: *x\n  d: 1\n', [set('c.b', 2)], 'MERGE_KEY'],
  ['a merged mapping itself', 'a: &x\n  b: 1\nc:\n  <<: *x\n', [set('a.e', 1)], 'SHARED_ANCHOR'],
  [
    'below a merge key',
    'a: &x\n  b: 1\nc:\n  <<: *x\n  d: {}\n',
    [set('c.d.e', 1)],
    'a: &x\n  b: 1\nc:\n  <<: *x\n  d: { e: 1 }\n',
  ],
  ['a template', 'a: "{{ .Values.a }}"\nb: 1\n', [set('b', 2)], 'TEMPLATE'],
  ['a template in a comment', '# {{- if .Values.x }}\nb: 1\n', [set('b', 2)], 'TEMPLATE'],
  ['a variable', 'a: ${A}\n', [set('a', false)], 'VARIABLE'],
  ['twice the same key', 'a: 1\na: 2\nb: 1\n', [set('b', 2)], 'DUPLICATE_KEY'],
  ['a part that does not parse', 'a: 1\n---\nb: [\n', [set('a', 2)], 'NOT_PARSED'],
  ['a tag', 'a: !reset 1\nb: 1\n', [set('a', 2)], 'TAGGED'],
  ['a standard tag', 'a: !!str 1\nb: 1\n', [set('a', 'x')], 'STYLE'],
  ['a block scalar replaced', 'a: |\n  x\n', [set('a', 'y')], 'STYLE'],
  ['a scalar where a mapping is meant', 'a: 1\n', [set('a.b', 2)], 'SHAPE'],
  ['an explicit key', '? a\n: b: 1\n', [set('a.c', 2)], 'STYLE'],
  ['a lone carriage return', 'a: 1\rb: 2\n', [set('a', 2)], 'STYLE'],
];

describe('edits of YAML', () => {
  for (const [name, text, changes, after] of cases) it(name, () => assert.equal(edit(text, changes), after));

  it('of one document leave the others', () => {
    const text = '%YAML 1.2\n---\na: 1\n...\n# two\n---\na: 1\n--- # three\na: 1\n';
    assert.equal(edit(text, [set('a', 2)], false, 1), text.replace('# two\n---\na: 1', '# two\n---\na: 2'));
    assert.equal(edit(text, [set('b', 2)], false, 2), `${text}b: 2\n`);
    assert.equal(edit(text, [set('b', 2)], false, 0), text.replace('a: 1\n...', 'a: 1\nb: 2\n...'));
  });
  it('keep a byte order mark', () => assert.equal(edit('\uFEFFa: 1\n', [set('a', 2)]), '\uFEFFa: 2\n'));
});

describe('edits of JSON', () => {
  it('on lines', () => {
    const text = '{\n\t"a": {\n\t\t"b": [1]\n\t},\n\t"c": {}\n}\n';
    assert.equal(
      edit(text, [set('a.x.y', true), set('c.z', 'w'), append('a.l', 'ALL')], true),
      '{\n\t"a": {\n\t\t"b": [1],\n\t\t"x": {\n\t\t\t"y": true\n\t\t},\n\t\t"l": [\n\t\t\t"ALL"\n\t\t]\n\t},\n\t"c": {"z": "w"}\n}\n',
    );
  });
  it('on one line', () => {
    assert.equal(
      edit('{"a":{"b":1},"n":null}', [set('a.x', 'y'), set('n.k', 1)], true),
      '{"a":{"b":1,"x":"y"},"n":{"k": 1}}',
    );
  });
  it('of an empty object', () => assert.equal(edit('{}\n', [set('icc', false)], true), '{"icc": false}\n'));
  it('takes the last entry away with the comma before it', () => {
    assert.equal(edit('{\n  "a": 1,\n  "b": "x"\n}\n', [remove('b')], true), '{\n  "a": 1\n}\n');
    assert.equal(edit('{\n  "b": "x",\n  "a": 1\n}\n', [remove('b')], true), '{\n  "a": 1\n}\n');
  });
});
