import { createHash } from 'node:crypto';
import { changeOf } from '../../formats/oci/changes.ts';
import { startsLikeExecutable } from '../../formats/executable/read-executables.ts';
import { PathListWriter } from '../../formats/root/path-list.ts';
import type { TarHeader } from '../../formats/tar/header.ts';
import { cleanName, linkPath } from '../../formats/tar/names.ts';
import type { FileAnalyser, FileBytes, FileFound } from '../../readers/packages/files/analyser.ts';
import { isLinked } from '../../readers/packages/files/executable-files.ts';
import type { HeldFile, LayerFiles } from '../../readers/packages/layer-files.ts';
import type { FileInterest } from './interest.ts';
import type { SearchedLayer } from '../../readers/secrets/searched.ts';
import type { LayerProblem } from './layer-report.ts';
import type { ImageLimits } from './limits.ts';
import { SecretSearch } from './secret-search.ts';

/** Who reads a file, under which name. */
interface Reader {
  readonly analyser: FileAnalyser;
  readonly path: string;
  readonly starts: ((first: Buffer) => boolean) | undefined;
}

/** A file whose body is wanted. */
export interface WantedFile {
  readonly path: string;
  readonly readers: readonly Reader[];
  /** Those for whom it is too large. */
  readonly refused: readonly Reader[];
  readonly size: number;
  /** Whether it is searched for secrets. */
  readonly searched: boolean;
}

/** What a link is taken to lead to, for analysers that ask for a size. */
const usualSize = 64 << 10;
/** Characters of a path (PATH_MAX); nothing that is run opens a longer one. */
const longestPath = 4096;
/** From this size on a result is freed of the text it was cut from. */
const worthFreeing = 4096;
/** From this size on a file that a package owns is not compared with what its package installed. */
const largestCompared = 1 << 20;
/** Bytes of all programs of a layer that are so compared: a layer that changes modes has a few, a base image all. */
const mostCompared = 4 << 20;
/** Where packages of distributions put files. */
const owned = /^(?:usr|lib|lib64|bin|sbin|opt|etc|var|srv)\//;

/** Gathers what analysers find in the files of one layer, and all its paths, which decide what stays of it. */
export class FileScan {
  readonly #limits: ImageLimits;
  readonly #interest: FileInterest;
  readonly #search: SecretSearch | null;
  readonly #held = new Map<string, HeldFile>();
  /** Folders that have something held below them. */
  readonly #folders = new Set<string>();
  /** Held hard links by what they link to. */
  readonly #linked = new Map<string, string[]>();
  readonly #paths: PathListWriter;
  readonly #links: PathListWriter;
  #bytes = 0;
  #comparable = mostCompared;
  #replaced = 0;
  readonly #problems = new Map<string, LayerProblem>();

  constructor(limits: ImageLimits, interest: FileInterest) {
    this.#limits = limits;
    this.#interest = interest;
    this.#search = interest.secrets === undefined ? null : new SecretSearch(interest.secrets);
    this.#paths = new PathListWriter(limits.pathBytes);
    this.#links = new PathListWriter(limits.pathBytes);
  }

