import { readInstalledFiles } from '../../../formats/apk/installed-files.ts';
import { readMd5sums } from '../../../formats/dpkg/file-lists.ts';
import type { RootFiles } from '../../../formats/root/root-files.ts';
import type { WatchRule } from '../../../formats/root/watch.ts';
import { readBdb } from '../../../formats/rpm/bdb.ts';
import { readHeader } from '../../../formats/rpm/header.ts';
import { readHeaderFiles } from '../../../formats/rpm/header-files.ts';
import { readNdb } from '../../../formats/rpm/ndb.ts';
import { readSqlite } from '../../../formats/rpm/sqlite.ts';
import type { FoundPackage } from '../file-packages.ts';
import { packageKey } from './databases.ts';
import { ofRpm } from './os-package.ts';
import { apkFolders, dpkgFolder, pacmanFolder, rpmFolders } from './places.ts';
import type { BroughtPackage } from './read-packages.ts';

/** By the path of a file that lists packages, or of a program that does not, the package of the distribution that installed it. */
export type Owners = ReadonlyMap<string, BroughtPackage>;

const listBytes = 16 << 20;

/** A file that a package may have installed. */
export type InstalledFile = Pick<FoundPackage, 'file' | 'fileLayer' | 'digests'>;

/** Lists of the files of packages, where these do not stand in the database itself. */
export const fileListRules: readonly WatchRule[] = [
  {
    folder: dpkgFolder,
    keep: (below) => (below === 'info' ? 0 : /^(?:info|status\.d)\/[^/]+\.md5sums$/.test(below) ? listBytes : null),
  },
  { folder: pacmanFolder, keep: (below) => (/^[^/]+\/files$/.test(below) ? listBytes : null) },
];

/** Folders that distributions made links when they merged them into `/usr`. */
const tops = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'];
const mergeable = new Set(tops.flatMap((top) => [top, `usr/${top}`]));
export const mergedRule: WatchRule = { folder: '', keep: (path) => (mergeable.has(path) ? 0 : null) };

/** Where distributions put the files of their packages. */
const owned = /^(?:usr|bin|sbin|lib|lib32|lib64|libx32|opt|etc|var|srv)\//;

/**
 * Tells which files that list packages are themselves of packages of the distribution: its advisories
 * speak for them.
 *
 * A file is so only as the package installed it. Where the database has its digest and that of the file
 * is known, these must agree; else the file must not come from a later layer than the package, as one
 * that was put over it does.
 */
export function fileOwners(
  root: RootFiles,
  installed: readonly BroughtPackage[],
  found: readonly InstalledFile[],
): Owners {
  const candidates = found.filter(({ file }) => owned.test(file));
  if (candidates.length === 0 || installed.length === 0) return new Map();
  const names = new Set(candidates.map(({ file }) => nameOf(file)));
  const real = merging(root);
  const wanted = new Map<string, InstalledFile[]>();
  for (const one of candidates) {
    const path = real(one.file);
    const same = wanted.get(path);
    if (same === undefined) wanted.set(path, [one]);
    else same.push(one);
  }
  const owners = new Map<string, BroughtPackage>();
  const claim = (path: string, owner: BroughtPackage | undefined, digests: Partial<FoundPackage['digests']>): void => {
    if (owner === undefined || !names.has(nameOf(path))) return;
    for (const one of wanted.get(real(path)) ?? []) if (isOf(one, owner, digests)) owners.set(one.file, owner);
  };
  const types = new Set(installed.map(({ type }) => type));
  if (types.has('deb')) claimDpkg(root, installed, names, claim);
  if (types.has('apk')) claimApk(root, installed, (path) => names.has(nameOf(path)) && wanted.has(real(path)), claim);
  if (types.has('rpm')) claimRpm(root, installed, claim);
  if (types.has('alpm')) claimPacman(root, installed, claim);
  return owners;
}

type Claim = (path: string, owner: BroughtPackage | undefined, digests: Partial<FoundPackage['digests']>) => void;

function isOf(
  { digests, fileLayer }: InstalledFile,
  owner: BroughtPackage,
  stated: Partial<FoundPackage['digests']>,
): boolean {
  for (const name of ['sha256', 'sha1', 'md5'] as const) {
    const digest = stated?.[name];
    if (digest !== undefined && digests !== undefined) return digest === digests[name];
  }
  return owner.layer !== null && fileLayer <= owner.layer;
}

