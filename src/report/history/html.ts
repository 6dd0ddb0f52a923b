import { createHash } from 'node:crypto';
import { describeSubject } from '../../model/fact.ts';
import { findingStates, type HistoryFinding, type HistoryReport, type Series } from '../../model/history.ts';
import { escapeHtml } from '../html/escape.ts';
import { loadLine } from '../html/card.ts';
import { pageStyle } from '../html/style.ts';
import { chartSvg } from './chart.ts';
import { linesOf, minuteOf, wholeOf, whatOf } from './trend.ts';

const style = `${pageStyle}
.chart { width: 100%; height: auto; background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; }
.chart text { fill: var(--soft); font: 12px system-ui, sans-serif; }
.chart .grid { stroke: var(--rule); }
.chart .line { fill: none; stroke-width: 2; }
.chart a { color: inherit; }
.chart a:focus-visible { outline: none; }
.chart a:focus-visible circle, .chart a:hover circle { r: 7; stroke: var(--ink); stroke-width: 2; }
.chart .q0 { stroke: var(--accent); color: var(--accent); } .chart .q1 { stroke: var(--no); color: var(--no); }
.chart .q2 { stroke: var(--yes); color: var(--yes); } .chart .q3 { stroke: var(--unknown); color: var(--unknown); }
.chart .q4 { stroke: var(--soft); color: var(--soft); }
.chart circle { fill: currentColor; stroke: none; }
.history { border-collapse: collapse; width: 100%; font-size: .92rem; background: var(--panel); }
.history th, .history td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--rule); vertical-align: top; overflow-wrap: anywhere; }
.history thead th, .history td:first-child { overflow-wrap: normal; }
.history tr:target { background: var(--none-tint); box-shadow: inset 3px 0 0 var(--accent); }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 10px; margin: 1rem 0; }
.scroll:focus-visible { outline-offset: -2px; }
`;

/** Findings of one state in the page; JSON has all. */
const shownFindings = 500;

const stateTexts = {
  new: 'Failed for the first time when its check was last run',
  reopened: 'Was fixed, and fails again',
  standing: 'Failed before, and still does',
  unclear: 'Failed before; the last run could not tell',
  waived: 'Somebody answers for it',
  fixed: 'Failed before, and does so no more',
} as const;

/**
 * One page that needs nothing else and runs no script: of each set of targets a chart of the fails of
 * each question, whose points lead to the row of their run, the runs as a table, and what became of findings.
 */
export function renderHistoryHtml(report: HistoryReport): string {
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Plimsoll: history</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#history">Skip to the history</a>
<header>
${loadLine}
<div><h1>Plimsoll history</h1>
<p class="asked"><time datetime="${escapeHtml(report.at)}">${escapeHtml(minuteOf(report.at))} UTC</time> · plimsoll ${escapeHtml(report.tool.version)}${report.since === null ? '' : ` · since ${escapeHtml(report.since.slice(0, 10))}`}</p></div>
</header>
<main id="history" tabindex="-1">
${report.series.length === 0 ? '<p class="lead">No run is recorded. <code>plimsoll ask TARGET --record</code> records one.</p>' : report.series.map(seriesHtml).join('\n')}
</main>
<footer>Made by Plimsoll ${escapeHtml(report.tool.version)}. This page is one file and asks nothing of the network.</footer>
</body>
</html>
`;
}

function seriesHtml(series: Series, index: number): string {
  const name = escapeHtml(series.targets.join('  '));
  const lines = linesOf(series);
  const prefix = `s${index}`;
  const trend = lines.map(
    ({ question, last, change }) =>
      `<tr><th scope="row">${escapeHtml(question)}</th><td>${last.answer ?? 'in part'}</td><td>${last.fail}</td><td>${change === null ? '' : change > 0 ? `+${change}` : change}</td><td>${last.new}</td><td>${last.reopened}</td><td>${last.fixed}</td><td>${last.unclear}</td><td>${last.waived}</td><td>${last.unknown}</td></tr>`,
  );
  const runs = series.runs.map(
    (run, at) =>
      `<tr id="${prefix}r${at}" tabindex="-1"><th scope="row"><time datetime="${escapeHtml(run.at)}">${escapeHtml(minuteOf(run.at))}</time></th><td>${escapeHtml(whatOf(run))}</td><td>${wholeOf(run)}</td><td>${run.questions.map(({ question, fail }) => `${escapeHtml(question)} ${fail}`).join(', ')}</td></tr>`,
  );
  return `<section aria-labelledby="${prefix}">
<h2 id="${prefix}">${name}</h2>
${chartSvg(series, lines, prefix)}
${table('Questions as of their newest run', ['question', 'answer', 'fails', 'change', 'new', 'reopened', 'fixed', 'unclear', 'waived', 'unknown'], trend)}
${findingStates.map((state) => stateHtml(state, series)).join('')}
<h3>Runs</h3>
${table('Runs, oldest first', ['when', 'what', 'look', 'fails'], runs)}
</section>`;
}

function stateHtml(state: (typeof findingStates)[number], { findings, waivers }: Series): string {
  const own = findings.filter((finding) => finding.state === state);
  if (own.length === 0) return '';
  const rows = own.slice(0, shownFindings).map((finding) => rowHtml(finding, waivers));
  const rest =
    own.length > shownFindings ? `<p class="lead">and ${own.length - shownFindings} more in the JSON report</p>` : '';
  const title = `${state[0]!.toUpperCase()}${state.slice(1)}`;
  return `<h3>${title}: ${own.length}</h3>
<p class="lead">${stateTexts[state]}.</p>
${table(`${title} findings`, ['severity', 'finding', 'whom', 'since', 'first seen'], rows)}${rest}
`;
}

function rowHtml(finding: HistoryFinding, waivers: Series['waivers']): string {
  const { severity, check, title, subject, since, first, fingerprint, state } = finding;
  const age =
    state === 'waived' ? waivers.find((one) => one.fingerprint === fingerprint && one.check === check) : undefined;
  const waiver =
    age === undefined
      ? ''
      : `<br>waived for ${age.days} days by ${escapeHtml(age.approver)}, ${age.daysLeft < 0 ? 'expired' : `until ${escapeHtml(age.expires)}`}: ${escapeHtml(age.reason)}`;
  return `<tr><td><span class="severity ${severity}">${severity}</span></td><td>${escapeHtml(title)} <code>${escapeHtml(check)}</code>${waiver}</td><td>${escapeHtml(describeSubject(subject))}</td><td>${escapeHtml(minuteOf(since))}</td><td>${escapeHtml(minuteOf(first))}</td></tr>`;
}

/** A table that can be scrolled by keyboard where it is wider than the page. */
function table(caption: string, heads: readonly string[], rows: readonly string[]): string {
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table class="history"><caption class="quietly">${escapeHtml(caption)}</caption><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}
