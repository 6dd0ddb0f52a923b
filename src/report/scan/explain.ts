import { describeEvidence } from '../../model/evidence.ts';
import type { ScannedVulnerability } from '../../model/scan-report.ts';
import { flow } from '../text/flow.ts';
import { padded, styleOf, type Run, type TextOptions } from '../text/style.ts';
import { addressOf, adviceOn, nameOf, sentenceOf } from './describe.ts';

const labelCells = 'distribution'.length + 2;

/**
 * What a vulnerability rests on, for `plimsoll explain`: each advisory with its range and the
 * comparison, who says how severe it is, and the layer that brought the package with the line that made it.
 */
export function renderVulnerability(
  row: ScannedVulnerability,
  options: Pick<TextOptions, 'width' | 'color' | 'unicode'>,
): string {
  const style = styleOf(options);
  const lines: string[] = [];
  const tell = (label: string, ...runs: Run[]): void => {
    lines.push(flow(style, `  ${style.paint('dim', padded(label, labelCells))}`, runs, 2 + labelCells));
  };
  const said = (label: string, text: string): void => tell(label, ['plain', style.show(text, 1000)]);
  const { package: found, decidedBy, kev, epss, severity, severityOrigin } = row;
  lines.push(flow(style, '', [['bold', style.show(sentenceOf(row), 400)]], 2));
  if (row.summary !== '') lines.push(flow(style, '  ', [['plain', style.show(row.summary, 600)]], 2));
  said('package', `${found.name} ${found.version}  ${found.purl}`);
  said('names', [row.id, ...row.aliases].join(', '));
  said('state', `${row.state.replaceAll('-', ' ')}: ${row.because}`);
  if (decidedBy !== null) {
    const file = decidedBy.file === null ? '' : ` in ${decidedBy.file}`;
    const instead = `; the advisory alone: ${decidedBy.instead.replaceAll('-', ' ')}`;
    said(decidedBy.kind === 'vex' ? 'VEX' : 'distribution', `${decidedBy.by}${file}: ${decidedBy.because}${instead}`);
  }
  for (const one of row.explanations) {
    said(
      'advisory',
      [one.advisory, one.feed === '' ? '' : `of the feed ${one.feed}`, one.reference ?? ''].filter(Boolean).join('  '),
    );
    const source = one.name === found.name ? '' : ` (of which ${found.name} is built)`;
    said('  range', `${one.ecosystem} ${one.name}${source}: ${one.range}`);
    said('  compared', `${one.comparison}: ${one.state.replaceAll('-', ' ')}`);
  }
  const claims = row.severities.map(
    ({ origin, text, score, because }) =>
      `${origin} ${text}${score === null ? '' : ` (${score})`}${because === undefined ? '' : ` (no rank: ${because})`}`,
  );
  const counts =
    severity === null ? 'nobody says' : `${severity}${severityOrigin === null ? '' : ` by ${severityOrigin}`}`;
  said('severity', claims.length === 0 ? counts : `${counts}; said: ${claims.join(', ')}`);
  if (kev !== null)
    said(
      'exploited',
      `listed by CISA${kev.added === null ? '' : ` on ${kev.added}`}${kev.ransomware ? ', used for ransomware' : ''}`,
    );
  if (epss !== null)
    said(
      'EPSS',
      `${(epss.score * 100).toFixed(1)} % within 30 days, above ${Math.floor(epss.percentile * 100)} % of all`,
    );
  said('listed in', describeEvidence(row.at));
  said('brought by', row.layer === null ? 'a layer that is not known' : `layer ${row.layer}`);
  if (row.createdBy !== null) said('made by', row.createdBy);
  if (row.waiver !== null)
    said('waived', `by ${row.waiver.approver} until ${row.waiver.expires}: ${row.waiver.reason}`);
  tell('to fix', ['hint', style.show(adviceOn(row), 600)]);
  const address = addressOf(row);
  if (address !== null) said('read more', address);
  if (row.fingerprint !== '')
    said('finding', `${row.fingerprint}${row.check === null ? '' : `  ${row.check} ${nameOf(row)}`}`);
  return `${lines.join('\n')}\n`;
}