  get files(): LayerFiles {
    return { paths: this.#paths.bytes(), links: this.#links.bytes(), held: this.#held };
  }

  /** Null when nobody asked for secrets. */
  get secrets(): SearchedLayer | null {
    return this.#search?.searched ?? null;
  }

  problems(): LayerProblem[] {
    return [...this.#problems.values()];
  }

  /** Call for every entry, in order. What is wanted is to be given to `begins`, and then to `read`. */
  entry(path: string, header: TarHeader): WantedFile | null {
    const change = changeOf(path);
    if (change.kind === 'metadata' || path === '') return null;
    const { type } = header;
    const kind =
      change.kind !== 'entry' ? change.kind : type === 'directory' ? type : type === 'symlink' ? type : 'file';
    const told = this.#paths.add(kind, change.kind === 'entry' ? path : change.path);
    if (!told || (kind === 'symlink' && !this.#links.add(kind, path))) {
      this.#problem('IMAGE_LIMIT', `the names of its files take more than ${this.#limits.pathBytes} bytes`);
    }
    if (change.kind !== 'entry') return null;
    this.#replace(path, type);
    if (type === 'file') return this.#file(path, header);
    if (type === 'hardlink') this.#hardlink(path, header);
    else if (type === 'symlink') this.#symlink(path, header);
    return null;
  }

  #file(path: string, header: TarHeader): WantedFile | null {
    const { size, stored, mode, sparse } = header;
    const readers: Reader[] = [];
    const refused: Reader[] = [];
    const ask = (name: string): void => {
      for (const analyser of this.#interest.analysers) {
        const want = analyser.wants(name, size, mode);
        if (want === null) continue;
        (size > want.limit ? refused : readers).push({ analyser, path: name, starts: want.starts });
      }
    };
    ask(path);
    if (this.#interest.also.size > 0) for (const name of this.#interest.also.get(path) ?? []) ask(name);
    const searched = this.#search?.wants(path, header) ?? false;
    if (readers.length + refused.length === 0 && !searched) return null;
    if (path.length > longestPath) {
      this.#problem('IMAGE_LIMIT', `a file that may list packages has a name of ${path.length} characters`);
      return null;
    }
    const wanted = { path, readers, refused, size, searched };
    if (!sparse) return wanted;
    // One of nothing but holes is all zeros.
    if (stored > 0 || [...readers, ...refused].some(({ starts }) => starts === undefined || starts(Buffer.alloc(4)))) {
      this.#unread(wanted, 'it is a sparse file');
    }
    return null;
  }

  /**
   * Whether anyone reads on, now that the first four bytes are known. Call once for a wanted file.
   * @param first all of it when it is shorter
   */
  begins(wanted: WantedFile, first: Buffer): boolean {
    const { path, readers, refused, size, searched } = wanted;
    if (refused.some((one) => passes(one, path, first))) this.#unread(wanted, `it is ${size} bytes large`);
    return searched || readers.some((one) => passes(one, path, first));
  }

  #unread({ path }: WantedFile, because: string): void {
    this.#lost(path, because);
  }

  /** Has a wanted file read of which `begins` said so. */
  read({ path, readers, size, searched }: WantedFile, bytes: FileBytes): void {
    if (searched) this.#search!.read(path, bytes);
    let own: FileFound | null = null;
    const as = new Map<string, FileFound>();
    const first = bytes.read(0, 4);
    for (const reader of readers) {
      if (!passes(reader, path, first)) continue;
      const { analyser, path: name } = reader;
      const found = foundBy(analyser, name, bytes);
      if (name === path) own = own === null ? found : joined(own, found);
      else {
        const before = as.get(name);
        as.set(name, before === undefined ? found : joined(before, found));
      }
    }
    const before = this.#held.get(path);
    if (before?.kind === 'file') own = own === null ? before.found : joined(before.found, own);
    const silent = [own, ...as.values()].every((one) => one === null || isEmpty(one));
    if (silent && startsLikeExecutable(first) && isLinked(bytes)) {
      this.#program(path, { kind: 'file', found: own ?? nothing, as: new Map(), program: true }, bytes);
      return;
    }
    if (as.size === 0 && (own === null || isEmpty(own))) return;
    const held: HeldFile = { kind: 'file', found: own ?? nothing, as };
    if (own !== null && own.packages.length > 0 && size <= largestCompared && owned.test(path)) {
      this.#hold(path, { ...held, digests: digestsOf(bytes) }, size);
    } else this.#hold(path, held, size);
  }

  /** A package may have installed it; that it still is as installed where a layer only changed its mode, digests tell. */
  #program(path: string, held: HeldFile, bytes: FileBytes): void {
    const { size } = bytes;
    const compared = size <= largestCompared && size <= this.#comparable && owned.test(path);
    if (compared) this.#comparable -= size;
    this.#hold(path, compared ? ({ ...held, digests: digestsOf(bytes) } as HeldFile) : held, path.length);
  }

  #hardlink(path: string, { linkName, mode }: TarHeader): void {
    const target = cleanName(linkName).path;
    if (target === '' || target.length > longestPath || path.length > longestPath) return;
    const wanted = this.#interest.analysers.some((analyser) => analyser.wants(path, usualSize, mode) !== null);
    if (!wanted && !this.#held.has(target)) return;
    if (target === path) {
      this.#lost(path, 'it is a hard link to itself');
      return;
    }
    this.#hold(path, { kind: 'hardlink', target, mode }, path.length);
    const links = this.#linked.get(target);
    if (links === undefined) this.#linked.set(target, [path]);
    else links.push(path);
  }

  #lost(path: string, because: string): void {
    this.#hold(path, { kind: 'file', found: unread(because), as: new Map() }, 0);
  }

