import type { ProofPoint, SuggestReport } from '../../model/suggestion.ts';
import { visible } from '../visible.ts';

const shown = 10;

/** What came of the proof, for people; it stands beside the policies, on standard error. */
export function summaryOf(report: SuggestReport, all: boolean): string {
  const { policies, needs, refused, leftOut, proof, verdict } = report;
  const { pairs } = proof;
  const lines = [
    `${policies.length} policies for ${needs.length} needs: ${pairs.after} of ${pairs.all} pairs can connect, ${pairs.today} today`,
    ...section('would be lost', proof.lost.map(pointOf), all),
    ...section('would be opened', proof.widened.map(pointOf), all),
    ...section('cannot be proven', proof.unproven.map(pointOf), all),
    ...section(
      'needed, but refused by policies of today',
      refused.map(({ from, to, why }) => `${from} to ${to}: ${why}`),
      all,
    ),
    ...section(
      'left out',
      leftOut.map(({ what, because }) => `${what}: ${because}`),
      all,
    ),
    {
      proven: 'Proven: every need is let through, and nothing that is not let through today.',
      wrong: 'Do not apply these policies: they do not keep what they promise.',
      unknown: 'Not proven as a whole: see above.',
    }[verdict],
  ];
  return lines.map((line) => `plimsoll: ${visible(line)}\n`).join('');
}

function section(title: string, items: readonly string[], all: boolean): string[] {
  if (items.length === 0) return [];
  const first = all ? items : items.slice(0, shown);
  const more = items.length - first.length;
  return [`${title}:`, ...first.map((item) => `  ${item}`), ...(more > 0 ? [`  and ${more} more (--all)`] : [])];
}

function pointOf({ from, to, protocol, port, because }: ProofPoint): string {
  return `${from} to ${to}, ${protocol} ${port}: ${because}`;
}
