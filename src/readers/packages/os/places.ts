import type { WatchRule } from '../../../formats/root/watch.ts';

/** Bytes of the largest database that is read; those of rpm hold the names of all files. */
const megabyte = 2 ** 20;
const statusBytes = 64 * megabyte;
const stanzaBytes = 4 * megabyte;
const rpmBytes = 256 * megabyte;

/** apk keeps its database below `lib`, since version 3 below `usr/lib`. */
export const apkFolders = ['lib/apk/db', 'usr/lib/apk/db'];
/** rpm's `_dbpath`: its own, that of Fedora and SUSE, that of ostree. */
export const rpmFolders = ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm'];
export const dpkgFolder = 'var/lib/dpkg';
export const pacmanFolder = 'var/lib/pacman/local';
/** Distroless images of CBL-Mariner and Azure Linux keep a list in place of the database. */
export const manifestFolder = 'var/lib/rpmmanifest';

const rpmFiles = new Set(['Packages', 'Packages.db', 'rpmdb.sqlite', 'rpmdb.sqlite-wal', 'rpmdb.sqlite-journal']);

function dpkg(below: string): number | null {
  if (below === 'status') return statusBytes;
  if (below === 'status.d' || below === 'updates') return 0;
  return isStatusPart(below) || isUpdate(below) ? stanzaBytes : null;
}

/** Files of status.d but for the lists of checksums beside them. */
function isStatusPart(below: string): boolean {
  return /^status\.d\/[^/]+$/.test(below) && !below.endsWith('.md5sums');
}

/** dpkg reads a journal of changes that were not yet put into `status`: files with numbers as names. */
function isUpdate(below: string): boolean {
  return /^updates\/\d+$/.test(below);
}

function pacman(below: string): number | null {
  const slash = below.indexOf('/');
  if (slash === -1) return below === 'ALPM_DB_VERSION' ? null : 0;
  return below.slice(slash + 1) === 'desc' ? stanzaBytes : null;
}

/** The files of all package databases that are read. */
export const databaseRules: readonly WatchRule[] = [
  { folder: dpkgFolder, keep: dpkg },
  { folder: pacmanFolder, keep: pacman },
  { folder: manifestFolder, keep: (below) => (below === 'container-manifest-2' ? statusBytes : null) },
  ...apkFolders.map((folder) => ({ folder, keep: (below: string) => (below === 'installed' ? statusBytes : null) })),
  ...rpmFolders.map((folder) => ({ folder, keep: (below: string) => (rpmFiles.has(below) ? rpmBytes : null) })),
];
