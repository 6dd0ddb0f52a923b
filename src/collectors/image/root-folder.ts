import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Dirent,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { LayerChanges, LayerEntry } from '../../formats/root/root-files.ts';
import type { TarHeader } from '../../formats/tar/header.ts';
import { reasonOf } from '../../io/files.ts';
import type { FileBytes } from '../../readers/packages/files/analyser.ts';
import type { SearchedLayer } from '../../readers/secrets/searched.ts';
import type { LayerFiles } from '../../readers/packages/layer-files.ts';
import { FileScan, type WantedFile } from './file-scan.ts';
import type { Interest } from './interest.ts';
import type { LayerProblem } from './layer-report.ts';
import type { ImageLimits } from './limits.ts';
import { PeekedFile } from './peeked-file.ts';

interface FolderRead {
  readonly changes: LayerChanges;
  readonly files: LayerFiles;
  readonly secrets: SearchedLayer | null;
  readonly problems: readonly LayerProblem[];
}

/** What kernel and runtime mount there is no part of a root, and endless. */
const mounted = new Set(['proc', 'sys', 'dev']);
/** Entries after which others get their turn. */
const turn = 2000;

/**
 * What is watched of a root that lies unpacked in a folder, and what its files hold, as if one layer had
 * brought it. Links are never followed here: where they lead is told by `RootFiles`, which ends at the root.
 */
export async function readRootFolder(
  folder: string,
  limits: ImageLimits,
  interest: Interest,
  signal: AbortSignal,
): Promise<FolderRead> {
  const entries = new Map<string, LayerEntry>();
  const problems: LayerProblem[] = [];
  const scan = new FileScan(limits, interest.files);
  let seen = 0;
  let full = false;
  const folders = [''];
  for (let path = folders.pop(); path !== undefined && !full; path = folders.pop()) {
    let list: Dirent[];
    try {
      list = readdirSync(join(folder, path), { withFileTypes: true });
    } catch (error) {
      problems.push({ code: 'FOLDER_UNREADABLE', because: `/${path} ${reasonOf(error)}`, hides: true });
      continue;
    }
    for (const one of list) {
      if (++seen % turn === 0) {
        await setImmediate();
        signal.throwIfAborted();
      }
      const at = path === '' ? one.name : `${path}/${one.name}`;
      const keep = interest.watch.keep(at);
      if (keep !== null) {
        if (entries.size >= limits.watched || seen > limits.entries) {
          const because =
            seen > limits.entries
              ? `has more than ${limits.entries} entries`
              : `has more than ${limits.watched} files of package databases`;
          problems.push({ code: 'IMAGE_LIMIT', because, hides: true });
          full = true;
          break;
        }
        entries.set(at, entryOf(join(folder, at), one, keep, limits, interest));
      }
      if (interest.files.analysers.length > 0) offer(scan, folder, at, one, problems);
      const entered = keep !== null || interest.files.analysers.length > 0;
      if (one.isDirectory() && entered && !(path === '' && mounted.has(one.name))) folders.push(at);
    }
  }
  return {
    changes: { entries, whiteouts: new Set(), opaques: new Set() },
    files: scan.files,
    secrets: scan.secrets,
    problems: [...problems, ...scan.problems()],
  };
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

/** Offers an entry to the analysers, and has them read it at the places that they ask for. */
function offer(scan: FileScan, folder: string, at: string, one: Dirent, problems: LayerProblem[]): void {
  const path = join(folder, at);
  try {
    const wanted = scan.entry(at, headerOf(path, at, one));
    if (wanted !== null) withFile(path, (bytes) => readWanted(scan, wanted, bytes));
  } catch (error) {
    if (problems.length < 100) {
      problems.push({ code: 'FILE_UNREADABLE', because: `/${at} ${reasonOf(error)}`, hides: true });
    }
  }
}

function readWanted(scan: FileScan, wanted: WantedFile, bytes: FileBytes): void {
  if (scan.begins(wanted, bytes.read(0, 4))) scan.read(wanted, bytes);
}

function headerOf(path: string, name: string, one: Dirent): TarHeader {
  const plain = { name, linkName: '', mode: 0, size: 0, stored: 0, sparse: false };
  if (one.isDirectory()) return { ...plain, type: 'directory' };
  if (one.isSymbolicLink()) return { ...plain, type: 'symlink', linkName: readlinkSync(path) };
  if (!one.isFile()) return { ...plain, type: 'other' };
  const { mode, size } = lstatSync(path);
  return { ...plain, type: 'file', mode: mode & 0o7777, size, stored: size };
}

/** Never through a link, and never waiting for a pipe. */
function withFile(path: string, use: (bytes: FileBytes) => void): void {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return;
    const { size } = stats;
    use(new PeekedFile((position, length) => readAt(descriptor, position, length), 0, size));
  } finally {
    closeSync(descriptor);
  }
}

function readAt(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let have = 0;
  while (have < length) {
    const read = readSync(descriptor, bytes, have, length - have, position + have);
    if (read === 0) break;
    have += read;
  }
  return bytes.subarray(0, have);
}

/** A string says why there is nothing. */
function readFile(path: string, keep: number, limits: ImageLimits, interest: Interest): Buffer | string {
  let content: Buffer | string = 'it is no file';
  try {
    withFile(path, (bytes) => {
      const { size } = bytes;
      if (size > keep) content = `it is ${size} bytes large`;
      else if (size > interest.left) content = `the databases take more than ${limits.databaseBytes} bytes`;
      else {
        interest.left -= size;
        const read = bytes.read(0, size);
        content = read.length === size ? read : 'it changed while it was read';
      }
    });
  } catch (error) {
    return reasonOf(error);
  }
  return content;
}
