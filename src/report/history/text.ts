import { describeSubject } from '../../model/fact.ts';
import {
  findingStates,
  type FindingState,
  type HistoryFinding,
  type HistoryReport,
  type Series,
} from '../../model/history.ts';
import { flow } from '../text/flow.ts';
import { padded, styleOf, type Ink, type Run, type Style, type TextOptions } from '../text/style.ts';
import { widthOf } from '../text/width.ts';
import { linesOf, minuteOf, wholeOf, whatOf, type QuestionLine } from './trend.ts';

/** Without `--all`. */
const [shownRuns, shownFindings] = [10, 10];
const bars = '▁▂▃▄▅▆▇█';

const stateTitles: Readonly<Record<FindingState, readonly [title: string, note: string, ink: Ink]>> = {
  new: ['New', 'failed for the first time when its check was last run', 'no'],
  reopened: ['Reopened', 'was fixed, and fails again', 'no'],
  standing: ['Standing', 'failed before, and still does', 'unknown'],
  unclear: ['Unclear', 'failed before; the last run could not tell', 'unknown'],
  waived: ['Waived', 'somebody answers for it', 'n/a'],
  fixed: ['Fixed', 'failed before, and does so no more', 'yes'],
};

/** A history for people: of each set of targets the trend of each question, the runs, and what became of findings. */
export function renderHistoryText(report: HistoryReport, options: TextOptions): string {
  const style = styleOf(options);
  if (report.series.length === 0) {
    const lines = [
      'No run is recorded.',
      flow(
        style,
        `  ${style.signs.arrow} `,
        [['hint', 'Record one: `plimsoll ask TARGET --record`, and again and again.']],
        4,
      ),
    ];
    return `${lines.join('\n')}\n`;
  }
  return `${report.series.map((series) => seriesLines(series, style, options).join('\n')).join('\n\n')}\n`;
}

function seriesLines(series: Series, style: Style, options: TextOptions): string[] {
  const { line, plimsoll } = style.signs;
  const name = style.show(series.targets.join('  '), style.width - 20);
  const fill = Math.max(2, style.width - widthOf(plimsoll) - widthOf(name) - 2);
  const lines = [
    `${style.paint('dim', plimsoll)} ${style.paint('bold', name)} ${style.paint('dim', line.repeat(fill))}`,
    '',
  ];
  const trends = linesOf(series);
  const cells = Math.max(0, ...trends.map(({ question }) => question.length));
  for (const trend of trends) lines.push(flow(style, '  ', trendRuns(trend, cells, style), 4 + cells));
  if (options.quiet) return lines;
  lines.push('', `${style.paint('bold', 'Runs')}  ${style.paint('dim', String(series.runs.length))}`);
  const runs = options.all ? series.runs : series.runs.slice(-shownRuns);
  if (runs.length < series.runs.length)
    lines.push(
      style.paint('dim', `  ${style.signs.ellipsis} ${series.runs.length - runs.length} older ones (--all shows them)`),
    );
  for (const run of runs) {
    const counts = run.questions.map(({ question, fail }) => `${question} ${fail}`).join(', ');
    const what: Run[] = [
      ['plain', `${minuteOf(run.at)}  ${style.show(whatOf(run), 60)}  `],
      [run.complete ? 'dim' : 'unknown', `${wholeOf(run)}  `],
      ['dim', `fails: ${counts === '' ? 'none' : counts}`],
    ];
    lines.push(flow(style, '  ', what, 20));
  }
  for (const state of findingStates) lines.push(...stateLines(state, series, style, options));
  return lines;
}

/** `hardening  ▁▃▅  no  12 fails (+2)  1 new  3 fixed`. */
function trendRuns({ question, points, last, change }: QuestionLine, cells: number, style: Style): Run[] {
  const { answer, fail } = last;
  const moved = change === null || change === 0 ? '' : ` (${change > 0 ? '+' : ''}${change})`;
  const parts = (['new', 'reopened', 'fixed', 'unclear', 'waived'] as const)
    .filter((what) => last[what] > 0)
    .map((what) => `${last[what]} ${what}`);
  return [
    ['bold', `${padded(question, cells)}  `],
    ...(style.signs.ellipsis === '…' && points.length > 1
      ? ([['hint', `${sparkline(points.slice(-30).map((point) => point?.fail ?? null))}  `]] as const)
      : []),
    [answer ?? 'dim', `${padded(answer ?? 'in part', 7)}  `],
    ['plain', `${fail} ${fail === 1 ? 'fail' : 'fails'}${moved}`],
    ['dim', parts.length === 0 ? '' : `  ${parts.join(` ${style.signs.dot} `)}`],
  ];
}

/** One bar for each run, the highest for the most fails; a space for a run that did not ask. */
function sparkline(values: readonly (number | null)[]): string {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  return values.map((value) => (value === null ? ' ' : bars[Math.round((value / most) * (bars.length - 1))]!)).join('');
}

function stateLines(state: FindingState, { findings, waivers }: Series, style: Style, options: TextOptions): string[] {
  const own = findings.filter((finding) => finding.state === state);
  if (own.length === 0) return [];
  const [title, note, ink] = stateTitles[state];
  const lines = ['', `${style.paint('bold', title)}  ${style.paint('dim', `${own.length}, ${note}`)}`];
  const shown = options.all ? own : own.slice(0, shownFindings);
  for (const finding of shown) {
    lines.push(flow(style, '  ', findingRuns(finding, ink, style), 14));
    const age = waivers.find(
      ({ fingerprint, check }) => fingerprint === finding.fingerprint && check === finding.check,
    );
    if (state !== 'waived' || age === undefined) continue;
    const left = age.daysLeft < 0 ? 'has expired' : `holds ${days(age.daysLeft)} more, until ${age.expires}`;
    const text = `waived for ${days(age.days)} by ${style.show(age.approver, 60)}, ${left}: ${style.show(age.reason, 400)}`;
    lines.push(flow(style, ' '.repeat(12), [['dim', text]], 12));
  }
  if (shown.length < own.length)
    lines.push(
      style.paint('dim', `  ${style.signs.ellipsis} and ${own.length - shown.length} more (--all shows them)`),
    );
  return lines;
}

function findingRuns(
  { severity, check, title, subject, since, fingerprint, reopenings }: HistoryFinding,
  ink: Ink,
  style: Style,
): Run[] {
  return [
    [ink, `${padded(severity, 'critical'.length)}  `],
    ['plain', `${style.show(title)}  `],
    ['dim', `${check}  ${style.show(describeSubject(subject))}  since ${since.slice(0, 10)}`],
    ['dim', `${reopenings > 1 ? `, reopened ${reopenings} times` : ''}  ${fingerprint.slice(0, 8)}`],
  ];
}

function days(count: number): string {
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}
