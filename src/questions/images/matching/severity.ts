import { cvssVersionOf } from '../../../formats/cvss/vector.ts';
import type { SeverityClaim } from '../../../formats/osv/record.ts';
import { compareSeverity } from '../../../model/severity.ts';
import type { Finding } from './finding.ts';

/**
 * Which severity counts: the vendor's own word, who knows how the package was built; then the CVSS
 * vector of the advisory; then the NVD's. Of several advisories of one vulnerability the worst word
 * counts, else the worst vector: one that says little takes nothing back of what another says. A
 * malicious package is always critical. All are kept.
 *
 * @param deciding claims of the advisories that decided about the package
 * @param others those of advisories that say it is no hole, asked only when the first say nothing
 */
export function severityOf(
  deciding: readonly SeverityClaim[],
  others: readonly SeverityClaim[],
  elsewhere: readonly SeverityClaim[],
  malicious: boolean,
): Pick<Finding, 'severity' | 'severityOrigin' | 'severities'> {
  const groups = [inOrder(deciding), inOrder(others), inOrder(elsewhere)];
  const ordered = unique(groups.flat());
  if (malicious) return { severity: 'critical', severityOrigin: 'malicious package', severities: ordered };
  const counts = worstOf(groups[0]!) ?? worstOf(groups[1]!) ?? groups[2]!.find(({ rating }) => rating !== null);
  return { severity: counts?.rating ?? null, severityOrigin: counts?.origin ?? null, severities: ordered };
}

/** The worst of what counts of each origin: its word, else its newest vector. */
function worstOf(claims: readonly SeverityClaim[]): SeverityClaim | undefined {
  const rated = claims.filter(({ rating }) => rating !== null);
  const best = Math.min(...rated.map(kindOf));
  const counting = rated.filter((claim) => kindOf(claim) === best);
  // An origin's vectors stand newest first, and the newest counts; its words may differ between records.
  const heard =
    best === 0 ? counting : [...Map.groupBy(counting, ({ origin }) => origin).values()].map(([newest]) => newest!);
  return heard.toSorted((one, other) => compareSeverity(other.rating!, one.rating!))[0];
}

/**
 * Words, then vectors: each origin's newest version of CVSS first. Version 2 is last, whoever wrote it:
 * it was given up for calling too little critical (it has no such rating), and most of it was never
 * looked at again.
 */
function inOrder(claims: readonly SeverityClaim[]): readonly SeverityClaim[] {
  const origins = [...new Set(claims.map(({ origin }) => origin))];
  return claims.toSorted(
    (a, b) =>
      kindOf(a) - kindOf(b) ||
      (kindOf(a) === 0 ? 0 : origins.indexOf(a.origin) - origins.indexOf(b.origin) || versionOf(b) - versionOf(a)),
  );
}

/** Version of CVSS; NaN for a word. */
function versionOf({ text }: SeverityClaim): number {
  return Number(cvssVersionOf(text) ?? Number.NaN);
}

function kindOf(claim: SeverityClaim): number {
  return Number.isNaN(versionOf(claim)) ? 0 : versionOf(claim) > 2 ? 1 : 2;
}

function unique(claims: readonly SeverityClaim[]): SeverityClaim[] {
  const found = new Map(claims.map((claim) => [`${claim.origin}\n${claim.text}`, claim]));
  return [...found.values()];
}
