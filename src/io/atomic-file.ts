import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

const hour = 3_600_000;

/**
 * Makes a file as a whole or not at all: it is written under another name in the same folder, brought
 * to the disk, and renamed. Whoever has the old one open keeps it; whoever opens the name gets the old
 * or the new one, at any moment, a power cut included.
 *
 * @param write makes the file at the path it is given
 * @param lasting false where it may be lost, or be cut, in a power cut, because its readers would notice: that is faster
 * @throws what `write` throws, or the system's error; the old file stays then
 */
export async function replaceFile(
  path: string,
  write: (temporary: string) => Promise<void>,
  lasting = true,
): Promise<void> {
  const folder = dirname(path);
  removeAbandoned(folder, basename(path));
  const temporary = join(folder, `.${basename(path)}.${host}.${process.pid}.${randomBytes(6).toString('hex')}.part`);
  try {
    await write(temporary);
    if (lasting) synchronize(temporary);
    renameSync(temporary, path);
    if (lasting) synchronize(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Dots part the name of a temporary file. */
const host = hostname().replaceAll(/[^A-Za-z0-9-]/g, '-');

/**
 * What killed processes left behind. A process of another machine, or of a container, cannot be asked
 * whether it lives: its file goes after a day.
 */
function removeAbandoned(folder: string, name: string): void {
  for (const found of readdirSync(folder)) {
    if (!found.startsWith(`.${name}.`) || !found.endsWith('.part')) continue;
    const [where, pid] = found.slice(name.length + 2).split('.');
    const path = join(folder, found);
    if (where === host ? !isAlive(Number(pid)) : isOld(path)) rmSync(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function isOld(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > 24 * hour;
  } catch {
    return false;
  }
}

/** On the disk before anything names it: a power cut must not leave a name without its bytes. */
export function synchronize(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
