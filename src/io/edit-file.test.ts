import assert from 'node:assert/strict';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { readEditable, writeEdited, type EditableFile } from './edit-file.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-edit-')));
after(() => rmSync(base, { recursive: true }));
let root = base;
let count = 0;
beforeEach(() => {
  root = join(base, String(++count));
  mkdirSync(join(root, 'in'), { recursive: true });
  writeFileSync(join(root, 'in/a'), 'one\n', { mode: 0o640 });
  writeFileSync(join(root, 'out'), 'two\n');
});

const read = (name: string, roots = ['in'], most = 1000): ReturnType<typeof readEditable> =>
  readEditable(
    join(root, name),
    roots.map((one) => join(root, one)),
    most,
  );
const problem = (name: string, roots?: string[], most?: number): string => {
  const found = read(name, roots, most);
  return 'problem' in found ? found.problem : 'none';
};
const editable = (name: string): EditableFile => {
  const found = read(name);
  assert.ok('text' in found, JSON.stringify(found));
  return found;
};

describe('files that are edited', () => {
  it('lie inside what was named, whatever links lead there', () => {
    symlinkSync('../out', join(root, 'in/link-out'));
    symlinkSync('a', join(root, 'in/link-in'));
    symlinkSync('..', join(root, 'in/up'));
    assert.equal(problem('in/a'), 'none');
    assert.equal(problem('in/link-in'), 'none');
    assert.equal(editable('in/link-in').path, join(root, 'in/a'));
    for (const name of ['out', 'in/link-out', 'in/up/out']) assert.equal(problem(name), 'FILE_OUTSIDE');
    assert.equal(problem('out', ['out']), 'none');
    assert.equal(problem('in/none'), 'FILE_UNREADABLE');
  });
  it('are text of UTF-8 and small', () => {
    writeFileSync(join(root, 'in/wide'), Buffer.from('\uFEFFa: 1\n', 'utf16le'));
    writeFileSync(join(root, 'in/binary'), Buffer.from([0, 1, 2]));
    writeFileSync(join(root, 'in/mark'), '\uFEFFa: ü\n');
    assert.deepEqual([problem('in/wide'), problem('in/binary'), problem('in/mark')], ['ENCODING', 'ENCODING', 'none']);
    assert.equal(problem('in/a', ['in'], 2), 'FILE_UNREADABLE');
  });
  it('keep their mode, and nothing is left beside them', async () => {
    assert.equal(await writeEdited(editable('in/a'), 'new\n'), null);
    assert.equal(readFileSync(join(root, 'in/a'), 'utf8'), 'new\n');
    assert.equal(statSync(join(root, 'in/a')).mode & 0o7777, 0o640);
    assert.deepEqual(readdirSync(join(root, 'in')), ['a']);
  });
  it('are not written when they changed since', async () => {
    const file = editable('in/a');
    writeFileSync(join(root, 'in/a'), 'other\n');
    assert.equal((await writeEdited(file, 'new\n'))?.problem, 'FILE_CHANGED');
    rmSync(join(root, 'in/a'));
    assert.equal((await writeEdited(file, 'new\n'))?.problem, 'FILE_CHANGED');
    assert.deepEqual(readdirSync(join(root, 'in')), []);
  });
  it('are not written when a link took their place', async () => {
    const file = editable('in/a');
    rmSync(join(root, 'in/a'));
    writeFileSync(join(root, 'out'), 'one\n');
    symlinkSync('../out', join(root, 'in/a'));
    assert.equal((await writeEdited(file, 'new\n'))?.problem, 'FILE_CHANGED');
    assert.equal(readFileSync(join(root, 'out'), 'utf8'), 'one\n');
  });
  it('are not cut off from a second name', async () => {
    linkSync(join(root, 'in/a'), join(root, 'in/b'));
    assert.equal((await writeEdited(editable('in/a'), 'new\n'))?.problem, 'FILE_LINKED');
    assert.equal(readFileSync(join(root, 'in/b'), 'utf8'), 'one\n');
  });
  it(
    'are not written against their mode',
    { skip: process.getuid?.() === 0 ? 'root may write all' : false },
    async () => {
      chmodSync(join(root, 'in/a'), 0o444);
      assert.equal((await writeEdited(editable('in/a'), 'new\n'))?.problem, 'FILE_READ_ONLY');
    },
  );
});
