import { describeEvidence } from '../../../model/evidence.ts';
import type { Finding } from './finding.ts';

/** What a finding rests on, a line each: the advisory, its range, the comparison, and where the package is listed. */
export function explainFinding(finding: Finding): readonly string[] {
  const { package: found } = finding;
  const lines = [`${finding.id} · ${found.name} ${found.version} · ${finding.state}`];
  if (finding.summary !== '') lines.push(finding.summary);
  for (const explanation of finding.explanations) {
    const feed = explanation.feed === '' ? '' : ` of ${explanation.feed}`;
    const source = explanation.name === found.name ? '' : `, the source of ${found.name}`;
    lines.push(
      `advisory: ${explanation.advisory}${feed}${explanation.reference === null ? '' : ` (${explanation.reference})`}`,
      `says of: ${explanation.ecosystem} ${explanation.name}${source}: ${explanation.range}`,
      `compared: ${explanation.comparison}`,
    );
  }
  const rated = finding.severities.map(
    ({ origin, text, score, because }) =>
      `${origin} ${text}${score === null ? '' : ` (${score})`}${because === undefined ? '' : ` (no rank: ${because})`}`,
  );
  lines.push(
    `severity: ${finding.severity ?? 'nobody says'}${finding.severityOrigin === null ? '' : ` by ${finding.severityOrigin}`}${rated.length === 0 ? '' : `; said: ${rated.join(', ')}`}`,
  );
  if (finding.kev !== null)
    lines.push(`known exploited: listed by CISA${finding.kev.added === null ? '' : ` on ${finding.kev.added}`}`);
  if (finding.epss !== null)
    lines.push(`EPSS: ${finding.epss.score}, above ${Math.round(finding.epss.percentile * 100)} % of all`);
  lines.push(`seen: ${describeEvidence(found.at)}`);
  return lines;
}
