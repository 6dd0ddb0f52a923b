import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../../formats/oci/json.ts';
import { tarLimits } from '../../formats/tar/assemble.ts';
import { cleanName } from '../../formats/tar/names.ts';
import { walkTar } from '../../formats/tar/walk.ts';
import { BlobFile } from '../../io/image/file.ts';
import { compressionOf } from '../../io/image/inflate.ts';
import { entriesOf, inflated } from './entries.ts';
import { imageLimits } from './limits.ts';

/** `root-archive` and `root-folder` are root filesystems without an image around them. */
export type ImageKind = 'docker-archive' | 'oci-archive' | 'oci-layout' | 'root-archive' | 'root-folder';

/**
 * What kind of image a path holds, by its content; null when it is none, or cannot be read. An
 * archive of Docker 25 and later, which is an OCI layout as well, is a docker-archive. A broken
 * archive is of a kind as long as its names show it, so that its collector can say what is broken.
 */
export async function imageKind(path: string): Promise<ImageKind | null> {
  try {
    const stats = await stat(path, { bigint: true });
    if (stats.isDirectory()) return await folderKind(path);
    // It is asked by whoever finds a target and again by whoever looks into it: an archive is opened once.
    const key = [path, stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join('\0');
    if (last?.key !== key) last = { key, kind: fileKind(path) };
    return await last.kind;
  } catch {
    return null;
  }
}

let last: { readonly key: string; readonly kind: Promise<ImageKind | null> } | null = null;

async function fileKind(path: string): Promise<ImageKind | null> {
  try {
    if (await isRootArchive(path)) return 'root-archive';
    const file = await BlobFile.open(path);
    try {
      return await archiveKind(file);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

async function folderKind(path: string): Promise<ImageKind | null> {
  if (await isFile(join(path, 'oci-layout'))) return 'oci-layout';
  // A folder is asked about only when it was called an image, and one that is no layout can but be what
  // an image unpacks to, with an operating system in it or without.
  if (!(await isFile(join(path, 'index.json')))) return 'root-folder';
  // Many a folder has an index.json: this one must look like an index or manifest.
  const file = await BlobFile.open(join(path, 'index.json'));
  try {
    if (file.size > imageLimits.jsonBytes) return null;
    const root = readJson(await file.readAt(0, file.size), 'image', path);
    if (typeof root === 'string') return null;
    return root.get('schemaVersion').number().value === 2 ? 'oci-layout' : null;
  } finally {
    await file.close();
  }
}

/** The first folder of each path of the Filesystem Hierarchy Standard; no image archive has one. */
const rootFolders = new Set(
  'bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var'.split(' '),
);

/** Whether a path holds a root filesystem and no image; null when it does not, or cannot be read. */
export async function rootKind(path: string): Promise<'root-archive' | 'root-folder' | null> {
  const kind = await imageKind(path);
  return kind === 'root-archive' || kind === 'root-folder' ? kind : null;
}

/** The root itself, and the empty file that `docker export` puts first: neither says what follows. */
const silentNames = new Set(['', '.dockerenv']);

/** True when an archive holds a root filesystem, by the first name in it that says anything. */
async function isRootArchive(path: string): Promise<boolean> {
  const file = await BlobFile.open(path);
  try {
    const format = compressionOf(await file.readAt(0, 4));
    for await (const { name } of format === 'none' ? plainEntries(file) : inflatedEntries(file, format)) {
      const { path: clean, fault } = cleanName(name);
      if (!silentNames.has(clean) && fault === null) return rootFolders.has(clean.split('/')[0]!);
    }
    return false;
  } finally {
    await file.close();
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** How far into a compressed archive names are looked for; an image shows what it is at its start. */
const inflatedBytes = 32 << 20;

async function archiveKind(file: BlobFile): Promise<ImageKind | null> {
  const format = compressionOf(await file.readAt(0, 4));
  let kind: ImageKind | null = null;
  for await (const { name, start } of format === 'none' ? plainEntries(file) : inflatedEntries(file, format)) {
    const { path } = cleanName(name);
    if (savedName.test(path)) return 'docker-archive';
    if (path === 'manifest.json' && /^\s*(\[|null)/.test(await start())) return 'docker-archive';
    if (path === 'oci-layout' || blobName.test(path)) kind = 'oci-archive';
  }
  return kind;
}

/** What Docker (`repositories` and `ID/json` also before 1.10), podman and their kin name the parts of a saved image. */
const savedName = /^(repositories|[0-9a-f]{64}(\.json|\.tar(\.gz)?|\/(layer\.tar|VERSION|json))|sha256:[0-9a-f]{64})$/;
const blobName = /^blobs\/sha(256|512)\/[0-9a-f]+$/;

interface Named {
  readonly name: string;
  /** The first characters of the body. */
  readonly start: () => Promise<string>;
}

async function* plainEntries(file: BlobFile): AsyncGenerator<Named> {
  for await (const found of walkTar(file, { ...tarLimits, entries: imageLimits.archiveEntries })) {
    if ('problem' in found) {
      if (found.cut !== undefined) yield { name: found.cut.name, start: () => Promise.resolve('') };
      return;
    }
    const { header, start } = found;
    const length = Math.min(64, header.stored);
    yield { name: header.name, start: async () => (await file.readAt(start, length)).toString('latin1') };
  }
}

async function* inflatedEntries(file: BlobFile, format: 'gzip' | 'zstd'): AsyncGenerator<Named> {
  const limits = { ...imageLimits, inflatedBytes };
  for await (const entry of entriesOf(inflated(file, format, limits, new AbortController().signal), limits)) {
    if ('fault' in entry) return;
    yield {
      name: entry.header.name,
      async start() {
        for await (const part of entry.body()) return part.toString('latin1', 0, 64);
        return '';
      },
    };
  }
}
