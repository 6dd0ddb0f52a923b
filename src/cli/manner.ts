import { Failure } from '../model/failure.ts';
import type { Arguments, Option } from './arguments.ts';

/** How targets are looked at, as the user wants it. */
export interface Manner {
  readonly jobs?: number;
  readonly offline: boolean;
  /** See `CollectorContext`. */
  readonly only?: 'network';
}

export const mannerOptions: readonly Option[] = [
  { name: 'jobs', short: 'j', value: 'N', help: 'how many containers or layers are looked at at once' },
  { name: 'offline', help: 'ask nothing beyond this machine: an engine elsewhere is then a gap' },
];

const mostJobs = 256;

export function mannerOf(given: Arguments): Manner {
  const text = given.text('jobs');
  const offline = given.on('offline');
  if (text === undefined) return { offline };
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > mostJobs) {
    throw new Failure(
      'BAD_ARGUMENT',
      `--jobs is ${JSON.stringify(text)}, but takes a whole number from 1 to ${mostJobs}.`,
    );
  }
  return { jobs, offline };
}