  /** Links stay names of the file that stood here, which is not read again. */
  #outlived(path: string): void {
    for (const link of this.#linked.get(path) ?? []) {
      const held = this.#held.get(link);
      if (held?.kind !== 'hardlink' || held.target !== path) continue;
      this.#lost(link, `it is a hard link to /${path} as it was before the same layer replaced it`);
    }
    this.#linked.delete(path);
  }

  /** A link whose target is looked at by its own name says nothing new. By its mode, any link is a program: that says nothing either. */
  #symlink(path: string, { linkName }: TarHeader): void {
    const target = linkPath(path, linkName).path;
    if (target === '' || target.length > longestPath || path.length > longestPath) return;
    const lost = this.#interest.analysers.some(
      (analyser) =>
        analyser.wants(path, usualSize, 0o644) !== null && analyser.wants(target, usualSize, 0o755) === null,
    );
    if (lost) this.#hold(path, { kind: 'symlink' }, path.length);
  }

  /** A path that comes again stands for what came last, as unpacking would leave it. */
  #replace(path: string, type: TarHeader['type']): void {
    if (this.#held.size === 0) return;
    if (type !== 'directory' || this.#held.has(path)) this.#outlived(path);
    this.#held.delete(path);
    if (type === 'directory' || !this.#folders.has(path)) return;
    if (++this.#replaced > 1000) {
      this.#problem('IMAGE_LIMIT', 'replaces more than 1000 folders that it has itself');
      return;
    }
    this.#folders.delete(path);
    for (const held of this.#held.keys()) if (held.startsWith(`${path}/`)) this.#held.delete(held);
    for (const target of this.#linked.keys()) if (target.startsWith(`${path}/`)) this.#outlived(target);
    for (const folder of this.#folders) if (folder.startsWith(`${path}/`)) this.#folders.delete(folder);
  }

  #hold(path: string, one: HeldFile, size: number): void {
    if (this.#held.size >= this.#limits.foundFiles) {
      this.#problem('IMAGE_LIMIT', `has more than ${this.#limits.foundFiles} files that list packages`);
      return;
    }
    let kept = one;
    let bytes = size;
    if (one.kind === 'file' && size > worthFreeing) {
      // A name cut from a large text keeps all of the text alive; what was JSON once does not.
      const text = JSON.stringify([one.found, [...one.as]]);
      const [found, as] = JSON.parse(text) as [FileFound, [string, FileFound][]];
      kept = { ...one, found, as: new Map(as) };
      bytes = text.length;
    }
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.foundBytes) {
      this.#problem('IMAGE_LIMIT', `the packages of its files take more than ${this.#limits.foundBytes} bytes`);
      return;
    }
    this.#held.set(path, kept);
    for (let at = folderOf(path); at !== '' && !this.#folders.has(at); at = folderOf(at)) this.#folders.add(at);
  }

  #problem(code: LayerProblem['code'], because: string): void {
    this.#problems.set(code + because.slice(0, 20), { code, because, hides: true });
  }
}

const nothing: FileFound = { packages: [], problems: [] };

/** What a link wants is read even when nobody takes it, so that it is known to have been looked at. */
function passes({ path, starts }: Reader, own: string, first: Buffer): boolean {
  return starts === undefined || path !== own || starts(first);
}

/** An analyser promises not to throw; the one that does has not seen the file, and no more. */
function foundBy(analyser: FileAnalyser, path: string, bytes: FileBytes): FileFound {
  try {
    return analyser.read(path, bytes);
  } catch (error) {
    return unread(`the reader of ${analyser.name} met ${(error as Error).message}`);
  }
}

function isEmpty({ packages, problems }: FileFound): boolean {
  return packages.length === 0 && problems.length === 0;
}

function unread(because: string): FileFound {
  return { packages: [], problems: [{ because: `was not read: ${because}` }] };
}

function joined(a: FileFound, b: FileFound): FileFound {
  return { packages: [...a.packages, ...b.packages], problems: [...a.problems, ...b.problems] };
}

function digestsOf(bytes: FileBytes): { md5: string; sha1: string; sha256: string } {
  const all = bytes.read(0, bytes.size);
  const digest = (name: string): string => createHash(name).update(all).digest('hex');
  return { md5: digest('md5'), sha1: digest('sha1'), sha256: digest('sha256') };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
