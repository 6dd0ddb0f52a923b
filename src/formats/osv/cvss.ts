import type { Severity } from '../../model/severity.ts';

type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** FIRST, CVSS v3.1 specification §7.4. Privileges Required weighs more where the scope changes. */
const weights: Weights = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
const privileges: Weights = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
};

/**
 * The base score of a CVSS 3.0 or 3.1 vector; null for other versions and for vectors that are not
 * whole, because a wrong score is worse than none. Temporal and environmental metrics are not read.
 */
export function cvssBaseScore(vector: string): number | null {
  const match = /^CVSS:3\.([01])\/(.*)$/.exec(vector.trim());
  if (match === null) return null;
  const metrics = new Map<string, string>();
  for (const part of match[2]!.split('/')) {
    if (part === '') continue;
    const [name, value, more] = part.split(':');
    if (value === undefined || more !== undefined || metrics.has(name!)) return null;
    metrics.set(name!, value);
  }
  const weight = (name: string): number => weights[name]?.[metrics.get(name) ?? ''] ?? Number.NaN;
  const changed = metrics.get('S') === 'C';
  if (!changed && metrics.get('S') !== 'U') return null;
  const privilege = privileges[changed ? 'C' : 'U']?.[metrics.get('PR') ?? ''] ?? Number.NaN;
  const missing = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const impact = changed ? 7.52 * (missing - 0.029) - 3.25 * (missing - 0.02) ** 15 : 6.42 * missing;
  const exploitability = 8.22 * weight('AV') * weight('AC') * privilege * weight('UI');
  const sum = impact + exploitability;
  if (Number.isNaN(sum)) return null;
  if (impact <= 0) return 0;
  return roundUp(Math.min(changed ? 1.08 * sum : sum, 10), match[1] === '1');
}

/** 3.1 rounds in whole hundred-thousandths (Appendix A), so that 4.02 made of floats does not become 4.1. */
function roundUp(value: number, exact: boolean): number {
  if (!exact) return Math.ceil(value * 10) / 10;
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

/** CVSS v3.1 §5, the qualitative scale. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}
