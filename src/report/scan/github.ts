import type { ScannedVulnerability, ScanReport } from '../../model/scan-report.ts';
import { visible } from '../visible.ts';
import { adviceOn, isBad, nameOf, sentenceOf, standing } from './describe.ts';

/** GitHub shows ten annotations of a level for each step, so the answer comes first, then the worst. */
const shown = 50;

/**
 * Workflow commands of GitHub Actions, one a line: an error for what makes the answer no, a warning for
 * other findings and for what was not seen, a notice for an answer of yes.
 */
export function renderScanGithub(report: ScanReport): string {
  const { answer, because, toKnow, gaps, image, target, coverage } = report;
  const whom = image.reference ?? target;
  const level = { yes: 'notice', no: 'error', unknown: 'warning' }[answer];
  const rows = standing(report).filter(({ waiver }) => waiver === null);
  const lines = [
    command(level, `${whom}: ${answer}`, [because, toKnow].filter((text) => text !== null).join('. ')),
    ...rows.slice(0, shown).map((row) => lineOf(row, report, whom)),
  ];
  if (rows.length > shown) lines.push(command('warning', whom, `and ${rows.length - shown} more vulnerabilities`));
  for (const gap of gaps.slice(0, shown)) {
    const kind = gap.touches.length > 0 ? 'warning' : 'notice';
    lines.push(command(kind, `not seen: ${gap.code}`, `${gap.subject}: ${gap.because}. ${gap.toKnow}`));
  }
  if (gaps.length > shown) lines.push(command('warning', whom, `and ${gaps.length - shown} more gaps`));
  lines.push(
    command('notice', whom, `${coverage.packages} packages, ${coverage.cleared} cleared, ${coverage.gaps} gaps`),
  );
  return `${lines.join('\n')}\n`;
}

function lineOf(row: ScannedVulnerability, report: ScanReport, whom: string): string {
  const place = row.at.file === undefined ? '' : ` (/${row.at.file})`;
  const text = `${sentenceOf(row)}. ${adviceOn(row)}${place}`;
  return command(isBad(row, report) ? 'error' : 'warning', `${nameOf(row)} in ${whom}`, text);
}

/**
 * `::error title=…::text`. A value must not end its line or its property, or an image could give the
 * runner commands of its own: percent signs and line ends are escaped, in properties `:` and `,` too.
 */
function command(level: string, title: string, text: string): string {
  return `::${level} title=${property(visible(title))}::${data(visible(text))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
