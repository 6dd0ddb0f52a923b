import {
  driftStates,
  type Difference,
  type DriftEffect,
  type DriftItem,
  type DriftReport,
  type DriftState,
  type Inconsistency,
} from '../../model/drift.ts';
import { describeEvidence } from '../../model/evidence.ts';
import { describeSubject } from '../../model/fact.ts';
import { flow } from '../text/flow.ts';
import { padded, styleOf, type Ink, type Run, type Style, type TextOptions } from '../text/style.ts';
import { widthOf } from '../text/width.ts';

/** Without `--all`, of each state. */
const shownItems = 20;

const titles: Readonly<Record<DriftState, readonly [title: string, note: string, ink: Ink]>> = {
  differs: ['Differs', 'lives otherwise than declared', 'no'],
  undeclared: ['Undeclared', 'lives, and nothing declares it', 'no'],
  missing: ['Missing', 'is declared, and does not live', 'no'],
  unknown: ['Unknown', 'cannot be told', 'unknown'],
  same: ['Same', 'lives as declared', 'yes'],
};
const inkOf: Readonly<Record<DriftEffect, Ink>> = { weakens: 'high', neutral: 'medium', strengthens: 'low' };

/** Drift for people: the verdict, then each item with its differences, where both sides stand and what mends it. */
export function renderDriftText(report: DriftReport, options: TextOptions): string {
  const style = styleOf(options);
  const { asked, verdict, because, inconsistencies } = report;
  const { plimsoll, line, mark } = style.signs;
  const name = style.show(
    `${asked.declared.join('  ')} ${style.signs.arrow} ${asked.live.join('  ')}`,
    style.width - 20,
  );
  const fill = Math.max(2, style.width - widthOf(plimsoll) - widthOf(name) - 2);
  const answer = ({ 'no drift': 'yes', drift: 'no', unknown: 'unknown' } as const)[verdict];
  const lines = [
    `${style.paint('dim', plimsoll)} ${style.paint('bold', name)} ${style.paint('dim', line.repeat(fill))}`,
    '',
    flow(
      style,
      '',
      [
        [answer, `${mark[answer]} ${verdict}`],
        ['plain', `  ${style.show(because)}`],
        ['dim', asked.unknownPasses ? '  (unknown counts as no drift for the exit code, as asked)' : ''],
      ],
      4,
    ),
  ];
  if (!options.quiet) {
    for (const state of driftStates) {
      // What is the same is listed only on request.
      if (state !== 'same' || options.all) lines.push(...stateLines(state, report, style, options));
    }
    lines.push(...inconsistencyLines(inconsistencies, style, options), ...gapLines(report, style, options));
  }
  return `${lines.join('\n')}\n`;
}

function stateLines(state: DriftState, { items, asked }: DriftReport, style: Style, options: TextOptions): string[] {
  const own = items.filter((one) => one.state === state);
  if (own.length === 0) return [];
  const [title, note, ink] = titles[state];
  const shown = options.all ? own : own.slice(0, shownItems);
  return [
    '',
    `${style.paint('bold', title)}  ${style.paint('dim', `${own.length}, ${note}`)}`,
    ...shown.flatMap((one) => itemLines(one, ink, style, asked.live.length > 1)),
    ...rest(own.length - shown.length, style),
  ];
}

function itemLines(item: DriftItem, ink: Ink, style: Style, several: boolean): string[] {
  const { subject, target, effect, because, differences, declared, live, expected, toKnow, remedy } = item;
  const effectText: Run[] = effect === null ? [] : [[inkOf[effect], `  ${effect}`]];
  const where: Run[] = several && target !== null ? [['dim', `  ${style.show(target)}`]] : [];
  const lines = [flow(style, '  ', [[ink, style.show(describeSubject(subject))], ...effectText, ...where], 4)];
  if (differences.length === 0) lines.push(flow(style, '    ', [['plain', style.show(because, 400)]], 4));
  for (const one of differences) lines.push(...differenceLines(one, style));
  if (differences.length === 0)
    for (const place of [declared, live])
      if (place !== null) lines.push(flow(style, '    ', [['dim', style.show(describeEvidence(place))]], 6));
  for (const one of expected) lines.push(flow(style, '    ', [['dim', `as expected: ${style.show(one)}`]], 6));
  const hint = remedy ?? toKnow;
  if (hint !== null) lines.push(flow(style, `    ${style.signs.arrow} `, [['hint', style.show(hint, 400)]], 6));
  return lines;
}

