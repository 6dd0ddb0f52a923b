import { statSync } from 'node:fs';
import { join } from 'node:path';
import { AdvisoryDatabase } from '../advisories/database.ts';
import { advisoriesPath, homeOf } from '../io/home.ts';
import type { Advisories } from './scan-images.ts';

/**
 * Opens the database of advisories: the one that was named (a file, or the folder that holds
 * `advisories.db`), else the one that `advisories update` writes. Close it when all was asked.
 */
export function openAdvisories(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Advisories {
  const path = named === undefined ? advisoriesPath(homeOf(environment)) : fileAt(named);
  if (statSync(path, { throwIfNoEntry: false }) === undefined)
    return { path, because: 'there is no database of advisories' };
  const opened = AdvisoryDatabase.open(path);
  return typeof opened === 'string' ? { path, because: `it cannot be opened: ${opened}` } : { database: opened };
}

export function closeAdvisories(advisories: Advisories): void {
  if ('database' in advisories) advisories.database.close();
}

function fileAt(named: string): string {
  return statSync(named, { throwIfNoEntry: false })?.isDirectory() === true ? join(named, 'advisories.db') : named;
}
