import { isAscii, isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

export type TextProblem = 'FILE_UNREADABLE' | 'FILE_TOO_LARGE' | 'FILE_NOT_TEXT';

/** The text of a file, or why there is none. `missing` is true when no such file exists. */
export type TextRead =
  | { readonly text: string; readonly bytes: number }
  | { readonly problem: TextProblem; readonly because: string; readonly missing: boolean };

/**
 * Reads a regular file as text: UTF-8, or UTF-16 with a byte order mark. It never waits on a pipe,
 * a device or a socket, reads no more than `maxBytes`, and takes anything with a NUL or broken
 * UTF-8 for binary.
 *
 * It is synchronous because it is called thousands of times in a row: small files of a warm disk are
 * read several times faster so than with a promise each.
 */
export function readText(path: string, maxBytes: number): TextRead {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const status = fstatSync(descriptor);
    if (!status.isFile()) return problem('FILE_UNREADABLE', 'is no regular file');
    if (status.size > maxBytes) return tooLarge(maxBytes, status.size);
    const bytes = readAll(descriptor, status.size, maxBytes);
    return bytes === undefined ? tooLarge(maxBytes) : decode(bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: 'FILE_UNREADABLE', because: reasonOf(error), missing: code === 'ENOENT' || code === 'ENOTDIR' };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The first bytes of a regular file, each as one character; empty when it cannot be read. */
export function readHead(path: string, bytes: number): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    if (!fstatSync(descriptor).isFile()) return '';
    const buffer = Buffer.alloc(bytes);
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, bytes, 0));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** All bytes; undefined when there are more than allowed (a file that grows, or one of /proc that says 0). */
function readAll(descriptor: number, size: number, maxBytes: number): Buffer | undefined {
  let buffer = Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += read;
    // As long as it said it is: the usual file needs no second call to hear that nothing follows.
    if (read === 0 || (length === size && size > 0)) return buffer.subarray(0, length);
    if (length > maxBytes) return undefined;
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(Math.max(4096, length))]);
  }
}

function decode(bytes: Buffer): TextRead {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  if (encoding !== null) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), bytes: bytes.length };
    } catch {
      return problem('FILE_NOT_TEXT', `is not valid ${encoding.toUpperCase()}`);
    }
  }
  if (bytes.includes(0)) return problem('FILE_NOT_TEXT', 'holds binary data');
  if (isAscii(bytes)) return { text: bytes.toString('latin1'), bytes: bytes.length };
  if (!isUtf8(bytes)) return problem('FILE_NOT_TEXT', 'is not valid UTF-8');
  return { text: bytes.toString('utf8'), bytes: bytes.length };
}

function problem(code: TextProblem, because: string): TextRead {
  return { problem: code, because, missing: false };
}

function tooLarge(maxBytes: number, size?: number): TextRead {
  return problem(
    'FILE_TOO_LARGE',
    `${size === undefined ? 'holds more than' : `has ${size} bytes, more than`} the ${maxBytes} that are read`,
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'is a symbolic link that leads back to itself',
  EISDIR: 'is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'its path is too long',
  // What open(2) says of a socket, and of a device without driver.
  ENXIO: 'is no regular file',
};

/** Why a file cannot be opened or a folder listed, for people; the system's own word when it is rare. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
}
