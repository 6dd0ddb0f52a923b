import type { FoundSecret, ScannedVulnerability, ScanReport } from '../../model/scan-report.ts';
import { severities } from '../../model/severity.ts';
import { nameOf } from './describe.ts';
import { more } from '../text/findings.ts';
import { flow } from '../text/flow.ts';
import { padded, type Run, type Style, type TextOptions } from '../text/style.ts';
import { widthOf } from '../text/width.ts';

/** Without `--all`: vulnerabilities of one package, packages, and rows of the other lists. */
const shownEach = 8;
const shownPackages = 30;
const shownRows = 10;
const severityCells = 'critical'.length;
/** As much as `plimsoll explain` needs to tell findings apart. */
const fingerprintCells = 8;

/**
 * Vulnerabilities under the package that has them, the worst package first. Packages that were built
 * of one source have the same ones, and are one group.
 */
export function packageGroups(
  rows: readonly ScannedVulnerability[],
  sources: Sources,
  style: Style,
  options: TextOptions,
): string[] {
  const groups = [...Map.groupBy(rows, ({ package: { purl } }) => sources.get(purl) ?? purl).values()];
  const shown = options.all ? groups : groups.slice(0, shownPackages);
  const lines = shown.flatMap((group) => ['', ...groupLines(group, style, options)]);
  const rest = groups.slice(shown.length);
  if (rest.length > 0) {
    const left = rest.reduce((sum, group) => sum + group.length, 0);
    lines.push(
      '',
      flow(
        style,
        '  ',
        [['dim', `and ${rest.length} more packages with ${left} vulnerabilities (--all shows them)`]],
        4,
      ),
    );
  }
  return lines;
}

/** Package URL to what tells the source that it was built of, for those that were built of one. */
export type Sources = ReadonlyMap<string, string>;

export function sourcesOf({ packages }: ScanReport): Sources {
  return new Map(
    packages.flatMap(({ purl, source, ecosystem, file }): [string, string][] =>
      source === null ? [] : [[purl, [ecosystem, source.name, source.version, file].join('\n')]],
    ),
  );
}

function groupLines(group: readonly ScannedVulnerability[], style: Style, options: TextOptions): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { dot, arrow } = style.signs;
  const { package: found, at, layer, createdBy } = first;
  const names = [...new Set(group.map((row) => row.package.name))].toSorted();
  const unique = [...Map.groupBy(group, (row) => [nameOf(row), row.state, ...row.fixed].join('\n')).values()];
  const rows = unique.map((same) => same[0]!);
  const where = [at.file ?? '', layer === null ? '' : `layer ${layer.slice(0, 19)}`].filter((text) => text !== '');
  const lines = [
    flow(
      style,
      '  ',
      [
        ['bold', `${style.show(names.join(', '), 200)} ${style.show(found.version, 60)}`],
        ['dim', `  ${typeOf(found.purl)} ${dot} ${style.show(where.join(` ${dot} `), 200)}`],
      ],
      4,
    ),
  ];
  if (createdBy !== null) lines.push(flow(style, '    ', [['dim', `made by: ${style.show(createdBy, 100)}`]], 6));
  const shown = options.all ? rows : rows.slice(0, shownEach);
  const cells = Math.max(...shown.map((row) => widthOf(style.show(nameOf(row), 40))));
  for (const row of shown) lines.push(rowLine(row, cells, style));
  if (shown.length < rows.length) lines.push(more(rows.length - shown.length, style));
  const target = movesTo(rows, names);
  if (target !== null) lines.push(flow(style, `    ${arrow} `, [['hint', style.show(target, 300)]], 6));
  return lines;
}

