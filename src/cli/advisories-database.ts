import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HttpClient } from '../io/http/client.ts';
import { advisoriesPath, homeOf } from '../io/home.ts';
import type { Arguments, Option } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** What all commands about the database take; `images scan` has the same. */
export const databaseOption: Option = {
  name: 'advisories',
  value: 'PATH',
  help: 'the database, or its folder, in place of the one in the data folder',
};

/** The database that is meant: an absolute path. */
export function databaseOf(given: Arguments, { environment }: Terminal): string {
  const named = given.text('advisories');
  if (named === undefined) return advisoriesPath(homeOf(environment));
  const path = resolve(named);
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, 'advisories.db') : path;
}

/** A client of the user's proxy and authorities. */
export function httpClient(given: Arguments, { environment, signal }: Terminal): HttpClient {
  return new HttpClient({ environment, signal, ca: given.all('ca') });
}
