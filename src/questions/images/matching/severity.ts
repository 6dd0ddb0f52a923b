import type { SeverityClaim } from '../../../formats/osv/record.ts';
import type { Finding } from './finding.ts';

/**
 * Which severity counts: the vendor's own word, who knows how the package was built; then the CVSS
 * vector of the advisory; then the NVD's. A malicious package is always critical. All are kept.
 */
export function severityOf(
  advisories: readonly SeverityClaim[],
  elsewhere: readonly SeverityClaim[],
  malicious: boolean,
): Pick<Finding, 'severity' | 'severityOrigin' | 'severities'> {
  const isWord = (claim: SeverityClaim): boolean => !claim.text.startsWith('CVSS:');
  const ordered = unique([...advisories.filter(isWord), ...advisories.filter((claim) => !isWord(claim)), ...elsewhere]);
  if (malicious) return { severity: 'critical', severityOrigin: 'malicious package', severities: ordered };
  const first = ordered.find(({ rating }) => rating !== null);
  return { severity: first?.rating ?? null, severityOrigin: first?.origin ?? null, severities: ordered };
}

function unique(claims: readonly SeverityClaim[]): SeverityClaim[] {
  const found = new Map(claims.map((claim) => [`${claim.origin}\n${claim.text}`, claim]));
  return [...found.values()];
}
