import { resolve } from 'node:path';
import { buildDatabase, feedSourcesAt } from '../advisories/build.ts';
import { lockOf } from '../advisories/update.ts';
import { exclusively } from '../io/feeds/lock.ts';
import { Failure } from '../model/failure.ts';
import { databaseOf, databaseOption } from './advisories-database.ts';
import type { Command } from './command.ts';
import { Progress } from './terminal.ts';

export const advisoriesBuildCommand: Command = {
  name: 'advisories build',
  summary: 'Build the database of advisories from files on disk',
  usage: 'advisories build PATH…',
  about: [
    'PATH is a file, a folder or an archive (zip, tar, gz, zst, xz) of advisories: OSV records as JSON or YAML, the\nDebian security tracker, secdb of Alpine, Wolfi and Chainguard, CSAF and OpenVEX, the catalogues KEV, EPSS and NVD.\nA folder that holds only folders and archives is one feed for each of them. Nothing is asked of any network.',
    'The database that was there before is replaced as a whole when the new one is complete. Every feed is as old as\nthe newest of its files, whenever it is built.',
    'Exit code 2 when a part of the feeds could not be read: `plimsoll advisories status` tells which.',
  ],
  options: [
    { name: 'from', value: 'PATH', help: 'a feed, as PATH; may be given several times' },
    databaseOption,
    { name: 'quiet', short: 'q', help: 'no progress' },
  ],
  examples: [
    ['plimsoll advisories build --from feeds/', 'one feed for each folder in it'],
    ['plimsoll advisories build npm.zip kev.json', 'two feeds'],
  ],
  async run(given, terminal) {
    const paths = [...given.all('from'), ...given.words];
    if (paths.length === 0)
      throw new Failure('BAD_ARGUMENT', 'Name the feeds: `plimsoll advisories build --from PATH`.');
    const sources = paths.flatMap((path) => feedSourcesAt(resolve(path)));
    const database = databaseOf(given, terminal);
    const { signal, err, out } = terminal;
    const progress = new Progress(terminal, given.on('quiet'));
    const say = (message: string): void => progress.say(message);
    const waiting = (holder: string): void => void err.write(`plimsoll: waiting for another update: ${holder}\n`);
    try {
      const { feeds } = await exclusively(lockOf(database), { signal, waiting }, () =>
        buildDatabase(sources, database, { now: new Date().toISOString(), signal, progress: say }),
      );
      progress.done();
      for (const { name, records, gaps } of feeds) {
        out.write(`${name}: ${records} records${gaps === 0 ? '' : `, ${gaps} could not be read`}\n`);
      }
      return feeds.every(({ gaps }) => gaps === 0) ? 0 : 2;
    } finally {
      progress.done();
    }
  },
};
