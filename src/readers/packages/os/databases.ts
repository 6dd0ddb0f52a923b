import { parseInstalled } from '../../../formats/apk/parse-installed.ts';
import { parseStatus } from '../../../formats/dpkg/parse-status.ts';
import { parseDesc } from '../../../formats/pacman/parse-desc.ts';
import type { RootFiles } from '../../../formats/root/root-files.ts';
import { readBdb } from '../../../formats/rpm/bdb.ts';
import { readContainerManifest } from '../../../formats/rpm/container-manifest.ts';
import { readHeaders, type RpmDatabase } from '../../../formats/rpm/header.ts';
import { readNdb } from '../../../formats/rpm/ndb.ts';
import { readSqlite } from '../../../formats/rpm/sqlite.ts';
import { apkFolders, dpkgFolder, manifestFolder, pacmanFolder, rpmFolders } from './places.ts';
import { ofApk, ofDpkg, ofPacman, ofRpm, type OsPackage } from './os-package.ts';

/** What could not be read of a database, or not understood. */
export interface DatabaseProblem {
  /** Path inside the image. */
  readonly file: string;
  readonly because: string;
}

export interface Databases {
  readonly packages: readonly OsPackage[];
  readonly problems: readonly DatabaseProblem[];
  /** Databases there are, readable or not. */
  readonly count: number;
}

/** What one file holds, before it is known where the file lies. */
interface Parsed {
  readonly packages: readonly OsPackage[];
  readonly absent: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Reads the package databases of a root. Kept over the layers of an image, it parses each version of
 * a file once.
 */
export class DatabaseReader {
  readonly #parsed = new WeakMap<Buffer, { readonly beside: readonly (Buffer | null)[]; readonly parsed: Parsed }>();

  read(root: RootFiles): Databases {
    const reading = new Reading(root, (bytes, beside, parse) => this.#once(bytes, beside, parse));
    reading.dpkg();
    for (const folder of apkFolders) {
      reading.file(`${folder}/installed`, (bytes) => {
        const { packages, problems } = parseInstalled(bytes.toString('utf8'));
        return { packages: packages.map((one) => ofApk(one)), absent: [], problems };
      });
    }
    for (const folder of rpmFolders) reading.rpm(folder);
    reading.file(`${manifestFolder}/container-manifest-2`, (bytes) =>
      rpmParsed(readContainerManifest(bytes.toString('utf8'))),
    );
    reading.pacman();
    return reading.databases();
  }

  #once(bytes: Buffer, beside: readonly (Buffer | null)[], parse: () => Parsed): Parsed {
    const held = this.#parsed.get(bytes);
    if (held !== undefined && held.beside.every((one, index) => one === beside[index])) return held.parsed;
    const parsed = parse();
    this.#parsed.set(bytes, { beside, parsed });
    return parsed;
  }
}

const maxProblems = 100;

type Once = (bytes: Buffer, beside: readonly (Buffer | null)[], parse: () => Parsed) => Parsed;

/** One reading of one state of a root. */
class Reading {
  readonly #root: RootFiles;
  readonly #once: Once;
  /** By type, name, architecture and version: two files may list one package. */
  readonly #packages = new Map<string, OsPackage>();
  readonly #problems = new Map<string, DatabaseProblem>();
  /** Files by where they really are, for one may be reached in two ways. */
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(root: RootFiles, once: Once) {
    this.#root = root;
    this.#once = once;
  }

