import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { TextRead } from '../../io/files.ts';
import type { ComposeProject } from '../../readers/compose/read-compose.ts';
import { composeNameOf } from './file-kinds.ts';

/**
 * The overrides of Compose files by the path of the file that they belong to: Compose reads
 * `compose.yaml` and `compose.override.yaml` of one folder as one project.
 */
export function overridesOf(files: readonly string[]): Map<string, string> {
  const mains = new Map<string, string>();
  for (const file of files) {
    const name = composeNameOf(baseName(file));
    // `.yaml` sorts before `.yml` and is what Compose prefers too.
    const key = name === null || name.isOverride ? null : `${folderOf(file)}${name.stem}`;
    if (key !== null && !mains.has(key)) mains.set(key, file);
  }
  const overrides = new Map<string, string>();
  for (const file of files) {
    const name = composeNameOf(baseName(file));
    const main = name?.isOverride === true ? mains.get(`${folderOf(file)}${name.stem}`) : undefined;
    if (main !== undefined && !overrides.has(main)) overrides.set(main, file);
  }
  return overrides;
}

/**
 * How a Compose project reads the files that it names: relative to its own folder, and only below
 * the target, so that a project cannot make Plimsoll read what was not asked about.
 *
 * @param root the target folder
 * @param folder the project's folder, absolute
 * @param readFile the text of a file, by its absolute path without links, and as it was named
 */
export function projectReader(
  root: string,
  folder: string,
  readFile: (path: string, named: string) => TextRead,
): ComposeProject['read'] {
  return (path) => {
    const wanted = resolve(folder, path);
    if (!isBelow(root, wanted)) return { unreadable: 'lies outside the folder that was asked about' };
    let real: string;
    try {
      real = realpathSync(wanted);
      if (!isBelow(realpathSync(root), real))
        return { unreadable: 'is a link that leads out of the folder that was asked about' };
    } catch {
      real = wanted;
    }
    const read = readFile(real, wanted);
    if ('text' in read) return { text: read.text };
    return read.missing ? { missing: true } : { unreadable: read.because };
  };
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** With the slash at its end; empty for a file of the root. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}

export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
