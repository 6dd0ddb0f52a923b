import { describeEvidence } from '../../model/evidence.ts';
import { describeSubject } from '../../model/fact.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Answer } from '../../model/report.ts';
import { flow } from './flow.ts';
import { padded, type Run, type Style, type TextOptions } from './style.ts';
import { widthOf } from './width.ts';

/** Without `--all`: lines of one check, and checks. */
export const shownEach = 5;
const shownChecks = 20;
const severityCells = 'critical'.length;
/** As much as `plimsoll explain` needs to tell findings apart. */
const fingerprintCells = 8;
/** Several things may be wrong with one Pod; the JSON report has them in full. */
const sawCells = 300;

/** Outcomes of one check under its title, with its advice once. */
export function checkGroups(
  outcomes: readonly Outcome[],
  mark: Answer,
  advice: 'remedy' | 'toKnow' | null,
  style: Style,
  options: TextOptions,
): string[] {
  const groups = [...Map.groupBy(outcomes, ({ check }) => check).values()];
  const shown = options.all ? groups : groups.slice(0, shownChecks);
  const lines = shown.flatMap((group) => ['', ...groupLines(group, mark, advice, style, options)]);
  if (shown.length < groups.length) {
    const rest = groups.slice(shown.length);
    const findings = rest.reduce((sum, group) => sum + group.length, 0);
    lines.push('', style.paint('dim', `  and ${rest.length} more checks with ${findings} findings (--all shows them)`));
  }
  return lines;
}

function groupLines(
  group: readonly Outcome[],
  mark: Answer,
  advice: 'remedy' | 'toKnow' | null,
  style: Style,
  options: TextOptions,
): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { dot, arrow } = style.signs;
  const shown = options.all ? group : group.slice(0, shownEach);
  const about = ` ${first.check} ${dot} ${first.aspect} ${dot} ${group.length}`;
  const lines = [
    flow(
      style,
      `  ${style.signs.mark[mark]} `,
      [
        ['bold', style.show(first.title)],
        ['dim', ` ${about}`],
      ],
      4,
    ),
    ...findingLines(shown, style),
  ];
  lines[0] = lines[0]!.replace(style.signs.mark[mark], style.paint(mark, style.signs.mark[mark]));
  if (shown.length < group.length) lines.push(more(group.length - shown.length, style));
  if (advice !== null) {
    for (const text of new Set(shown.map((outcome) => outcome[advice]))) {
      lines.push(flow(style, `    ${arrow} `, [['hint', style.show(text, 600)]], 6));
    }
  }
  return lines;
}

/**
 * One line for each: severity, what, whom, where. Where that is too long, the place gets a line of
 * its own, unbroken as long as it can be, so that it can be clicked and copied, with the fingerprint behind it.
 */
export function findingLines(outcomes: readonly Outcome[], style: Style): string[] {
  const hang = 6 + severityCells;
  return outcomes.map(({ severity, saw, subject, evidence, fingerprint }) => {
    const what: Run[] = [
      [severity, `${padded(severity, severityCells)}  `],
      ['plain', saw === '' ? '' : `${style.show(saw, sawCells)}  `],
      ['dim', style.show(describeSubject(subject))],
    ];
    const where: Run[] = [
      ['plain', whereOf(evidence, style)],
      ['dim', `  ${fingerprint.slice(0, fingerprintCells)}`],
    ];
    const size = [...what, ...where].reduce((sum, [, text]) => sum + widthOf(text), hang);
    if (size <= style.width) return flow(style, '    ', [...what, ['plain', '  '], ...where], hang);
    return `${flow(style, '    ', what, hang)}\n${flow(style, ' '.repeat(hang), where, hang)}`;
  });
}

export function more(count: number, style: Style): string {
  return style.paint('dim', `    ${style.signs.ellipsis} and ${count} more (--all shows them)`);
}

function whereOf(evidence: Outcome['evidence'], style: Style): string {
  const [first] = evidence;
  return first === undefined ? '' : style.show(describeEvidence(first), 300);
}
