import { isUtf8 } from 'node:buffer';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, sep } from 'node:path';
import { replaceFile } from './atomic-file.ts';
import { readText, reasonOf } from './files.ts';

export type EditProblem =
  | 'FILE_UNREADABLE'
  | 'FILE_OUTSIDE'
  | 'FILE_LINKED'
  | 'FILE_CHANGED'
  | 'FILE_READ_ONLY'
  | 'ENCODING';

export interface Unedited {
  readonly problem: EditProblem;
  readonly because: string;
}

/** A file as it was when it was read, to be written only if it still is so. */
export interface EditableFile {
  /** Absolute, without links. */
  readonly path: string;
  readonly text: string;
}

/**
 * Reads a file that may be edited: UTF-8, and inside one of the roots whatever links lead to it.
 *
 * @param roots absolute paths of folders, or of single files
 */
export function readEditable(path: string, roots: readonly string[], maxBytes: number): EditableFile | Unedited {
  let real: string;
  try {
    real = realpathSync(path);
    const isInside = roots.some((root) => isBelow(realpathSync(root), real));
    if (!isInside) return unedited('FILE_OUTSIDE', `${real} lies outside what was named`);
  } catch (error) {
    return unedited('FILE_UNREADABLE', reasonOf(error));
  }
  const read = readText(real, maxBytes);
  if (!('text' in read)) {
    return unedited(read.problem === 'FILE_NOT_TEXT' ? 'ENCODING' : 'FILE_UNREADABLE', read.because);
  }
  // UTF-16 reads as text too, but would be written as UTF-8.
  if (Buffer.byteLength(read.text) !== read.bytes) return unedited('ENCODING', 'is not UTF-8');
  return { path: real, text: read.text };
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/**
 * Writes a new text as a whole or not at all, with the mode and owner that the file had. Null when it
 * was written.
 */
export async function writeEdited(file: EditableFile, text: string): Promise<Unedited | null> {
  const { path } = file;
  let before: Stats;
  try {
    before = statSync(path);
    // The new file has the name alone: others of the same file would keep the old text.
    if (before.nlink > 1) return unedited('FILE_LINKED', `has ${before.nlink} names (hard links)`);
    if (!isAsRead(file)) return unedited('FILE_CHANGED', 'changed after it was read');
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    return unedited(writeProblem(error), reasonOf(error));
  }
  try {
    await replaceFile(path, async (temporary) => {
      const descriptor = openSync(temporary, 'wx', 0o600);
      try {
        writeFileSync(descriptor, text);
      } finally {
        closeSync(descriptor);
      }
      const made = statSync(temporary);
      if (made.uid !== before.uid || made.gid !== before.gid) chownSync(temporary, before.uid, before.gid);
      chmodSync(temporary, before.mode & 0o7777);
      // As late as can be: who writes between here and the new name loses what was written.
      if (realpathSync(path) !== path || !isAsRead(file)) throw new Changed();
    });
    return null;
  } catch (error) {
    if (error instanceof Changed) return unedited('FILE_CHANGED', 'changed while it was being written');
    return unedited(writeProblem(error), reasonOf(error));
  }
}

class Changed extends Error {}

function isAsRead({ path, text }: EditableFile): boolean {
  const bytes = readFileSync(path);
  return isUtf8(bytes) && bytes.equals(Buffer.from(text));
}

function writeProblem(error: unknown): EditProblem {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' ? 'FILE_CHANGED' : 'FILE_READ_ONLY';
}

function unedited(problem: EditProblem, because: string): Unedited {
  return { problem, because };
}
