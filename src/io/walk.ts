import { readdirSync, readlinkSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { readText, reasonOf } from './files.ts';
import { IgnoreRules } from './ignore-rules.ts';

export interface WalkLimits {
  /** Files and folders met, wanted or not. */
  readonly entries: number;
  /** Folders within folders. */
  readonly depth: number;
}

export type WalkProblem = 'FILE_UNREADABLE' | 'FOLDER_UNREADABLE' | 'LINK_OUTSIDE' | 'WALK_LIMIT';

/** `relative` has slashes and no leading one; it is empty for the root. */
export type Walked =
  | { readonly kind: 'file'; readonly relative: string }
  /** Comes before what is in it: a moment at which a caller can stop or give way. */
  | { readonly kind: 'folder'; readonly relative: string }
  /** A folder, or a file that matters, which a pattern leaves out. */
  | { readonly kind: 'ignored'; readonly relative: string }
  | { readonly kind: 'problem'; readonly relative: string; readonly code: WalkProblem; readonly because: string };

export interface WalkOptions {
  /** By name: the files that matter. Trouble with others is no problem. */
  wanted(name: string): boolean;
  /** Patterns as in .gitignore. */
  readonly ignore: readonly string[];
  readonly limits: WalkLimits;
}

/** What versions and installed packages hold is not what the folder declares. */
const notEntered = new Set(['.git', '.hg', '.svn', 'node_modules']);
const ignoreFiles = ['.gitignore', '.plimsollignore'];
const maxIgnoreBytes = 1024 * 1024;

interface Link {
  readonly relative: string;
  readonly real: string;
  readonly depth: number;
  readonly rules: IgnoreRules;
}

/**
 * All wanted files below a folder, in the order of their names. A symbolic link is followed only to
 * what lies inside the folder and was not walked anyway, so that a cycle ends.
 */
export function* walk(root: string, options: WalkOptions): Generator<Walked> {
  yield* new Walk(root, options).run();
}

class Walk {
  readonly #root: string;
  readonly #options: WalkOptions;
  readonly #folders = new Set<string>();
  readonly #files = new Set<string>();
  readonly #links: Link[] = [];
  #entries = 0;

  constructor(root: string, options: WalkOptions) {
    this.#root = root;
    this.#options = options;
  }

  *run(): Generator<Walked> {
    let real: string;
    try {
      real = realpathSync(this.#root);
    } catch (error) {
      yield { kind: 'problem', relative: '', code: 'FOLDER_UNREADABLE', because: reasonOf(error) };
      return;
    }
    yield* this.#folder('', real, 0, IgnoreRules.of(this.#options.ignore));
    // After everything else, so that a link is followed only to what has no place of its own.
    // Folders that are followed may add more.
    for (let index = 0; index < this.#links.length; index++) yield* this.#follow(this.#links[index]!, real);
  }

  *#folder(relative: string, real: string, depth: number, outer: IgnoreRules): Generator<Walked> {
    if (this.#folders.has(real)) return;
    this.#folders.add(real);
    yield { kind: 'folder', relative };
    let entries: Dirent[];
    try {
      entries = readdirSync(real, { withFileTypes: true });
    } catch (error) {
      yield { kind: 'problem', relative, code: 'FOLDER_UNREADABLE', because: reasonOf(error) };
      return;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const rules = this.#rulesIn(relative, real, entries, outer);
    for (const entry of entries) {
      if (this.#entries === this.#options.limits.entries) {
        const because = `more than ${this.#entries} files and folders; the rest was not walked`;
        yield { kind: 'problem', relative, code: 'WALK_LIMIT', because };
      }
      if (++this.#entries > this.#options.limits.entries) return;
      yield* this.#entry(
        entry,
        relative === '' ? entry.name : `${relative}/${entry.name}`,
        join(real, entry.name),
        depth,
        rules,
      );
    }
  }

  *#entry(entry: Dirent, relative: string, real: string, depth: number, rules: IgnoreRules): Generator<Walked> {
    if (entry.isDirectory()) {
      if (notEntered.has(entry.name)) return;
      if (rules.ignores(relative, true)) yield { kind: 'ignored', relative };
      else if (depth === this.#options.limits.depth) {
        yield { kind: 'problem', relative, code: 'WALK_LIMIT', because: `lies deeper than ${depth} folders` };
      } else {
        yield* this.#folder(relative, real, depth + 1, rules);
      }
      return;
    }
    if (entry.isSymbolicLink()) {
      // Whether it leads to a folder is known only later, so both kinds of pattern count.
      if (!rules.ignores(relative, false) && !rules.ignores(relative, true))
        this.#links.push({ relative, real, depth, rules });
      return;
    }
    if (!this.#options.wanted(entry.name)) return;
    if (rules.ignores(relative, false)) {
      yield { kind: 'ignored', relative };
    } else if (entry.isFile()) {
      this.#files.add(real);
      yield { kind: 'file', relative };
    } else {
      yield { kind: 'problem', relative, code: 'FILE_UNREADABLE', because: `is ${specialKind(entry)}, not a file` };
    }
  }

  *#follow(link: Link, root: string): Generator<Walked> {
    const { relative } = link;
    const wanted = this.#options.wanted(relative.slice(relative.lastIndexOf('/') + 1));
    let real: string;
    let status: Stats;
    try {
      real = realpathSync(link.real);
      status = statSync(real);
    } catch (error) {
      if (wanted) yield { kind: 'problem', relative, code: 'FILE_UNREADABLE', because: linkReason(link.real, error) };
      return;
    }
    const isFolder = status.isDirectory();
    if (!isFolder && !wanted) return;
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      yield {
        kind: 'problem',
        relative,
        code: 'LINK_OUTSIDE',
        because: 'is a symbolic link that leads out of the folder',
      };
    } else if (isFolder) {
      const inside = real.slice(root.length).split(sep);
      if (!inside.some((name) => notEntered.has(name))) yield* this.#folder(relative, real, link.depth + 1, link.rules);
    } else if (!status.isFile()) {
      yield { kind: 'problem', relative, code: 'FILE_UNREADABLE', because: 'is a symbolic link to what is not a file' };
    } else if (!this.#files.has(real)) {
      this.#files.add(real);
      yield { kind: 'file', relative };
    }
  }

  #rulesIn(relative: string, real: string, entries: readonly Dirent[], outer: IgnoreRules): IgnoreRules {
    const texts: string[] = [];
    for (const name of ignoreFiles) {
      if (!entries.some((entry) => entry.name === name && entry.isFile())) continue;
      const read = readText(join(real, name), maxIgnoreBytes);
      if ('text' in read) texts.push(read.text);
    }
    return texts.length === 0 ? outer : outer.within(relative, texts);
  }
}

function specialKind(entry: Dirent): string {
  if (entry.isFIFO()) return 'a named pipe';
  if (entry.isSocket()) return 'a socket';
  return entry.isBlockDevice() || entry.isCharacterDevice() ? 'a device' : 'something else';
}

function linkReason(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT') return reasonOf(error);
  try {
    return `is a symbolic link to ${JSON.stringify(readlinkSync(path))}, which does not exist`;
  } catch {
    return reasonOf(error);
  }
}
