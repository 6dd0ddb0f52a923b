import type { Severity } from '../../model/severity.ts';
import { cvssBaseScore, severityOfScore } from './cvss.ts';
import type { SeverityClaim } from './record.ts';
import { field, listField, shortened, textField } from './shape.ts';

/**
 * The vendors' words: Debian's urgencies, Ubuntu's priorities, Red Hat's and GitHub's ratings. A word
 * that is no rank (`not yet assigned`, `untriaged`, `unknown`) is null.
 */
const words: Readonly<Record<string, Severity>> = {
  none: 'info',
  unimportant: 'low',
  negligible: 'low',
  low: 'low',
  minor: 'low',
  medium: 'medium',
  moderate: 'medium',
  high: 'high',
  important: 'high',
  major: 'high',
  critical: 'critical',
};

export function ratingClaim(origin: string, word: string): SeverityClaim {
  // Debian marks an urgency that was set by a machine with stars.
  const plain = word.toLowerCase().replaceAll('*', '').trim();
  return {
    origin,
    rating: Object.hasOwn(words, plain) ? words[plain]! : null,
    text: shortened(word, 40),
    score: null,
  };
}

export function vectorClaim(origin: string, vector: string): SeverityClaim {
  const score = cvssBaseScore(vector);
  return { origin, rating: score === null ? null : severityOfScore(score), text: shortened(vector, 200), score };
}

/** Claims of a `severity` list of the schema. CVSS types hold a vector, others the word of who is named. */
export function readSeverities(holder: unknown, origin: string): SeverityClaim[] {
  const claims: SeverityClaim[] = [];
  for (const item of listField(holder, 'severity')) {
    const type = textField(item, 'type');
    const score = textField(item, 'score');
    if (type === null || score === null) continue;
    const claim = type.startsWith('CVSS') ? vectorClaim(origin, score) : ratingClaim(type, score);
    if (!claims.some(({ text, origin: known }) => text === claim.text && known === claim.origin)) claims.push(claim);
  }
  return claims;
}

/** A rating outside the `severity` list: GitHub, Bitnami, PyPI and Go write one, Enterprise Linux into the summary. */
export function readRatings(record: unknown, origin: string): SeverityClaim[] {
  const claims: SeverityClaim[] = [];
  const word = textField(field(record, 'database_specific'), 'severity');
  if (word !== null) claims.push(ratingClaim(origin, word));
  // `Important: kernel security update`: the rating of errata of Red Hat, AlmaLinux, Rocky Linux.
  const erratum = /^(Critical|Important|Moderate|Low): /.exec(textField(record, 'summary') ?? '');
  if (erratum !== null) claims.push(ratingClaim(origin, erratum[1]!));
  return claims;
}
