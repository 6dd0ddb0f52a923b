import { describeEvidence } from '../../model/evidence.ts';
import { gapCodes } from '../../model/gaps.ts';
import type { Gap } from '../../model/gap.ts';
import type { Report } from '../../model/report.ts';
import { more, shownEach } from './findings.ts';
import { flow } from './flow.ts';
import type { Style, TextOptions } from './style.ts';

/** Every unknown aspect with its reason and what would answer it; those with the same reason together. */
export function unknownLines({ answers }: Report, style: Style, options: TextOptions): string[] {
  const unknown = answers.flatMap(({ question, aspects }) =>
    aspects
      .filter(({ answer }) => answer === 'unknown')
      .map((aspect) => ({ ...aspect, name: `${question}/${aspect.aspect}` })),
  );
  const groups = Map.groupBy(unknown, ({ because, toKnow }) => `${because}\0${toKnow}`);
  const lines = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { mark, arrow } = style.signs;
    const names = group.map(({ name }) => name).join(', ');
    const head = flow(
      style,
      `  ${mark.unknown} `,
      [
        ['bold', names],
        ['plain', `  ${style.show(first.because, 400)}`],
      ],
      4,
    );
    return [
      head.replace(mark.unknown, style.paint('unknown', mark.unknown)),
      ...(first.toKnow === null ? [] : [flow(style, `    ${arrow} `, [['hint', style.show(first.toKnow, 600)]], 6)]),
    ];
  });
  // An aspect that is no anyway may hold unknown outcomes too; they must not be forgotten.
  const beside = answers
    .flatMap(({ aspects }) => aspects)
    .filter(({ answer }) => answer !== 'unknown')
    .reduce((sum, { unknown: count }) => sum + count, 0);
  if (beside > 0 && !options.all) {
    const text = `and ${beside} unknown ${beside === 1 ? 'outcome' : 'outcomes'} in aspects that have an answer (--all shows them)`;
    lines.push(flow(style, '  ', [['dim', text]], 4));
  }
  return lines;
}

/** What was not seen, by code; advice that several share is printed once, after the last of them. */
export function gapLines(gaps: readonly Gap[], style: Style, options: TextOptions): string[] {
  const groups = [...Map.groupBy(gaps, ({ code }) => code)];
  return groups.flatMap(([code, group]) => {
    const shown = options.all ? group : group.slice(0, shownEach);
    const lines = [
      '',
      flow(
        style,
        '  ',
        [
          ['bold', code],
          ['dim', `  ${group.length}  ${gapCodes[code] ?? ''}`],
        ],
        4,
      ),
    ];
    for (const [index, gap] of shown.entries()) {
      lines.push(
        flow(
          style,
          '    ',
          [
            ['plain', style.show(placeOf(gap), 100)],
            ['dim', `  ${style.show(gap.because, 300)}`],
          ],
          6,
        ),
      );
      if (shown[index + 1]?.toKnow !== gap.toKnow) {
        lines.push(flow(style, `    ${style.signs.arrow} `, [['hint', style.show(gap.toKnow, 600)]], 6));
      }
    }
    if (shown.length < group.length) lines.push(more(group.length - shown.length, style));
    return lines;
  });
}

/** The subject, with its line where the gap has one. */
function placeOf({ subject, at }: Gap): string {
  if (at === undefined) return subject;
  const where = describeEvidence(at);
  return at.file === subject ? where : `${subject} (${where})`;
}
