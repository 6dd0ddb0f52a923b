import type { Outcome } from '../model/outcome.ts';
import type { Report } from '../model/report.ts';
import { compareSeverity } from '../model/severity.ts';
import { cardLines, countLine } from './text/card.ts';
import { coverageLines } from './text/coverage.ts';
import { checkGroups, findingLines, more, shownEach } from './text/findings.ts';
import { flow } from './text/flow.ts';
import { styleOf, type Style, type TextOptions } from './text/style.ts';
import { gapLines, unknownLines } from './text/unseen.ts';

export type { TextOptions } from './text/style.ts';

/**
 * The report for people: the card, what is wrong (worst first), what was not seen and what would
 * show it, and how much was looked at. Nothing that a source wrote reaches the terminal unescaped.
 */
export function renderText(report: Report, options: TextOptions): string {
  const style = styleOf(options);
  const lines = cardLines(report, style);
  if (!options.quiet) lines.push(...bodyLines(report, style, options));
  if (report.asked.unknownPasses) {
    lines.push('', style.paint('unknown', '  unknown counts as yes here: --unknown=pass was asked for'));
  }
  return `${lines.join('\n')}\n`;
}

function bodyLines(report: Report, style: Style, options: TextOptions): string[] {
  const { failOn } = report.asked;
  const fails = report.outcomes.filter(({ verdict }) => verdict === 'fail');
  const standing = fails.filter(({ waiver }) => waiver === null);
  const waived = report.outcomes.filter(({ waiver }) => waiver !== null);
  const bad = standing.filter(({ severity }) => compareSeverity(severity, failOn) >= 0).length;
  const unknowns = report.outcomes.filter(({ verdict, waiver }) => verdict === 'unknown' && waiver === null);
  const passes = options.all ? report.outcomes.filter(({ verdict }) => verdict === 'pass') : [];
  const lines: string[] = [];
  const section = (title: string, note: string, body: readonly string[]): void => {
    if (body.some((line) => line !== ''))
      lines.push('', `${style.paint('bold', title)}  ${style.paint('dim', note)}`, ...body);
  };
  section(
    'Found',
    `${standing.length} ${standing.length === 1 ? 'fail' : 'fails'}, ${bad} at or above ${failOn}`,
    checkGroups(standing, 'no', 'remedy', style, options),
  );
  section('Waived', String(waived.length), waivedLines(waived, style, options));
  section('Not known', 'and what would answer it', ['', ...unknownLines(report, style, options)]);
  if (options.all) {
    section('Undecided', `${unknowns.length} outcomes`, checkGroups(unknowns, 'unknown', 'toKnow', style, options));
  }
  section(
    'Not seen',
    `${report.gaps.length} ${report.gaps.length === 1 ? 'gap' : 'gaps'}`,
    gapLines(report.gaps, style, options),
  );
  section('Passed', `${passes.length} outcomes`, checkGroups(passes, 'yes', null, style, options));
  lines.push('', ...coverageLines(report.coverage, style));
  lines.push('', style.paint('dim', style.signs.line.repeat(style.width)), `  ${countLine(report, style)}`);
  return lines;
}

function waivedLines(waived: readonly Outcome[], style: Style, options: TextOptions): string[] {
  const shown = options.all ? waived : waived.slice(0, shownEach);
  const lines = shown.flatMap((outcome) => {
    const { waiver } = outcome;
    const who = waiver === null ? '' : `${style.show(waiver.approver, 60)}, until ${style.show(waiver.expires, 12)}: `;
    return [
      '',
      flow(
        style,
        '  ',
        [
          ['bold', style.show(outcome.title)],
          ['dim', `  ${outcome.check}`],
        ],
        4,
      ),
      ...findingLines([outcome], style),
      flow(
        style,
        '      ',
        [
          ['dim', who],
          ['plain', style.show(waiver?.reason ?? '', 400)],
        ],
        6,
      ),
    ];
  });
  if (shown.length < waived.length) lines.push(more(waived.length - shown.length, style));
  return lines;
}
