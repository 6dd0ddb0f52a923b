import { constants, closeSync, fstatSync, openSync, readdirSync, readlinkSync, readSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { LayerChanges, LayerEntry } from '../../formats/root/root-files.ts';
import { reasonOf } from '../../io/files.ts';
import type { Interest, LayerProblem } from './layer.ts';
import type { ImageLimits } from './limits.ts';

/**
 * What is watched of a root that lies unpacked in a folder, as if one layer had brought it. Links are
 * never followed here: where they lead is told by `RootFiles`, which ends at the root.
 */
export function readRootFolder(
  folder: string,
  limits: ImageLimits,
  interest: Interest,
): { readonly changes: LayerChanges; readonly problems: readonly LayerProblem[] } {
  const entries = new Map<string, LayerEntry>();
  const problems: LayerProblem[] = [];
  const visit = (path: string): void => {
    let list: Dirent[];
    try {
      list = readdirSync(join(folder, path), { withFileTypes: true });
    } catch (error) {
      problems.push({ code: 'FOLDER_UNREADABLE', because: `/${path} ${reasonOf(error)}`, hides: true });
      return;
    }
    for (const one of list) {
      const at = path === '' ? one.name : `${path}/${one.name}`;
      const keep = interest.watch.keep(at);
      if (keep === null) continue;
      if (entries.size >= limits.watched) {
        const because = `has more than ${limits.watched} files of package databases`;
        problems.push({ code: 'IMAGE_LIMIT', because, hides: true });
        return;
      }
      entries.set(at, entryOf(join(folder, at), one, keep, limits, interest));
      if (one.isDirectory()) visit(at);
    }
  };
  visit('');
  return { changes: { entries, whiteouts: new Set(), opaques: new Set() }, problems };
}

function entryOf(path: string, one: Dirent, keep: number, limits: ImageLimits, interest: Interest): LayerEntry {
  if (one.isDirectory()) return { type: 'directory', target: '', bytes: null };
  if (one.isSymbolicLink()) {
    try {
      return { type: 'symlink', target: readlinkSync(path), bytes: null };
    } catch (error) {
      return { type: 'file', target: '', bytes: null, why: reasonOf(error) };
    }
  }
  if (!one.isFile()) return { type: 'other', target: '', bytes: null };
  const content = keep === 0 ? 'not kept' : readFile(path, keep, limits, interest);
  return typeof content === 'string'
    ? { type: 'file', target: '', bytes: null, why: content }
    : { type: 'file', target: '', bytes: content };
}

/** A string says why there is nothing. */
function readFile(path: string, keep: number, limits: ImageLimits, interest: Interest): Buffer | string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return 'it is no file';
    if (stats.size > keep) return `it is ${stats.size} bytes large`;
    if (stats.size > interest.left) return `the databases take more than ${limits.databaseBytes} bytes`;
    interest.left -= stats.size;
    const bytes = Buffer.allocUnsafe(stats.size);
    let have = 0;
    while (have < bytes.length) {
      const read = readSync(descriptor, bytes, have, bytes.length - have, have);
      if (read === 0) return 'it changed while it was read';
      have += read;
    }
    return bytes;
  } catch (error) {
    return reasonOf(error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