/** So few names are looked for by themselves, which is faster than to look at every line. */
const few = 32;

/** @param names of the files that are looked for, without their folders */
function claimDpkg(
  root: RootFiles,
  installed: readonly BroughtPackage[],
  names: ReadonlySet<string>,
  claim: Claim,
): void {
  const ends = names.size > few ? null : [...names].map((name) => Buffer.from(`/${name}\n`));
  const byName = new Map<string, BroughtPackage>();
  for (const one of installed) {
    if (one.type !== 'deb') continue;
    byName.set(one.name, one);
    byName.set(`${one.name}:${one.architecture}`, one);
    // In status.d a list stands beside its stanza, whatever that is called.
    byName.set(one.file, one);
  }
  for (const folder of [`${dpkgFolder}/info`, `${dpkgFolder}/status.d`]) {
    for (const name of root.list(folder).names ?? []) {
      if (!name.endsWith('.md5sums')) continue;
      const stem = name.slice(0, -'.md5sums'.length);
      const owner = byName.get(`${folder}/${stem}`) ?? byName.get(stem);
      if (owner === undefined) continue;
      const { bytes } = root.read(`${folder}/${name}`);
      if (bytes === null || ends?.some((end) => bytes.includes(end)) === false) continue;
      for (const { path, md5 } of readMd5sums(bytes.toString('utf8'))) claim(path, owner, { md5 });
    }
  }
}

function claimApk(
  root: RootFiles,
  installed: readonly BroughtPackage[],
  wants: (path: string) => boolean,
  claim: Claim,
): void {
  const byKey = new Map(installed.map((one) => [`${one.name}\0${one.version}`, one]));
  for (const folder of apkFolders) {
    const { bytes } = root.read(`${folder}/installed`);
    if (bytes === null) continue;
    for (const { name, version, path, sha1 } of readInstalledFiles(bytes.toString('utf8'), wants)) {
      claim(path, byKey.get(`${name}\0${version}`), sha1 === null ? {} : { sha1 });
    }
  }
}

function claimRpm(root: RootFiles, installed: readonly BroughtPackage[], claim: Claim): void {
  const byKey = new Map(installed.map((one) => [packageKey(one), one]));
  for (const folder of rpmFolders) {
    for (const blob of headersIn(root, folder)) {
      if (typeof blob === 'string') continue;
      const header = readHeader(blob);
      if (typeof header === 'string') continue;
      const owner = byKey.get(packageKey(ofRpm(header)));
      for (const { path, digest, algorithm } of readHeaderFiles(blob)) {
        claim(path, owner, digest === null || algorithm === null ? {} : { [algorithm]: digest });
      }
    }
  }
}

function* headersIn(root: RootFiles, folder: string): Generator<Buffer | string> {
  const read = (name: string): Buffer | null => root.read(`${folder}/${name}`).bytes;
  const sqlite = read('rpmdb.sqlite');
  if (sqlite !== null) yield* readSqlite(sqlite, read('rpmdb.sqlite-wal'), read('rpmdb.sqlite-journal'));
  const ndb = read('Packages.db');
  if (ndb !== null) yield* readNdb(ndb);
  const bdb = read('Packages');
  if (bdb !== null) yield* readBdb(bdb);
}

function claimPacman(root: RootFiles, installed: readonly BroughtPackage[], claim: Claim): void {
  const byFolder = new Map(installed.map((one) => [`${one.name}-${one.version}`, one]));
  for (const folder of root.list(pacmanFolder).names ?? []) {
    const owner = byFolder.get(folder);
    const { bytes } = owner === undefined ? { bytes: null } : root.read(`${pacmanFolder}/${folder}/files`);
    for (const line of bytes?.toString('utf8').split('\n') ?? []) if (!line.startsWith('%')) claim(line, owner, {});
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Databases name files as they were before folders were merged, layers as they lie. */
function merging(root: RootFiles): (path: string) => string {
  const merged: [from: string, to: string][] = [];
  for (const top of mergeable) {
    const found = root.list(top);
    if (found.names !== null && found.path !== top) merged.push([`${top}/`, `${found.path}/`]);
  }
  return (path) => {
    const pair = merged.find(([from]) => path.startsWith(from));
    return pair === undefined ? path : pair[1] + path.slice(pair[0].length);
  };
}
