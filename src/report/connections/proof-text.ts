import type { CanReport, ProofReport } from '../../model/network-report.ts';
import { flow } from '../text/flow.ts';
import { styleOf, type TextOptions } from '../text/style.ts';
import { nameOf } from './names.ts';
import { portsText, trafficOf } from './ports.ts';
import { doubtLines, headLines, notSeenLines, proofLines, verdictInks } from './text-parts.ts';

/** `shop/web → shop/db TCP 5432: denied`, the chain that proves it, and what would have to be known. */
export function renderCanText(report: CanReport, options: TextOptions): string {
  const style = styleOf(options);
  const { from, to, protocol, port, verdict, proof, missing } = report;
  const ink = verdictInks[verdict];
  const pair = `${style.show(nameOf(from))} ${style.signs.arrow} ${style.show(nameOf(to))}`;
  const traffic = protocol === 'ICMP' ? `ICMP type ${port}` : `${protocol} ${port}`;
  const answer = flow(
    style,
    `${style.signs.mark[ink]} `,
    [
      [ink, verdict],
      ['bold', `  ${pair}`],
      ['plain', `  ${traffic}`],
    ],
    2,
  );
  if (options.quiet) return `${answer}\n`;
  const lines = [...headLines(report, style), '', answer];
  if (missing.length > 0) {
    lines.push('', style.paint('bold', 'Not known'));
    for (const text of missing)
      lines.push(flow(style, `  ${style.signs.mark.unknown} `, [['plain', style.show(text, 600)]], 4));
  }
  if (proof.length > 0) lines.push('', style.paint('bold', 'Because'), ...proofLines(proof, style, '  '));
  lines.push(...doubtLines(report.gaps, style, options), ...notSeenLines(report.gaps, style, options));
  return `${lines.join('\n')}\n`;
}

/** Every part of the traffic of one pair in words, what is not known first, each with its chain. */
export function renderProofText(report: ProofReport, options: TextOptions): string {
  const style = styleOf(options);
  const { from, to, parts } = report;
  const order = ['unknown', 'allowed', 'denied'];
  const traffic = trafficOf(parts).toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const pair = `${style.show(nameOf(from))} ${style.signs.arrow} ${style.show(nameOf(to))}`;
  const lines = options.quiet ? [] : [...headLines(report, style), ''];
  lines.push(flow(style, '', [['bold', pair]], 2), ...doubtLines(report.gaps, style, options));
  for (const { verdict, ports, because, missing } of traffic) {
    const ink = verdictInks[verdict];
    lines.push(
      '',
      flow(
        style,
        `  ${style.signs.mark[ink]} `,
        [
          [ink, verdict],
          ['bold', `  ${portsText(ports)}`],
        ],
        4,
      ),
    );
    if (options.quiet) continue;
    for (const text of missing) lines.push(flow(style, '      not known: ', [['plain', style.show(text, 600)]], 8));
    lines.push(...proofLines(because, style, '      '));
  }
  if (!options.quiet) lines.push(...notSeenLines(report.gaps, style, options));
  return `${lines.join('\n')}\n`;
}
