import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/** Between two looks whether a lock was let go. */
const pause = 100;

/**
 * Does something while no other process that takes the same lock does. It is SQLite's lock on a file,
 * which the kernel holds: it is gone with the process however that ends, so that none is ever stale and
 * none has to be broken.
 *
 * @param waiting called once, with what the holder says of itself, when another holds it
 * @throws the reason of `signal` when it is aborted meanwhile; what `act` throws
 */
export async function exclusively<T>(
  path: string,
  options: { readonly signal: AbortSignal; waiting(holder: string): void },
  act: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const lock = new DatabaseSync(path);
  try {
    for (let told = false; !taken(lock); told = true) {
      if (!told) options.waiting(holderOf(path));
      await sleep(pause, undefined, { signal: options.signal });
    }
    writeFileSync(noteOf(path), `process ${process.pid}, since ${new Date().toISOString()}`);
    try {
      return await act();
    } finally {
      rmSync(noteOf(path), { force: true });
      lock.exec('ROLLBACK');
    }
  } finally {
    lock.close();
  }
}

function taken(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    // SQLITE_BUSY
    if ((error as { errcode?: number }).errcode === 5) return false;
    throw error;
  }
}

const noteOf = (path: string): string => `${path}.holder`;

function holderOf(path: string): string {
  try {
    return readFileSync(noteOf(path), 'utf8').slice(0, 200);
  } catch {
    return 'another process';
  }
}
