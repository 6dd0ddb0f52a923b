import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { PathListWriter, readPathList, type PathKind } from './path-list.ts';

function read(bytes: Buffer): [PathKind, string][] {
  const found: [PathKind, string][] = [];
  readPathList(
    bytes,
    () => true,
    (kind, path) => found.push([kind, path]),
  );
  return found;
}

const kind = fc.constantFrom<PathKind[]>('file', 'symlink', 'directory', 'whiteout', 'opaque');
const part = fc.oneof(
  fc.constantFrom('usr', 'usr/lib', 'a', '😀', '😁', 'é'),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);
const paths = fc.array(
  fc.tuple(
    kind,
    fc.array(part, { maxLength: 4 }).map((parts) => parts.join('/').replace(/^\/+/, '')),
  ),
);

it('gives back what was put in', () => {
  fc.assert(
    fc.property(paths, (entries) => {
      const writer = new PathListWriter(1 << 20);
      for (const [what, path] of entries) assert.equal(writer.add(what, path), true);
      assert.deepEqual(read(writer.bytes()), entries);
    }),
  );
});

it('passes over folders that do not matter', () => {
  const writer = new PathListWriter(1000);
  for (const path of ['a', 'b/c', 'b/d/e', 'b/f', 'g/h']) writer.add('file', path);
  const found: string[] = [];
  readPathList(
    writer.bytes(),
    (folder) => folder === 'b',
    (_kind, path) => found.push(path),
  );
  assert.deepEqual(found, ['b/c', 'b/f']);
});

it('takes little for what is like the one before, and says when it is full', () => {
  const writer = new PathListWriter(10_000);
  let count = 0;
  while (writer.add('file', `usr/share/a/long/folder/name/that/is/the/same/file-${count}`)) count++;
  assert.ok(count > 900, `${count}`);
  assert.equal(read(writer.bytes()).length, count);
});

it('throws nothing but a RangeError, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        read(Buffer.from(bytes));
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }),
  );
});