  databases(): Databases {
    return { packages: [...this.#packages.values()], problems: [...this.#problems.values()], count: this.#count };
  }

  file(path: string, parse: (bytes: Buffer) => Parsed, beside: readonly (Buffer | null)[] = []): void {
    const bytes = this.#bytes(path);
    if (bytes === null || this.#seen.has(bytes.path)) return;
    this.#seen.add(bytes.path);
    this.#count++;
    this.#take(
      bytes,
      this.#once(bytes.bytes, beside, () => parse(bytes.bytes)),
    );
  }

  dpkg(): void {
    const parse = (bytes: Buffer): Parsed => {
      const { packages, absent, problems } = parseStatus(bytes.toString('utf8'));
      const gone = absent.map(({ name, architecture }) => `${name}:${architecture}`);
      return { packages: packages.map((one) => ofDpkg(one)), absent: gone, problems };
    };
    this.file(`${dpkgFolder}/status`, parse);
    for (const name of this.#names(`${dpkgFolder}/status.d`)) {
      if (!name.endsWith('.md5sums')) this.file(`${dpkgFolder}/status.d/${name}`, parse);
    }
    // In the order of their numbers, each after what it changes.
    const updates = this.#names(`${dpkgFolder}/updates`).filter((name) => /^\d+$/.test(name));
    for (const name of updates.toSorted((a, b) => Number(a) - Number(b))) {
      const found = this.#bytes(`${dpkgFolder}/updates/${name}`);
      if (found === null) continue;
      const parsed = this.#once(found.bytes, [], () => parse(found.bytes));
      const changed = new Set([...parsed.absent, ...parsed.packages.map((one) => `${one.name}:${one.architecture}`)]);
      for (const [key, one] of this.#packages) {
        if (one.type === 'deb' && changed.has(`${one.name}:${one.architecture}`)) this.#packages.delete(key);
      }
      this.#take(found, parsed);
    }
  }

  rpm(folder: string): void {
    const log = this.#bytes(`${folder}/rpmdb.sqlite-wal`)?.bytes ?? null;
    const journal = this.#bytes(`${folder}/rpmdb.sqlite-journal`)?.bytes ?? null;
    const sqlite = (bytes: Buffer): Parsed => rpmParsed(readHeaders(readSqlite(bytes, log, journal)));
    this.file(`${folder}/rpmdb.sqlite`, sqlite, [log, journal]);
    this.file(`${folder}/Packages.db`, (bytes) => rpmParsed(readHeaders(readNdb(bytes))));
    this.file(`${folder}/Packages`, (bytes) => rpmParsed(readHeaders(readBdb(bytes))));
  }

  pacman(): void {
    for (const name of this.#names(pacmanFolder)) {
      this.file(`${pacmanFolder}/${name}/desc`, (bytes) => {
        const found = parseDesc(bytes.toString('utf8'));
        return typeof found === 'string'
          ? { packages: [], absent: [], problems: [found] }
          : { packages: [ofPacman(found)], absent: [], problems: [] };
      });
    }
  }

  #take({ path: file, layer: fileLayer }: { path: string; layer: number }, { packages, problems }: Parsed): void {
    for (const one of packages) {
      const key = packageKey(one);
      if (!this.#packages.has(key)) this.#packages.set(key, { ...one, file, fileLayer });
    }
    for (const because of problems) this.#problem(file, because);
  }

  #problem(file: string, because: string): void {
    // Each is a gap, and one is enough to keep the answer open.
    if (this.#problems.size < maxProblems) this.#problems.set(`${file}\0${because}`, { file, because });
  }

  #bytes(path: string): { bytes: Buffer; path: string; layer: number } | null {
    const found = this.#root.read(path);
    if (found.bytes !== null) return found;
    if (found.why !== null) {
      this.#count++;
      this.#problem(path, found.why);
    }
    return null;
  }

  #names(path: string): readonly string[] {
    const found = this.#root.list(path);
    if (found.names !== null) return found.names;
    if (found.why !== null) this.#problem(path, found.why);
    return [];
  }
}

function rpmParsed({ packages, problems }: RpmDatabase): Parsed {
  return { packages: packages.map((one) => ofRpm(one)), absent: [], problems };
}

/** What makes two listings of a package the same. */
export function packageKey({ type, name, architecture, version }: OsPackage): string {
  return [type, name, architecture, version].join('\0');
}
