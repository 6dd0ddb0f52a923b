import type { Because, ConnectionVerdict } from '../../model/connections.ts';
import { describeEvidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/gap.ts';
import { doubtsOf, type PluginReport } from '../../model/network-report.ts';
import type { Answer } from '../../model/report.ts';
import { headLine } from '../text/card.ts';
import { flow } from '../text/flow.ts';
import type { Style, TextOptions } from '../text/style.ts';
import { gapLines } from '../text/unseen.ts';

/** Without `--all`. */
const shownDoubts = 5;

/** What was asked, and by whose rules policies were read: where nothing enforces them, all of it is but a wish. */
export function headLines(
  report: Parameters<typeof headLine>[0] & { readonly plugin: PluginReport | null },
  style: Style,
): string[] {
  const { plugin } = report;
  if (plugin === null) return [headLine(report, style)];
  const { cni, enforces, because, at } = plugin;
  const rules = cni === null || cni === 'kubernetes' ? 'as Kubernetes says' : `by the rules of ${style.show(cni, 20)}`;
  const said = {
    yes: `Policies ${rules}: `,
    no: 'Policies are not enforced: ',
    unknown: `Policies ${rules}, if they are enforced: `,
  }[enforces];
  const where = at[0] === undefined ? '' : `  ${style.show(describeEvidence(at[0]), 200)}`;
  const hint = enforces === 'unknown' ? '; --cni names it' : '';
  return [
    headLine(report, style),
    flow(
      style,
      '  ',
      [
        [enforces === 'yes' ? 'dim' : 'unknown', said],
        ['dim', `${style.show(because, 300)}${hint}${where}`],
      ],
      4,
    ),
  ];
}

/** What was not seen and may hold a rule that decides: an answer that hides it would be a false one. */
export function doubtLines(gaps: readonly Gap[], style: Style, options: TextOptions, encryption = false): string[] {
  const doubts = doubtsOf(gaps, encryption);
  if (doubts.length === 0) return [];
  const shown = options.all ? doubts : doubts.slice(0, shownDoubts);
  const title = 'Not sure: a rule that decides may stand in what was not read';
  const lines = ['', flow(style, '', [['unknown', title]], 2)];
  for (const gap of shown) {
    const where = gap.at?.file === undefined ? gap.subject : describeEvidence(gap.at);
    lines.push(
      flow(
        style,
        `  ${style.signs.mark.unknown} `,
        [
          ['bold', style.show(where, 100)],
          ['plain', `  ${style.show(gap.because, 300)}`],
        ],
        4,
      ),
      flow(style, `    ${style.signs.arrow} `, [['hint', style.show(gap.toKnow, 600)]], 6),
    );
  }
  if (shown.length < doubts.length)
    lines.push(style.paint('dim', `  and ${doubts.length - shown.length} more (--all shows them)`));
  return lines;
}

/** The end of a report that cannot be sure, where nobody reads its beginning again. */
export function notSureLines(style: Style): string[] {
  return [style.paint('unknown', flow(style, '  ', [['plain', 'not sure: see above what was not read']], 2))];
}

/** What was not seen and decides nothing here. */
export function notSeenLines(gaps: readonly Gap[], style: Style, options: TextOptions, encryption = false): string[] {
  const doubts = new Set(doubtsOf(gaps, encryption));
  const others = gaps.filter((gap) => !doubts.has(gap) && gap.touches.some((one) => /^(\*|network)/.test(one)));
  if (others.length === 0) return [];
  return ['', style.paint('bold', 'Not seen'), ...gapLines(others, style, options)];
}

export const verdictInks = { allowed: 'yes', denied: 'no', unknown: 'unknown' } as const satisfies Record<
  ConnectionVerdict,
  Answer
>;

/** The chain of a proof, one step a line, each with where it stands. */
export function proofLines(proof: readonly Because[], style: Style, indent: string): string[] {
  return proof.map(({ layer, rule, effect, at }) =>
    flow(
      style,
      `${indent}${style.signs.dot} `,
      [
        ['dim', `${layer}: `],
        ['plain', `${style.show(rule, 300)}: `],
        ['bold', style.show(effect, 60)],
        [
          'dim',
          `  ${style.show(describeEvidence(at), 200)}${at.note === undefined ? '' : `  (${style.show(at.note, 200)})`}`,
        ],
      ],
      indent.length + 2,
    ),
  );
}
