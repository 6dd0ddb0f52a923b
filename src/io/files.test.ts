import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readText } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-files-'));
after(() => rmSync(folder, { recursive: true }));

function read(name: string, content: string | Uint8Array, maxBytes = 1000): unknown {
  writeFileSync(join(folder, name), content);
  return readText(join(folder, name), maxBytes);
}
const problem = (code: string, because: string, missing = false): unknown => ({ problem: code, because, missing });

describe('readText', () => {
  it('reads UTF-8 and UTF-16', () => {
    assert.deepEqual(read('a', 'a: é\n'), { text: 'a: é\n', bytes: 6 });
    assert.deepEqual(read('empty', ''), { text: '', bytes: 0 });
    assert.deepEqual(read('le', Buffer.from('\uFEFFa: é', 'utf16le')), { text: 'a: é', bytes: 10 });
    assert.deepEqual(read('be', Buffer.from('\uFEFFa: é', 'utf16le').swap16()), { text: 'a: é', bytes: 10 });
  });
  it('takes the rest for binary', () => {
    assert.deepEqual(read('nul', 'a\0b'), problem('FILE_NOT_TEXT', 'holds binary data'));
    assert.deepEqual(read('latin1', Buffer.from('é', 'latin1')), problem('FILE_NOT_TEXT', 'is not valid UTF-8'));
    assert.deepEqual(read('odd', Uint8Array.of(0xff, 0xfe, 0x41)), problem('FILE_NOT_TEXT', 'is not valid UTF-16LE'));
  });
  it('reads up to the limit and not more, of files without size too', () => {
    assert.deepEqual(read('ten', '0123456789', 10), { text: '0123456789', bytes: 10 });
    assert.deepEqual(
      read('ten', '0123456789', 9),
      problem('FILE_TOO_LARGE', 'has 10 bytes, more than the 9 that are read'),
    );
    assert.ok('text' in readText('/proc/self/status', 100_000));
    assert.deepEqual(
      readText('/proc/self/status', 10),
      problem('FILE_TOO_LARGE', 'holds more than the 10 that are read'),
    );
  });
  it('does not wait on a pipe, nor read devices and folders', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    assert.deepEqual(readText(join(folder, 'pipe'), 10), problem('FILE_UNREADABLE', 'is no regular file'));
    assert.deepEqual(readText('/dev/zero', 10), problem('FILE_UNREADABLE', 'is no regular file'));
    assert.deepEqual(readText(folder, 10), problem('FILE_UNREADABLE', 'is no regular file'));
  });
  it('says what is missing', () => {
    symlinkSync('nowhere', join(folder, 'dangling'));
    symlinkSync('self', join(folder, 'self'));
    assert.deepEqual(readText(join(folder, 'none'), 10), problem('FILE_UNREADABLE', 'does not exist', true));
    assert.deepEqual(readText(join(folder, 'dangling'), 10), problem('FILE_UNREADABLE', 'does not exist', true));
    assert.deepEqual(
      readText(join(folder, 'self'), 10),
      problem('FILE_UNREADABLE', 'is a symbolic link that leads back to itself'),
    );
  });
});
