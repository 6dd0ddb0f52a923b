import type { Fact } from '../model/fact.ts';
import { Failure } from '../model/failure.ts';
import type { Gap } from '../model/gap.ts';
import { exitCodeOfScan, type ScanReport } from '../model/scan-report.ts';
import { scanFormats } from '../report/scan/formats.ts';
import { answerScan } from './answer-scan.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { imageSourceOptions, imageSourceOptionsOf, openImageSource } from './image-source.ts';
import { mannerOf, mannerOptions } from './manner.ts';
import { scanningOptions } from './scanning.ts';
import { findSettings } from './settings.ts';
import { formatOption, noColorOption, outputOption, unknownOption } from './report-options.ts';
import { colored, Progress, showsUnicode, widthOf, writeResult, type Terminal } from './terminal.ts';

export const imagesScanCommand: Command = {
  name: 'images scan',
  summary: 'Tell what an image holds and which of it is known to be vulnerable',
  usage: 'images scan IMAGE [OPTIONS]',
  about: [
    'An IMAGE is an archive of `docker save`, an OCI layout, a root filesystem, `docker:NAME`, a reference at a\nregistry, or an SBOM (CycloneDX, SPDX). Its packages are held against the database of advisories that\n`plimsoll advisories update` builds; without one the whole inventory is told, and the answer is unknown.',
    'The answer is no when a vulnerability at or above --fail-on stands, unknown when something was not seen,\nwhen advisories are old, or when nobody says how severe a hole is. What VEX or a waiver clears is shown\nwith its reason, never dropped.',
  ],
  options: [
    formatOption(scanFormats),
    outputOption,
    {
      name: 'fail-on',
      value: 'SEVERITY',
      choices: ['low', 'medium', 'high', 'critical'],
      help: 'what makes the answer no; high unless plimsoll.yaml says otherwise',
    },
    { name: 'only-fixed', help: 'only what a fix is out for makes the answer no; malicious packages always do' },
    { name: 'since', value: 'FILE', help: 'a report of --format json: what stood in it does not count' },
    ...scanningOptions,
    ...imageSourceOptions,
    { name: 'no-secrets', help: 'do not search layers for secrets' },
    {
      name: 'store',
      help: 'keep the inventory, so that `plimsoll images watch` tells what newer advisories say of it',
    },
    { name: 'config', value: 'FILE', help: 'settings; otherwise plimsoll.yaml of this folder' },
    unknownOption('unknown count as yes'),
    ...mannerOptions,
    { name: 'all', short: 'a', help: 'text: show everything at full length' },
    { name: 'quiet', short: 'q', help: 'text: the answer only; nothing on standard error but failures' },
    noColorOption,
  ],
  examples: [
    ['plimsoll images scan web.tar', 'an image archive'],
    ['plimsoll images scan ghcr.io/acme/web:1.2', 'at its registry'],
    ['plimsoll images scan web.tar -f json -o scan.json', 'for programs, and as baseline for later'],
    ['plimsoll images scan web.tar --since scan.json --only-fixed', 'what is new and can be mended'],
    ['plimsoll images scan web.tar -f sarif -o scan.sarif', 'for code scanning'],
  ],
  async run(given, terminal) {
    const reports = await scan(given, terminal);
    const quiet = given.on('quiet');
    if (reports.length > 1 && given.text('format') !== undefined && given.text('format') !== 'text') {
      throw new Failure(
        'BAD_ARGUMENT',
        `--format ${given.text('format')} holds one image: name one by --platform or --image.`,
      );
    }
    const rendered = await Promise.all(reports.map((report) => render(report, given, terminal, quiet)));
    await writeResult(joined(rendered), given.text('output'), terminal);
    const codes = reports.map(exitCodeOfScan);
    return codes.includes(1) ? 1 : codes.includes(2) ? 2 : 0;
  },
};

/** Looks into the image that the words name, and scans it. */
async function scan(given: Arguments, terminal: Terminal): Promise<ScanReport[]> {
  const [word, ...more] = given.words;
  if (word === undefined || more.length > 0)
    throw new Failure('BAD_ARGUMENT', 'Name one image: `plimsoll images scan IMAGE`.');
  const settings = await findSettings(given.text('config'), []);
  const looking = { ...imageSourceOptionsOf(given), secrets: !given.on('no-secrets') };
  const source = await openImageSource(word, looking, mannerOf(given), terminal);
  const progress = new Progress(terminal, given.on('quiet'));
  const seen: { facts: Fact[]; gaps: Gap[] } = { facts: [], gaps: [] };
  for await (const sighting of source.collect(progress)) {
    if ('fact' in sighting) seen.facts.push(sighting.fact);
    else seen.gaps.push(sighting.gap);
  }
  progress.done();
  terminal.signal.throwIfAborted();
  if (given.on('store')) (await import('./images-watch.ts')).storeSeen(source, seen, given, terminal);
  const reports = await answerScan(source.label, seen, settings, given, terminal);
  if (reports.length > 0) return reports;
  const why = seen.gaps.map(({ subject, because }) => `${subject}: ${because}`).slice(0, 3);
  throw new Failure(
    'UNKNOWN_TARGET',
    `There is no image in ${source.label} that can be read. ${why.join('; ')}`.trim(),
  );
}

async function render(
  report: ScanReport,
  given: Arguments,
  terminal: Terminal,
  quiet: boolean,
): Promise<string | Iterable<string>> {
  switch (given.text('format') ?? 'text') {
    case 'json':
      return (await import('../report/scan/json.ts')).renderScanJson(report);
    case 'sarif':
      return (await import('../report/scan/sarif.ts')).renderScanSarif(report);
    case 'junit':
      return (await import('../report/scan/junit.ts')).renderScanJunit(report);
    case 'gitlab':
      return (await import('../report/scan/gitlab.ts')).renderScanGitlab(report);
    case 'github':
      return (await import('../report/scan/github.ts')).renderScanGithub(report);
    default: {
      const { renderScanText } = await import('../report/scan/text.ts');
      const toFile = given.text('output') !== undefined;
      return renderScanText(report, {
        width: widthOf(terminal),
        color: !toFile && colored(terminal, terminal.out, given.on('no-color')),
        unicode: showsUnicode(terminal),
        all: given.on('all'),
        quiet,
      });
    }
  }
}

function* joined(rendered: readonly (string | Iterable<string>)[]): Generator<string> {
  for (const [index, one] of rendered.entries()) {
    if (index > 0) yield '\n';
    if (typeof one === 'string') yield one;
    else yield* one;
  }
}
