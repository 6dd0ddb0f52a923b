import type { Answer, AspectAnswer, QuestionAnswer, Report } from '../../model/report.ts';
import { decidedText } from '../decided.ts';
import type { Style } from './style.ts';
import { padded, type Ink } from './style.ts';
import { flow } from './flow.ts';
import { widthOf } from './width.ts';

/** Cells between two aspects. */
const gutter = 3;
const margin = '  ';

/** The five questions and their aspects: a grid where the terminal is wide enough, else a flowing list. */
export function cardLines(report: Report, style: Style): string[] {
  const label = Math.max(0, ...report.answers.map(({ question }) => question.length)) + 2;
  const columns = Math.max(0, ...report.answers.map(({ aspects }) => aspects.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...report.answers.map(({ aspects }) => (aspects[column]?.aspect.length ?? 0) + 2)),
  );
  const left = margin.length + label + gutter;
  const grid = left + widths.reduce((sum, width) => sum + width + gutter, -gutter);
  const lines: string[] = [headLine(report, style), ''];
  for (const answer of report.answers) {
    const name = questionLabel(answer, style, label);
    if (grid <= style.width) {
      lines.push(margin + name + ' '.repeat(gutter) + row(answer.aspects, widths, style));
      continue;
    }
    const cell = Math.max(...widths);
    const beside = left + 2 * (cell + gutter) - gutter <= style.width;
    const indent = beside ? left : margin.length * 2;
    const each = Math.max(1, Math.floor((style.width - indent + gutter) / (cell + gutter)));
    if (!beside) lines.push(margin + questionLabel(answer, style, 0));
    for (let at = 0; at < answer.aspects.length; at += each) {
      const some = row(
        answer.aspects.slice(at, at + each),
        Array.from({ length: each }, () => cell),
        style,
      );
      lines.push(beside && at === 0 ? margin + name + ' '.repeat(gutter) + some : ' '.repeat(indent) + some);
    }
  }
  lines.push('', margin + countLine(report, style));
  const decided = decidedText(report);
  if (decided !== null) lines.push(flow(style, margin, [['dim', style.show(decided, 400)]], margin.length));
  lines.push(style.paint('dim', style.signs.line.repeat(style.width)));
  return lines;
}

/** `yes 12 · no 6 · unknown 7`: the only score there is. */
export function countLine({ card }: Report, style: Style): string {
  const parts: Answer[] = card['n/a'] > 0 ? ['yes', 'no', 'unknown', 'n/a'] : ['yes', 'no', 'unknown'];
  return parts
    .map((answer) => style.paint(card[answer] > 0 ? answer : 'dim', `${answer} ${card[answer]}`))
    .join(` ${style.signs.dot} `);
}

/** A line drawn through a circle, the ship's mark, with what was asked and when. */
export function headLine(
  {
    tool,
    asked,
  }: { readonly tool: Pick<Report['tool'], 'version'>; readonly asked: Pick<Report['asked'], 'targets' | 'at'> },
  style: Style,
): string {
  const { line, plimsoll } = style.signs;
  const at = `${asked.at.slice(0, 10)} ${asked.at.slice(11, 16)} UTC`;
  const left = `${plimsoll} plimsoll ${style.show(tool.version, 16)} `;
  const room = style.width - widthOf(left) - at.length - 11;
  const targets = style.show(asked.targets.join('  '), Math.max(8, room));
  const rest = style.width - widthOf(left) - widthOf(targets) - at.length - 7;
  if (rest < 1) return style.paint('dim', left) + style.paint('bold', targets);
  const fill = style.paint('dim', line.repeat(rest));
  return `${style.paint('dim', left)}${style.paint('dim', line)} ${style.paint('bold', targets)} ${fill} ${style.paint('dim', `${at} ${line.repeat(2)}`)}`;
}

function questionLabel({ answer, question }: QuestionAnswer, style: Style, cells: number): string {
  const mark = style.signs.mark[answer];
  return `${style.paint(answer, mark)} ${style.paint('bold', padded(question, cells - 2))}`;
}

function row(aspects: readonly AspectAnswer[], widths: readonly number[], style: Style): string {
  const ink: Record<Answer, Ink> = { yes: 'plain', no: 'no', unknown: 'plain', 'n/a': 'dim' };
  return aspects
    .map(({ answer, aspect }, column) => {
      const last = column === aspects.length - 1;
      const name = last ? aspect : padded(aspect, (widths[column] ?? 0) - 2 + gutter);
      return `${style.paint(answer, style.signs.mark[answer])} ${style.paint(ink[answer], name)}`;
    })
    .join('');
}
