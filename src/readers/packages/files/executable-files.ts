import { readExecutables, startsLikeExecutable } from '../../../formats/executable/read-executables.ts';
import type { FileBytes, FileWant } from './analyser.ts';

/** Above, an executable is a gap. */
const limit = 512 << 20;
/** No executable that holds more than its headers is smaller. */
const least = 256;
const want: FileWant = { limit, starts: startsLikeExecutable };

/** Files that may be executables or shared libraries: by a mode, an ending, or for want of an ending. */
export function wantsExecutable(path: string, size: number, mode: number): FileWant | null {
  if (size < least) return null;
  if ((mode & 0o111) !== 0) return want;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isNamedSo = !name.includes('.') || /\.(?:so|dll|exe|dylib)$/i.test(name) || name.includes('.so.');
  return isNamedSo ? want : null;
}

/** Whether a file is a program or a shared library. */
export function isLinked(bytes: FileBytes): boolean {
  return readExecutables(bytes).executables.some(({ linked }) => linked);
}
