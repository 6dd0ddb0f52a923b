import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where Plimsoll keeps files: absolute paths of folders that need not exist yet. */
export interface Home {
  /** What can be made again: layers that were read, compiled code. */
  readonly cache: string;
  /** What was fetched: feeds, and the database of advisories. */
  readonly data: string;
  /** What came to be here and cannot be fetched again: stored inventories. */
  readonly state: string;
}

/**
 * The folders below PLIMSOLL_HOME when it is set, else those of the XDG Base Directory Specification 0.8,
 * which says that a relative path in its variables is invalid and to be ignored.
 */
export function homeOf(environment: Readonly<Record<string, string | undefined>>): Home {
  const own = environment.PLIMSOLL_HOME;
  if (own !== undefined && own !== '') {
    const folder = resolve(own);
    return { cache: join(folder, 'cache'), data: join(folder, 'data'), state: join(folder, 'state') };
  }
  const person = environment.HOME;
  const home = person !== undefined && isAbsolute(person) ? person : homedir();
  const below = (variable: string, otherwise: string): string => {
    const stated = environment[variable];
    return join(stated !== undefined && isAbsolute(stated) ? stated : join(home, otherwise), 'plimsoll');
  };
  return {
    cache: below('XDG_CACHE_HOME', '.cache'),
    data: below('XDG_DATA_HOME', '.local/share'),
    state: below('XDG_STATE_HOME', '.local/state'),
  };
}

/** The database of advisories: what `advisories update` writes and everything else opens. */
export function advisoriesPath({ data }: Home): string {
  return join(data, 'advisories', 'advisories.db');
}

/** Inventories of images that were stored to be watched. */
export function inventoriesPath({ state }: Home): string {
  return join(state, 'inventories', 'inventories.db');
}

/** Runs that were recorded. */
export function historyPath({ state }: Home): string {
  return join(state, 'history', 'runs.db');
}