function differenceLines(one: Difference, style: Style): string[] {
  const { setting, container, effect, declared, live, applied, cause, writer, evidence } = one;
  const of = container === null ? setting : `${setting} of ${container}`;
  const lines = [
    flow(
      style,
      '    ',
      [
        ['bold', style.show(of)],
        [inkOf[effect], `  ${effect}`],
      ],
      6,
    ),
    side('declared', declared, describeEvidence(evidence.declared), style),
    side('live', live, placed(evidence.live), style),
  ];
  if (applied !== null) {
    const who = { live: 'changed live', declared: 'the file was changed and not applied', both: 'both were changed' };
    lines.push(side('applied', applied, cause === null ? '' : who[cause], style));
  }
  if (writer !== null) {
    const when = writer.time === null ? '' : ` at ${writer.time}`;
    lines.push(
      flow(
        style,
        '      ',
        [['dim', `${padded('by', 9)} ${style.show(`${writer.manager} (${writer.operation})${when}`)}`]],
        16,
      ),
    );
  }
  return lines;
}

function side(what: string, value: string, where: string, style: Style): string {
  return flow(
    style,
    '      ',
    [
      ['dim', `${padded(what, 9)} `],
      ['plain', style.show(value, 200)],
      ['dim', `  ${style.show(where)}`],
    ],
    16,
  );
}

function placed(at: Difference['evidence']['live']): string {
  return at.file === undefined && at.place !== undefined ? `${describeEvidence(at)} ${at.place}` : describeEvidence(at);
}

function inconsistencyLines(all: readonly Inconsistency[], style: Style, options: TextOptions): string[] {
  if (all.length === 0) return [];
  const shown = options.all ? all : all.slice(0, shownItems);
  return [
    '',
    `${style.paint('bold', 'Inconsistent')}  ${style.paint('dim', `${all.length}, alike and set otherwise`)}`,
    ...shown.flatMap(({ name, setting, severity, declared, places }) => [
      flow(
        style,
        '  ',
        [
          [severity, `${padded(severity, 6)}  `],
          ['plain', `${style.show(name)}: ${style.show(setting)}`],
          ['dim', declared ? '  each as declared' : ''],
        ],
        10,
      ),
      ...places.slice(0, options.all ? undefined : 6).map(({ place, value }) =>
        flow(
          style,
          '          ',
          [
            ['dim', `${style.show(place, 60)}  `],
            ['plain', style.show(value)],
          ],
          12,
        ),
      ),
      ...rest(options.all ? 0 : places.length - 6, style),
    ]),
    ...rest(all.length - shown.length, style),
  ];
}

function gapLines({ gaps }: DriftReport, style: Style, options: TextOptions): string[] {
  const all = [...gaps.declared, ...gaps.live];
  if (all.length === 0) return [];
  const shown = options.all ? all : all.slice(0, shownItems);
  return [
    '',
    `${style.paint('bold', 'Not seen')}  ${style.paint('dim', String(all.length))}`,
    ...shown.flatMap(({ code, subject, because, toKnow }) => [
      flow(
        style,
        '  ',
        [
          ['unknown', `${code}  `],
          ['plain', `${style.show(subject)}: ${style.show(because, 400)}`],
        ],
        4,
      ),
      flow(style, `    ${style.signs.arrow} `, [['hint', style.show(toKnow, 400)]], 6),
    ]),
    ...rest(all.length - shown.length, style),
  ];
}

function rest(count: number, style: Style): string[] {
  return count <= 0 ? [] : [style.paint('dim', `  ${style.signs.ellipsis} and ${count} more (--all shows them)`)];
}
