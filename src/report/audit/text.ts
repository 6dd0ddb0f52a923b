import { itemVerdicts, stands, type AuditItem, type AuditReport, type ItemVerdict } from '../../model/audit.ts';
import type { Outcome } from '../../model/outcome.ts';
import { headLine } from '../text/card.ts';
import { coverageLines } from '../text/coverage.ts';
import { findingLines, more, shownEach } from '../text/findings.ts';
import { flow } from '../text/flow.ts';
import { padded, styleOf, type Ink, type Style, type TextOptions } from '../text/style.ts';
import { gapLines } from '../text/unseen.ts';
import { widthOf } from '../text/width.ts';

const inks: Readonly<Record<ItemVerdict, Ink>> = { pass: 'yes', fail: 'no', unknown: 'unknown', manual: 'hint' };
const words = itemVerdicts.toReversed();

/**
 * Audits for people: of each standard every item once, in its own order, with the verdict, what was
 * seen and where, and what would answer what is not known; then what was not seen and how much was
 * looked at. Nothing that a source wrote reaches the terminal unescaped.
 */
export function renderAuditText(reports: readonly AuditReport[], options: TextOptions): string {
  const style = styleOf(options);
  const lines = reports.flatMap((report, index) => [...(index > 0 ? [''] : []), ...auditLines(report, style, options)]);
  const [first] = reports;
  if (first !== undefined && !options.quiet) {
    if (first.gaps.length > 0) {
      const note = `${first.gaps.length} ${first.gaps.length === 1 ? 'gap' : 'gaps'}`;
      lines.push('', `${style.paint('bold', 'Not seen')}  ${style.paint('dim', note)}`);
      lines.push(...gapLines(first.gaps, style, options));
    }
    for (const coverage of new Set(reports.map((report) => report.coverage)))
      lines.push('', ...coverageLines(coverage, style));
    lines.push('', style.paint('dim', style.signs.line.repeat(style.width)));
    for (const report of reports) lines.push(flow(style, '  ', countRuns(report, style), 4));
  }
  if (first?.asked.unknownPasses === true) {
    lines.push('', style.paint('unknown', '  unknown and manual count as pass here: --unknown=pass was asked for'));
  }
  return `${lines.join('\n')}\n`;
}

function auditLines(report: AuditReport, style: Style, options: TextOptions): string[] {
  const lines = [headLine(report, style), '', flow(style, '  ', countRuns(report, style), 4)];
  if (report.supersededBy !== null) {
    lines.push(flow(style, '  ', [['dim', `${report.supersededBy} took its place`]], 4));
  }
  lines.push(style.paint('dim', style.signs.line.repeat(style.width)));
  if (options.quiet) return lines;
  const cells = Math.min(32, Math.max(0, ...report.items.map(({ item }) => widthOf(item))));
  return [...lines, ...report.items.flatMap((item) => itemLines(item, cells, style, options))];
}

/** `cis-docker@1.8.0  pass 40 · fail 12 · unknown 50 · manual 16`. */
function countRuns({ standard, count }: AuditReport, style: Style): (readonly [Ink, string])[] {
  const counts = words.map((verdict): [Ink, string] => [
    count[verdict] > 0 ? inks[verdict] : 'dim',
    `${verdict} ${count[verdict]}`,
  ]);
  return [
    ['bold', `${style.show(standard)}  `],
    ...counts.flatMap((run, index): (readonly [Ink, string])[] =>
      index === 0 ? [run] : [['plain', ` ${style.signs.dot} `], run],
    ),
  ];
}

function itemLines(item: AuditItem, cells: number, style: Style, options: TextOptions): string[] {
  const { verdict, outcomes, because, toKnow } = item;
  const { mark, arrow } = style.signs;
  const sign = { pass: mark.yes, fail: mark.no, unknown: mark.unknown, manual: mark['n/a'] }[verdict];
  const ink = inks[verdict];
  const said = verdict === 'pass' ? `  ${because}` : item.counts.pass > 0 ? `  ${item.counts.pass} passed` : '';
  const head = flow(
    style,
    `  ${sign} `,
    [
      [ink, `${padded(verdict, 'unknown'.length)}  `],
      ['bold', `${padded(item.item, cells)}  `],
      ['plain', style.show(item.title)],
      ['dim', style.show(said)],
    ],
    15 + cells,
  );
  const lines = [head.replace(sign, style.paint(ink, sign))];
  const fails = outcomes.filter(stands);
  const waived = outcomes.filter(({ waiver }) => waiver !== null);
  const unknowns = outcomes.filter((one) => one.verdict === 'unknown' && one.waiver === null);
  lines.push(...evidence(fails, style, options));
  for (const remedy of new Set(shownOf(fails, options).map((one) => one.remedy))) lines.push(hint(remedy));
  for (const one of shownOf(waived, options)) lines.push(...waivedLines(one, style));
  if (verdict === 'unknown' || options.all) lines.push(...evidence(unknowns, style, options));
  else if (unknowns.length > 0)
    lines.push(style.paint('dim', `      and ${unknowns.length} not known (--all shows them)`));
  if (verdict === 'unknown' && unknowns.length === 0)
    lines.push(flow(style, '      ', [['plain', style.show(because, 400)]], 6));
  const answers = verdict === 'unknown' ? shownOf(unknowns, options).map((one) => one.toKnow) : [];
  // After a fail an arrow leads to what to do about that.
  if (verdict === 'fail' && toKnow !== null && unknowns.length === 0)
    lines.push(flow(style, '      ', [['dim', style.show(`and the rest of it is not known: ${toKnow}`, 400)]], 6));
  else if (verdict !== 'fail')
    for (const text of new Set([...(toKnow === null ? [] : [toKnow]), ...answers])) lines.push(hint(text));
  if (options.all)
    lines.push(
      ...evidence(
        outcomes.filter((one) => one.verdict === 'pass'),
        style,
        options,
      ),
    );
  return lines;

  function hint(text: string): string {
    return flow(style, `      ${arrow} `, [['hint', style.show(text, 600)]], 8);
  }
}

function shownOf(outcomes: readonly Outcome[], options: TextOptions): readonly Outcome[] {
  return options.all ? outcomes : outcomes.slice(0, shownEach);
}

function evidence(outcomes: readonly Outcome[], style: Style, options: TextOptions): string[] {
  const shown = shownOf(outcomes, options);
  const lines = deeper(shown, style);
  if (shown.length < outcomes.length) lines.push(`  ${more(outcomes.length - shown.length, style)}`);
  return lines;
}

function waivedLines(outcome: Outcome, style: Style): string[] {
  const { waiver } = outcome;
  if (waiver === null) return [];
  const who = `waived by ${style.show(waiver.approver, 60)} until ${style.show(waiver.expires, 12)}: ${style.show(waiver.reason, 400)}`;
  return [...deeper([outcome], style), flow(style, '        ', [['dim', who]], 8)];
}

/** The lines of a report of findings, two cells further in. */
function deeper(outcomes: readonly Outcome[], style: Style): string[] {
  return findingLines(outcomes, { ...style, width: style.width - 2 }).map((line) => line.replaceAll(/^/gm, '  '));
}
