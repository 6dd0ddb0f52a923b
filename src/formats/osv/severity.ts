import type { Severity } from '../../model/severity.ts';
import { scoreCvss } from '../cvss/score.ts';
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
  const text = shortened(word, 40);
  return Object.hasOwn(words, plain)
    ? { origin, rating: words[plain]!, text, score: null }
    : { origin, rating: null, text, score: null, because: 'is a word without a rank' };
}

/** A CVSS vector of any version; one that is not valid has no score and never that of a harmless one. */
export function vectorClaim(origin: string, vector: string): SeverityClaim {
  const scored = scoreCvss(vector.trim());
  const text = shortened(vector, 400);
  return typeof scored === 'string'
    ? { origin, rating: null, text, score: null, because: shortened(scored, 200) }
    : { origin, rating: scored.rating, text, score: scored.score };
}

/** Claims of a `severity` list of the schema. CVSS types hold a vector, others the word of who is named. */
export function readSeverities(holder: unknown, origin: string): SeverityClaim[] {
  const claims: SeverityClaim[] = [];
  for (const item of listField(holder, 'severity')) {
    const type = textField(item, 'type');
    const score = field(item, 'score');
    if (type === null || (typeof score !== 'string' && typeof score !== 'number')) continue;
    // A number is not what the schema asks for: of which version it is, and of what, is not known.
    const claim = type.startsWith('CVSS') ? vectorClaim(origin, String(score)) : ratingClaim(type, String(score));
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
