import type { ScanReport } from '../../model/scan-report.ts';
import { severities } from '../../model/severity.ts';
import { flow } from '../text/flow.ts';
import type { Run, Style } from '../text/style.ts';

/** How much was looked at and by what: "none found" means little without it. */
export function coverageLines(report: ScanReport, style: Style): string[] {
  const { coverage, database, since, vex, answer } = report;
  const { dot, line, mark } = style.signs;
  const ecosystems = coverage.ecosystems.map(({ ecosystem, packages, covered }): Run => {
    const name = ecosystem === null ? 'of no known ecosystem' : style.show(ecosystem, 60);
    return covered === false ? ['unknown', `${packages} ${name} (no advisories)`] : ['plain', `${packages} ${name}`];
  });
  const lines = [style.paint('bold', 'Coverage')];
  const separator: Run = ['dim', ` ${dot} `];
  const row = (label: string, ...runs: Run[]): void => void lines.push(flow(style, `  ${label.padEnd(11)} `, runs, 14));
  row('packages', ['plain', String(coverage.packages)], ...ecosystems.flatMap((run): Run[] => [separator, run]));
  if (database === null) row('advisories', ['unknown', 'none: no package was held against any']);
  else {
    const fetched = database.feeds.map((feed) => feed.fetched.slice(0, 10)).toSorted();
    const oldest = fetched[0] === undefined ? '' : `, the oldest of ${fetched[0]}`;
    row('advisories', [
      'plain',
      `${database.feeds.length} ${database.feeds.length === 1 ? 'feed' : 'feeds'}${oldest}; built ${database.built.slice(0, 10)}`,
    ]);
    if (!database.feeds.some(({ kinds }) => kinds.includes('kev')))
      row('exploited', ['unknown', 'not known: no catalogue of exploited vulnerabilities is among the feeds']);
    row('cleared', ['plain', `${coverage.cleared} by version, ${coverage.decided} by VEX or the distribution`]);
  }
  if (vex.length > 0)
    row('VEX', ['plain', vex.map(({ file, statements }) => `${style.show(file)} (${statements})`).join(', ')]);
  if (since !== null)
    row('since', ['plain', `${since.known} known since ${style.show(since.at.slice(0, 10))}, ${since.gone} gone`]);
  const counts = [...severities]
    .toReversed()
    .filter((severity) => coverage.open[severity] > 0)
    .flatMap((severity): Run[] => [[severity, `${coverage.open[severity]} ${severity}`], separator]);
  lines.push(
    '',
    style.paint('dim', line.repeat(style.width)),
    flow(
      style,
      '  ',
      [
        [answer, `${mark[answer]} ${answer}`],
        ['plain', '  '],
        ...counts,
        ['plain', `${coverage.open.unknown} unrated`],
        separator,
        ['plain', `${coverage.undecided} undecided`],
        separator,
        ['plain', `${coverage.waived} waived`],
        separator,
        ['plain', `${coverage.gaps} ${coverage.gaps === 1 ? 'gap' : 'gaps'}`],
      ],
      4,
    ),
  );
  return lines;
}
