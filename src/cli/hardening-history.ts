import { foldHistory } from '../engine/history.ts';
import { Failure } from '../model/failure.ts';
import type { HistoryReport } from '../model/history.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { keysOf, openHistory } from './recording.ts';
import { resolveTargets } from './targets.ts';
import { formatOption, noColorOption, outputOption } from './report-options.ts';
import { colored, showsUnicode, widthOf, writeResult, type Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

export const hardeningHistoryCommand: Command = {
  name: 'hardening history',
  summary: 'Show the trend of recorded runs: new, fixed and reopened findings',
  usage: 'hardening history [OPTIONS]',
  about: [
    'Runs are recorded by `plimsoll ask --record` and `plimsoll hardening audit --record`, in the state folder\nof Plimsoll. For each set of targets it shows how the fails of each question went, which findings are new,\nreopened, standing, fixed, waived and for how long, and which nobody can tell of any more.',
  ],
  options: [
    { name: 'target', short: 't', value: 'TARGET', help: 'only runs of these targets; may be given several times' },
    { name: 'since', value: 'WHEN', help: 'only runs from then on: a day (2026-11-01), or 30d, 12w before now' },
    formatOption(['text', 'json', 'html']),
    outputOption,
    { name: 'all', short: 'a', help: 'text: show every run and every finding' },
    { name: 'quiet', short: 'q', help: 'text: the trend only' },
    noColorOption,
  ],
  examples: [
    ['plimsoll hardening history', 'all that was recorded'],
    ['plimsoll hardening history --target k8s/ --since 30d', 'one folder, the last month'],
    ['plimsoll hardening history -f html -o history.html', 'a chart to read and share'],
  ],
  async run(given, terminal) {
    if (given.words.length > 0)
      throw new Failure('BAD_ARGUMENT', 'A target is named by --target. See `plimsoll hardening history --help`.');
    const now = new Date();
    const since = sinceOf(given.text('since'), now);
    const targets = given.all('target');
    const filter =
      targets.length === 0 ? {} : { keys: await keysOf(await resolveTargets(targets, terminal), terminal) };
    const store = await openHistory(terminal, false);
    const asked = { since, now, version: packageVersion() };
    const report = await foldHistory(store?.runs('oldest first', filter) ?? [], asked);
    await store?.close();
    await writeResult(await render(report, given, terminal), given.text('output'), terminal);
    return 0;
  },
};

const hour = 3_600_000;
const spans: Readonly<Record<string, number>> = { h: hour, d: 24 * hour, w: 7 * 24 * hour };

/** A day or moment, or a span before now, as ISO 8601. */
function sinceOf(text: string | undefined, now: Date): string | null {
  if (text === undefined) return null;
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined)
    return new Date(now.getTime() - Number(count) * spans[unit]!).toISOString();
  const time = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new Failure(
      'BAD_ARGUMENT',
      `--since is ${JSON.stringify(text)}, but takes a day like 2026-11-01, or 30d, 12w.`,
    );
  return new Date(time).toISOString();
}

async function render(report: HistoryReport, given: Arguments, terminal: Terminal): Promise<string | Iterable<string>> {
  switch (given.text('format') ?? 'text') {
    case 'json':
      return (await import('../report/history/json.ts')).renderHistoryJson(report);
    case 'html':
      return (await import('../report/history/html.ts')).renderHistoryHtml(report);
    default: {
      const { renderHistoryText } = await import('../report/history/text.ts');
      const toFile = given.text('output') !== undefined;
      return renderHistoryText(report, {
        width: widthOf(terminal),
        color: !toFile && colored(terminal, terminal.out, given.on('no-color')),
        unicode: showsUnicode(terminal),
        all: given.on('all'),
        quiet: given.on('quiet'),
      });
    }
  }
}
