import { HttpClient } from '../io/http/client.ts';
import { advisoriesPath, homeOf } from '../io/home.ts';
import type { Arguments, Option } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** What all commands about the database take. */
export const databaseOption: Option = {
  name: 'database',
  value: 'FILE',
  help: 'instead of the one in the data folder',
};

/** The database that is meant. */
export function databaseOf(given: Arguments, { environment }: Terminal): string {
  return given.text('database') ?? advisoriesPath(homeOf(environment));
}

/** A client of the user's proxy and authorities. */
export function httpClient(given: Arguments, { environment, signal }: Terminal): HttpClient {
  return new HttpClient({ environment, signal, ca: given.all('ca') });
}
