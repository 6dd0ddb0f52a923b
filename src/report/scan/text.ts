import type { ScannedVulnerability, ScanReport } from '../../model/scan-report.ts';
import { flow } from '../text/flow.ts';
import { styleOf, type Style, type TextOptions } from '../text/style.ts';
import { gapLines } from '../text/unseen.ts';
import { coverageLines } from './text-coverage.ts';
import { decidedLines, packageGroups, secretLines, sourcesOf, waivedLines } from './text-findings.ts';

/**
 * A scan for people: the answer, what was found by package (worst first), what others decided, what
 * was not seen, and how much was looked at. Nothing that an image says reaches the terminal unescaped.
 */
export function renderScanText(report: ScanReport, options: TextOptions): string {
  const style = styleOf(options);
  const lines = headLines(report, style);
  if (!options.quiet) lines.push(...bodyLines(report, style, options), '', ...coverageLines(report, style));
  return `${lines.join('\n')}\n`;
}

function headLines(report: ScanReport, style: Style): string[] {
  const { answer, because, toKnow, image, target, unknownPasses, at } = report;
  const { mark, dot, arrow } = style.signs;
  const system = image.os === null ? [] : [image.os.name === '' ? `${image.os.id} ${image.os.version}` : image.os.name];
  const eol = image.os?.eol;
  const isOver = (eol ?? '9') < at.slice(0, 10);
  const ends =
    eol === undefined || eol === null ? [] : [`${isOver ? 'no security fixes since' : 'security fixes until'} ${eol}`];
  const about = [image.platform, ...system, ...ends].filter((text) => text !== null).map((text) => style.show(text));
  const lines = [
    flow(
      style,
      '',
      [
        ['bold', style.show(image.reference ?? target)],
        ['dim', about.length === 0 ? '' : `  ${about.join(` ${dot} `)}`],
      ],
      2,
    ),
  ];
  if (image.digest !== null) lines.push(flow(style, '  ', [['dim', style.show(image.digest)]], 2));
  lines.push(
    '',
    flow(
      style,
      '',
      [
        [answer, `${mark[answer]} ${answer}`],
        ['plain', `  ${style.show(because, 400)}`],
      ],
      4,
    ),
  );
  if (toKnow !== null) lines.push(flow(style, `    ${arrow} `, [['hint', style.show(toKnow, 600)]], 6));
  if (unknownPasses)
    lines.push(flow(style, '  ', [['unknown', 'unknown counts as yes here: --unknown=pass was asked for']], 2));
  for (const left of leftOut(report)) lines.push(flow(style, '  ', [['unknown', style.show(left)]], 2));
  return lines;
}

/** What would count, had the user not asked that it does not: an answer without it is not the whole one. */
function leftOut({ vulnerabilities, since, onlyFixed }: ScanReport): string[] {
  const standing = vulnerabilities.filter(({ check, waiver }) => check !== null && waiver === null);
  const known = standing.filter(({ isNew }) => !isNew).length;
  const unfixed = standing.filter(
    ({ isNew, malicious, fixed, state }) =>
      onlyFixed && isNew && !malicious && fixed.length === 0 && state !== 'unknown',
  ).length;
  const verb = (number: number): string => (number === 1 ? 'does' : 'do');
  return [
    ...(known === 0 || since === null
      ? []
      : [`${count(known, 'vulnerability')} known since ${since.at.slice(0, 10)} ${verb(known)} not count: --since`]),
    ...(unfixed === 0
      ? []
      : [`${count(unfixed, 'vulnerability')} without a fix ${verb(unfixed)} not count: --only-fixed`]),
  ];
}

function bodyLines(report: ScanReport, style: Style, options: TextOptions): string[] {
  const lines: string[] = [];
  const sources = sourcesOf(report);
  const section = (title: string, note: string, body: readonly string[]): void => {
    if (body.length > 0)
      lines.push(
        '',
        flow(
          style,
          '',
          [
            ['bold', title],
            ['dim', `  ${note}`],
          ],
          2,
        ),
        ...body,
      );
  };
  const standing = report.vulnerabilities.filter(
    ({ check, waiver, isNew }) => check !== null && waiver === null && isNew,
  );
  const holes = standing.filter(({ state }) => state !== 'unknown');
  section('Found', foundNote(report, holes), packageGroups(holes, sources, style, options));
  const undecided = standing.filter(({ state }) => state === 'unknown');
  section('Undecided', count(undecided.length, 'vulnerability'), packageGroups(undecided, sources, style, options));
  section('Secrets', count(report.secrets.length, 'secret'), secretLines(report.secrets, style, options));
  const waived = report.vulnerabilities.filter(({ waiver }) => waiver !== null);
  section('Waived', count(waived.length, 'vulnerability'), waivedLines(waived, style, options));
  const decided = report.vulnerabilities.filter(({ decidedBy, check }) => decidedBy !== null && check === null);
  section('Decided by others', count(decided.length, 'vulnerability'), decidedLines(decided, style, options));
  section(
    'Not seen',
    count(report.gaps.length, 'gap'),
    report.gaps.length === 0 ? [] : gapLines(report.gaps, style, options),
  );
  return lines;
}

function foundNote({ since, onlyFixed, failOn }: ScanReport, holes: readonly ScannedVulnerability[]): string {
  const packages = new Set(holes.map(({ package: { purl } }) => purl)).size;
  const parts = [
    `${count(holes.length, since === null ? 'vulnerability' : 'new vulnerability')} in ${count(packages, 'package')}`,
  ];
  if (onlyFixed) parts.push('those without a fix do not count');
  parts.push(`${failOn} and above make the answer no`);
  return parts.join('; ');
}

function count(number: number, what: string): string {
  return `${number} ${number === 1 ? what : what.endsWith('y') ? `${what.slice(0, -1)}ies` : `${what}s`}`;
}