function rowLine(row: ScannedVulnerability, cells: number, style: Style): string {
  const { severity, fixed, state, kev, epss, malicious, because, fingerprint } = row;
  const fix =
    state === 'unknown'
      ? style.show(because, 200)
      : fixed.length > 0
        ? `fixed in ${style.show(fixed.slice(0, 2).join(', '), 80)}`
        : state === 'affected'
          ? 'no fix'
          : state.replaceAll('-', ' ');
  const marks = [
    ...(malicious ? ['MALICIOUS'] : []),
    ...(kev === null ? [] : [`EXPLOITED${kev.ransomware ? ' (ransomware)' : ''}`]),
  ];
  const runs: Run[] = [
    [severity ?? 'unknown', `${padded(severity ?? 'unrated', severityCells)}  `],
    ['plain', `${padded(style.show(nameOf(row), 40), cells)}  `],
    ['plain', fix],
    ['no', marks.map((mark) => `  ${mark}`).join('')],
    ['dim', epss === null ? '' : `  EPSS ${percent(epss.score)}`],
    ['dim', `  ${fingerprint.slice(0, fingerprintCells)}`],
  ];
  return flow(style, '    ', runs, 6 + severityCells);
}

function percent(share: number): string {
  return share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
}

function typeOf(purl: string): string {
  return /^pkg:([a-z0-9.+-]+)\//.exec(purl)?.[1] ?? 'package';
}

/** The advice where all that has a fix is mended by one and the same version. */
function movesTo(group: readonly ScannedVulnerability[], names: readonly string[]): string | null {
  const withFix = group.filter(({ fixed }) => fixed.length > 0);
  const fixes = new Set(withFix.map(({ fixed }) => fixed.join(' or ')));
  const [only] = fixes;
  if (only === undefined || fixes.size > 1) return null;
  const all = withFix.length === group.length ? '' : `, which mends ${withFix.length} of ${group.length}`;
  return `update ${names.join(', ')} to ${only}${all}`;
}

export function waivedLines(rows: readonly ScannedVulnerability[], style: Style, options: TextOptions): string[] {
  return limited(rows, options, style, (row) => {
    const { waiver } = row;
    const who = waiver === null ? '' : `${waiver.approver}, until ${waiver.expires}: ${waiver.reason}`;
    return ownLine(row, who, style);
  });
}

export function decidedLines(rows: readonly ScannedVulnerability[], style: Style, options: TextOptions): string[] {
  return limited(rows, options, style, (row) => {
    const { decidedBy, state } = row;
    const file = decidedBy?.file === null || decidedBy === null ? '' : ` (${decidedBy.file})`;
    return ownLine(row, `${state.replaceAll('-', ' ')} by ${decidedBy?.by}${file}: ${decidedBy?.because}`, style);
  });
}

function ownLine(row: ScannedVulnerability, text: string, style: Style): string {
  const { severity, package: found } = row;
  return flow(
    style,
    '    ',
    [
      [severity ?? 'unknown', `${padded(severity ?? 'unrated', severityCells)}  `],
      ['plain', `${style.show(nameOf(row), 40)}  ${style.show(found.name)} ${style.show(found.version, 60)}  `],
      ['dim', style.show(text, 400)],
    ],
    6 + severityCells,
  );
}

export function secretLines(rows: readonly FoundSecret[], style: Style, options: TextOptions): string[] {
  const worst = rows.toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
  return limited(worst, options, style, ({ severity, title, file, line, layer, redacted, deletedIn }) =>
    flow(
      style,
      '    ',
      [
        [severity, `${padded(severity, severityCells)}  `],
        ['plain', `${style.show(title, 80)}  ${style.show(redacted, 60)}  `],
        ['plain', `${file === null ? 'in the history' : style.show(file, 200)}${line === null ? '' : `:${line}`}`],
        ['dim', layer === null ? '' : ` in layer ${layer.slice(0, 19)}`],
        ['no', deletedIn !== null ? '  deleted in a later layer, still readable' : ''],
      ],
      6 + severityCells,
    ),
  );
}

function limited<T>(rows: readonly T[], options: TextOptions, style: Style, line: (row: T) => string): string[] {
  const shown = options.all ? rows : rows.slice(0, shownRows);
  const lines = shown.map(line);
  const rest = rows.length - shown.length;
  return rest === 0 ? lines : [...lines, more(rest, style)];
}
