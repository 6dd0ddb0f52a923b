import { lstatSync, readdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { readText, reasonOf, type TextRead } from './files.ts';

export interface FileStatus {
  readonly type: 'file' | 'folder' | 'socket' | 'device' | 'pipe';
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** What a path of the system leads to. Absent only when that was really seen. */
export type Lookup =
  /** `target` is the path without symbolic links, as a process of that system would see it. */
  | { readonly state: 'there'; readonly target: string; readonly status: FileStatus }
  | { readonly state: 'absent'; readonly because: string }
  | { readonly state: 'hidden'; readonly because: string };

export type Listing =
  | { readonly state: 'there'; readonly names: readonly string[] }
  | { readonly state: 'absent' }
  | { readonly state: 'hidden'; readonly because: string };

/** As many as the kernel follows (path_resolution(7)). */
const maxLinks = 40;
/** Names of one folder. */
const maxNames = 20_000;

/**
 * The file system of a machine: the running one's (`/`), or a root file system that is mounted or copied
 * somewhere. Symbolic links are followed inside of it: an absolute one begins at its root, and `..` does
 * not lead out.
 *
 * It is synchronous like all small looks at files here: some hundred of them in a row.
 */
export class RootView {
  readonly root: string;
  constructor(root: string) {
    this.root = root;
  }

  look(path: string): Lookup {
    const found = this.#resolve(path);
    if (found.state !== 'there') return found;
    const type = typeOf(found.stats);
    if (type === null) return { state: 'hidden', because: 'is of no known type' };
    const { mode, uid, gid } = found.stats;
    return { state: 'there', target: found.target, status: { type, mode: mode & 0o7777, uid, gid } };
  }

  /** Names in a folder, in order. */
  list(path: string): Listing {
    const found = this.#resolve(path);
    if (found.state === 'absent') return { state: 'absent' };
    if (found.state === 'hidden') return found;
    if (!found.stats.isDirectory()) return { state: 'absent' };
    try {
      const names = readdirSync(join(this.root, found.target));
      if (names.length > maxNames) return { state: 'hidden', because: `holds more than ${maxNames} names` };
      return { state: 'there', names: names.toSorted() };
    } catch (error) {
      return { state: 'hidden', because: reasonOf(error) };
    }
  }

  /** Text of a regular file; `missing` only when it was really seen to be absent. */
  text(path: string, maxBytes: number): TextRead {
    const found = this.#resolve(path);
    if (found.state !== 'there')
      return { problem: 'FILE_UNREADABLE', because: found.because, missing: found.state === 'absent' };
    return readText(join(this.root, found.target), maxBytes);
  }

  #resolve(
    path: string,
  ): { readonly state: 'there'; readonly target: string; readonly stats: Stats } | Exclude<Lookup, { state: 'there' }> {
    let rest = segments(path);
    let here: string[] = [];
    let stats: Stats | undefined;
    let links = 0;
    try {
      stats = this.#status([]);
      while (rest.length > 0) {
        const [name, ...others] = rest as [string, ...string[]];
        rest = others;
        if (!stats.isDirectory()) return { state: 'absent', because: `/${here.join('/')} is no folder` };
        if (name === '..') {
          here = here.slice(0, -1);
          stats = this.#status(here);
          continue;
        }
        const full = join(this.root, ...here, name);
        stats = lstatSync(full);
        if (!stats.isSymbolicLink()) {
          here.push(name);
          continue;
        }
        if (++links > maxLinks) return { state: 'hidden', because: 'leads through too many symbolic links' };
        const link = readlinkSync(full);
        if (link.startsWith('/')) here = [];
        rest = [...segments(link), ...rest];
        stats = this.#status(here);
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const because = reasonOf(error);
      return code === 'ENOENT' || code === 'ENOTDIR' ? { state: 'absent', because } : { state: 'hidden', because };
    }
    return { state: 'there', target: `/${here.join('/')}`, stats };
  }

  /** Of a place without links in it; the root itself may be named by one. */
  #status(here: readonly string[]): Stats {
    return here.length === 0 ? statSync(this.root) : lstatSync(join(this.root, ...here));
  }
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

function typeOf(stats: Stats): FileStatus['type'] | null {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isSocket()) return 'socket';
  if (stats.isFIFO()) return 'pipe';
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'device' : null;
}
