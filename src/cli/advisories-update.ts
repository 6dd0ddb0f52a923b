import { feedDefinitions } from '../advisories/feeds.ts';
import { readMirror, type Mirrors } from '../advisories/mirrors.ts';
import { updateAdvisories, type UpdateResult } from '../advisories/update.ts';
import { withoutSecrets } from '../io/http/url.ts';
import { Failure } from '../model/failure.ts';
import { visible } from '../report/visible.ts';
import { databaseOf, databaseOption, httpClient } from './advisories-database.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { findSettings } from './settings.ts';
import { Progress, type Terminal } from './terminal.ts';

export const advisoriesUpdateCommand: Command = {
  name: 'advisories update',
  summary: 'Fetch advisories and build their database anew',
  usage: 'advisories update [OPTIONS]',
  about: [
    'Only what changed is fetched. A feed that cannot be had, or that cannot be what it says, stays as it was, with the\ndate it had. The database is replaced as a whole when the new one is complete.',
    'Mirrors are taken from --mirror and from a file that --config names, never from plimsoll.yaml of the current folder.',
    'Without --feed: those that plimsoll.yaml names under `advisories: feeds:`, else those marked with * and those that\nwere fetched before.',
    [
      'Feeds:',
      ...feedDefinitions.map(({ name, title, standard }) => `  ${standard ? '*' : ' '} ${name.padEnd(20)} ${title}`),
    ].join('\n'),
    'Exit code 0 when all are current, 2 when some could not be had, 3 when none could.',
  ],
  options: [
    { name: 'feed', value: 'NAME', help: 'only this one; may be given several times' },
    {
      name: 'mirror',
      value: 'FROM=TO',
      help: 'ask TO in place of what begins with FROM, both URLs; file:// too; several times',
    },
    { name: 'ca', value: 'FILE', help: 'certificates of authorities to trust as well (PEM)' },
    { name: 'force', help: 'take a feed that has lost more than half of its records' },
    { name: 'config', short: 'c', value: 'FILE', help: 'settings, in place of plimsoll.yaml of this folder' },
    databaseOption,
    { name: 'quiet', short: 'q', help: 'no progress, and no line for what is current' },
  ],
  examples: [
    ['plimsoll advisories update', 'the usual feeds'],
    ['plimsoll advisories update --feed=alpine --feed=kev', 'two of them'],
    ['plimsoll advisories update --mirror=https://=https://mirror.example/', 'all from a mirror'],
  ],
  async run(given, terminal) {
    const { settings, file } = await findSettings(given.text('config'), []);
    const feeds = given.all('feed').length > 0 ? given.all('feed') : settings.advisories.feeds;
    const trusted = given.text('config') !== undefined;
    const mirrors = mirrorsOf(given, trusted ? settings.advisories.mirrors : new Map());
    // They decide what every later scan believes, and the current folder may have come from anywhere.
    const ignored = trusted ? 0 : settings.advisories.mirrors.size;
    if (ignored > 0) {
      terminal.err.write(
        `plimsoll: ${visible(file ?? '')} names ${ignored === 1 ? 'a mirror' : `${ignored} mirrors`}, which ${ignored === 1 ? 'is' : 'are'} not used: name the file by --config, or a mirror by --mirror\n`,
      );
    }
    const client = httpClient(given, terminal);
    const progress = new Progress(terminal, given.on('quiet'));
    try {
      const result = await updateAdvisories({
        database: databaseOf(given, terminal),
        feeds,
        mirrors,
        client,
        signal: terminal.signal,
        now: new Date().toISOString(),
        force: given.on('force'),
        progress: (message) => progress.say(message),
        waiting: (holder) => terminal.err.write(`plimsoll: waiting for another update: ${holder}\n`),
      });
      progress.done();
      return tell(result, given.on('quiet'), terminal);
    } finally {
      progress.done();
      client.close();
    }
  },
};

function mirrorsOf(given: Arguments, configured: Mirrors): Mirrors {
  const mirrors = new Map(configured);
  for (const text of given.all('mirror')) {
    const read = readMirror(text);
    if (typeof read === 'string') throw new Failure('BAD_ARGUMENT', `--mirror=${withoutSecrets(text)} ${read}.`);
    mirrors.set(...read);
  }
  return mirrors;
}

function tell({ feeds, database }: UpdateResult, quiet: boolean, { out, err }: Terminal): number {
  for (const { name, outcome, records, because } of feeds) {
    if (outcome === 'failed') {
      const kept = records === 0 ? 'none is held' : `${records} records are held from before`;
      err.write(`plimsoll: ${name}: ${visible(because ?? '')}; ${kept}\n`);
    } else if (!quiet) out.write(`${name}: ${records} records${outcome === 'same' ? ', as before' : ''}\n`);
  }
  const failed = feeds.filter(({ outcome }) => outcome === 'failed').length;
  if (failed === feeds.length) {
    throw new Failure(
      'ADVISORIES_UNFETCHED',
      `None of ${failed} feeds could be fetched; what was held stays, as old as it is.`,
    );
  }
  if (!quiet) out.write(database === 'built' ? 'The database was built anew.\n' : 'Nothing has changed.\n');
  return failed === 0 ? 0 : 2;
}
