import { cvssVersionOf } from '../../../formats/cvss/vector.ts';
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
  const ordered = unique([...inOrder(advisories), ...inOrder(elsewhere)]);
  if (malicious) return { severity: 'critical', severityOrigin: 'malicious package', severities: ordered };
  const first = ordered.find(({ rating }) => rating !== null);
  return { severity: first?.rating ?? null, severityOrigin: first?.origin ?? null, severities: ordered };
}

/**
 * Words, then vectors: each origin's newest version of CVSS first. Version 2 is last, whoever wrote it:
 * it was given up for calling too little critical (it has no such rating), and most of it was never
 * looked at again.
 */
function inOrder(claims: readonly SeverityClaim[]): readonly SeverityClaim[] {
  const origins = [...new Set(claims.map(({ origin }) => origin))];
  const versionOf = ({ text }: SeverityClaim): number => Number(cvssVersionOf(text) ?? Number.NaN);
  const kindOf = (claim: SeverityClaim): number => (Number.isNaN(versionOf(claim)) ? 0 : versionOf(claim) > 2 ? 1 : 2);
  return claims.toSorted(
    (a, b) =>
      kindOf(a) - kindOf(b) ||
      (kindOf(a) === 0 ? 0 : origins.indexOf(a.origin) - origins.indexOf(b.origin) || versionOf(b) - versionOf(a)),
  );
}

function unique(claims: readonly SeverityClaim[]): SeverityClaim[] {
  const found = new Map(claims.map((claim) => [`${claim.origin}\n${claim.text}`, claim]));
  return [...found.values()];
}
