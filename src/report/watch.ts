import { severities } from '../model/severity.ts';
import type { WatchedVulnerability, WatchReport } from '../model/watch-report.ts';
import { visible } from './visible.ts';

/** What changed, image by image; one line where nothing did. */
export function renderWatchText({ images, gaps, coverage, database }: WatchReport): string {
  const lines: string[] = [];
  for (const { name, platform, added, removed, changed } of images) {
    lines.push(visible(platform === null ? name : `${name} (${platform})`));
    for (const one of added.toSorted(worstFirst)) lines.push(`  + ${describe(one)}`);
    for (const { before, after } of changed) lines.push(`  ~ ${describe(after)}, before ${describeState(before)}`);
    for (const one of removed.toSorted(worstFirst)) lines.push(`  - ${describe(one)}`);
  }
  const { images: all, packages, rematched } = coverage;
  if (lines.length > 0) lines.push('');
  lines.push(
    `${images.length} of ${all} stored images changed; ${rematched} of ${packages} packages were held against advisories anew` +
      `${database === null ? '' : `, of ${database.built}`}.`,
  );
  for (const { subject, because, toKnow } of gaps) lines.push(visible(`not known: ${subject}: ${because}. ${toKnow}`));
  return `${lines.join('\n')}\n`;
}

function describe(one: WatchedVulnerability): string {
  const { id, package: holder, fixed } = one;
  const mended = fixed.length === 0 ? 'no fix' : `fixed in ${fixed[0]}`;
  return visible(`${id} ${holder.name} ${holder.version}: ${describeState(one)}, ${mended}`);
}

function describeState({ severity, state, malicious, exploited }: WatchedVulnerability): string {
  const marks = [malicious ? 'malicious' : '', exploited ? 'exploited' : ''].filter((mark) => mark !== '');
  return [severity ?? 'not rated', state, ...marks].join(', ');
}

/** What nobody rates stands with the high ones: it may be any of them. */
function worstFirst(a: WatchedVulnerability, b: WatchedVulnerability): number {
  const rank = ({ severity }: WatchedVulnerability): number => severities.indexOf(severity ?? 'high');
  return rank(b) - rank(a) || (a.id < b.id ? -1 : 1);
}
