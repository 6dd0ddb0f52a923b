import { describeEvidence } from '../model/evidence.ts';
import { describeSubject } from '../model/fact.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Excerpt } from './html/excerpt.ts';
import { flow } from './text/flow.ts';
import { padded, styleOf, type Run, type Style, type TextOptions } from './text/style.ts';
import { widthOf } from './text/width.ts';

const labelCells = 'standards'.length + 2;
const answers = { pass: 'yes', fail: 'no', unknown: 'unknown' } as const;

/** All that is known of one outcome, for `plimsoll explain`. Of a fail, also how to waive it. */
export function renderExplanation(
  outcome: Outcome,
  excerpt: Excerpt | null,
  options: Pick<TextOptions, 'width' | 'color' | 'unicode'>,
): string {
  const style = styleOf(options);
  const { verdict, severity, title, check, name, aspect, stage, subject, saw, waiver } = outcome;
  const answer = answers[verdict];
  const mark = style.signs.mark[answer];
  const row = (label: string, ...runs: Run[]): string =>
    flow(style, `  ${style.paint('dim', padded(label, labelCells))}`, runs, 2 + labelCells);
  const lines = [
    flow(
      style,
      '',
      [
        [answer, `${mark} ${verdict}`],
        ['plain', '  '],
        ['bold', style.show(title)],
      ],
      2,
    ),
    '',
    row('check', ['plain', `${check} ${name}`], ['dim', `  ${aspect}`]),
    row('severity', [severity, severity]),
    row('whom', ['plain', style.show(describeSubject(subject))], ['dim', `  ${stage}`]),
  ];
  if (saw !== '') lines.push(row(verdict === 'unknown' ? 'why' : 'seen', ['plain', style.show(saw, 2000)]));
  for (const [index, at] of outcome.evidence.entries()) {
    const detail = [at.place, at.note].filter((text) => text !== undefined).map((text) => style.show(text, 400));
    lines.push(
      row(
        index === 0 ? 'where' : '',
        ['plain', style.show(describeEvidence(at), 400)],
        ['dim', detail.map((text) => `  ${text}`).join('')],
      ),
    );
  }
  if (excerpt !== null) lines.push('', ...excerptLines(excerpt, style), '');
  if (verdict === 'unknown') lines.push(row('to know', ['hint', style.show(outcome.toKnow, 2000)]));
  if (verdict !== 'pass') lines.push(row('to fix', ['hint', style.show(outcome.remedy, 2000)]));
  if (outcome.references.length > 0) {
    const items = outcome.references.map(({ standard, version, item }) => `${standard} ${version} ${item}`);
    lines.push(row('standards', ['plain', style.show(items.join('; '), 1000)]));
  }
  lines.push(row('finding', ['plain', outcome.fingerprint]));
  if (waiver !== null) {
    lines.push(
      row(
        'waived',
        ['plain', `by ${style.show(waiver.approver)} until ${style.show(waiver.expires, 12)}: `],
        ['plain', style.show(waiver.reason, 1000)],
      ),
      row('', ['dim', style.show(describeEvidence(waiver.at), 400)]),
    );
  } else if (verdict === 'fail') {
    lines.push('', ...waiverLines(outcome, style));
  }
  return `${lines.join('\n')}\n`;
}

function excerptLines({ firstLine, lines, marked }: Excerpt, style: Style): string[] {
  const digits = String(firstLine + lines.length - 1).length;
  return lines.map((text, index) => {
    const number = firstLine + index;
    const on = number === marked;
    const gutter = `  ${on ? '>' : ' '} ${String(number).padStart(digits)} ${style.signs.bar} `;
    const room = style.width - widthOf(gutter);
    // Tabs are indentation here, not something hidden.
    const code = style.show(text.replaceAll('\t', '  '), room);
    return on ? style.paint('bold', gutter + code) : style.paint('dim', gutter) + code;
  });
}

/** A day is left for a person to choose: until then the waiver is malformed and waives nothing. */
function waiverLines({ fingerprint, check }: Outcome, style: Style): string[] {
  const snippet = [
    'waivers:',
    `  - fingerprint: "${fingerprint}" # ${check}`,
    '    reason: why this is acceptable here',
    '    approver: who answers for it',
    '    expires: YYYY-MM-DD',
  ];
  return [style.paint('dim', '  To waive it, in plimsoll.yaml:'), ...snippet.map((line) => `    ${line}`)];
}
