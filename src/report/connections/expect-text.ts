import { describeEvidence } from '../../model/evidence.ts';
import type { Counterexample, ExpectationResult, ExpectReport } from '../../model/network-report.ts';
import { flow } from '../text/flow.ts';
import { styleOf, type Style, type TextOptions } from '../text/style.ts';
import { doubtLines, headLines, notSeenLines, proofLines } from './text-parts.ts';

const inks = { pass: 'yes', fail: 'no', unknown: 'unknown' } as const;

/** Each assertion with its verdict; of one that is not kept, the connection that shows it, with its proof. */
export function renderExpectText(report: ExpectReport, options: TextOptions): string {
  const style = styleOf(options);
  const lines = options.quiet ? [] : [...headLines(report, style), ...doubtLines(report.gaps, style, options, true)];
  if (!options.quiet) lines.push('');
  const order = ['unknown', 'fail', 'pass'];
  for (const result of report.expectations.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict)))
    lines.push(...resultLines(result, style, options));
  if (!options.quiet) lines.push(...notSeenLines(report.gaps, style, options, true));
  const count = (verdict: ExpectationResult['verdict']): number =>
    report.expectations.filter((one) => one.verdict === verdict).length;
  const counts = (['pass', 'fail', 'unknown'] as const).map((verdict) =>
    style.paint(count(verdict) > 0 ? inks[verdict] : 'dim', `${verdict} ${count(verdict)}`),
  );
  lines.push('', `  ${counts.join(` ${style.signs.dot} `)}`);
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}

function resultLines(result: ExpectationResult, style: Style, options: TextOptions): string[] {
  const { name, assertion, verdict, because, toKnow, counterexample, at } = result;
  const ink = inks[verdict];
  const lines = [
    flow(
      style,
      `${style.signs.mark[ink]} `,
      [
        ['bold', style.show(name)],
        ['dim', `  ${assertion}  ${style.show(describeEvidence(at), 100)}`],
      ],
      2,
    ),
  ];
  if (options.quiet || (verdict === 'pass' && !options.all)) return lines;
  lines.push(flow(style, '    ', [[ink, style.show(because, 600)]], 4));
  if (counterexample !== null) {
    lines.push(flow(style, '    ', [['plain', style.show(counterexampleText(counterexample), 300)]], 6));
    lines.push(...proofLines(counterexample.proof, style, '      '));
  }
  if (toKnow !== null) lines.push(flow(style, `    ${style.signs.arrow} `, [['hint', style.show(toKnow, 600)]], 6));
  return lines;
}

/** `shop/web to shop/db on TCP 5432 is allowed`. */
export function counterexampleText(one: Counterexample): string {
  const { from, to, fromAddress, toAddress, protocol, port, verdict } = one;
  const traffic = protocol === 'ICMP' ? `ICMP type ${port}` : `${protocol} ${port}`;
  return `${fromAddress ?? from} to ${toAddress ?? to} on ${traffic} is ${verdict}`;
}
