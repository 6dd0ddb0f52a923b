import type { Scores } from './vector.ts';

type Metrics = ReadonlyMap<string, string>;
type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>;

const impacts = { H: 0.56, L: 0.22, N: 0 };
const requirements = { X: 1, H: 1.5, M: 1, L: 0.5 };
/** CVSS v3.0 §8.4 and v3.1 §7.4. */
const weights: Weights = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: impacts,
  I: impacts,
  A: impacts,
  E: { X: 1, H: 1, F: 0.97, P: 0.94, U: 0.91 },
  RL: { X: 1, U: 1, W: 0.97, T: 0.96, O: 0.95 },
  RC: { X: 1, C: 1, R: 0.96, U: 0.92 },
  CR: requirements,
  IR: requirements,
  AR: requirements,
};
/** Privileges Required weighs more where the scope changes. */
const privileges: Weights = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
};
const environmental = ['CR', 'IR', 'AR', 'MAV', 'MAC', 'MPR', 'MUI', 'MS', 'MC', 'MI', 'MA'];

/** v3.0 §8.1 to §8.3, v3.1 §7.1 to §7.3, over a vector that was read as valid. */
export function scoreVersion3(metrics: Metrics, version: '3.0' | '3.1'): Scores {
  const given = (name: string): string => metrics.get(name) ?? 'X';
  const modified = (name: string): string => (given(`M${name}`) === 'X' ? given(name) : given(`M${name}`));
  const weight = (name: string): number => weights[name]![given(name)]!;
  const up = version === '3.1' ? roundUp31 : roundUp30;
  const exploitability = (read: (name: string) => string): number =>
    ['AV', 'AC', 'UI'].reduce((all, name) => all * weights[name]![read(name)]!, 8.22) *
    privileges[read('S')]![read('PR')]!;
  const sum = (changed: boolean, impact: number, exploit: number): number =>
    impact <= 0 ? 0 : up(Math.min((changed ? 1.08 : 1) * (impact + exploit), 10));
  const temporal = (from: number): number => up(from * weight('E') * weight('RL') * weight('RC'));

  const lost = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const changed = given('S') === 'C';
  const impact = changed ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost;
  const base = sum(changed, impact, exploitability(given));
  if (environmental.every((name) => given(name) === 'X')) return { base, score: temporal(base) };

  const left = (name: string, requirement: string): number => 1 - weights[name]![modified(name)]! * weight(requirement);
  const lostHere = Math.min(1 - left('C', 'CR') * left('I', 'IR') * left('A', 'AR'), 0.915);
  const changedHere = modified('S') === 'C';
  const less = version === '3.1' ? (lostHere * 0.9731 - 0.02) ** 13 : (lostHere - 0.02) ** 15;
  const impactHere = changedHere ? 7.52 * (lostHere - 0.029) - 3.25 * less : 6.42 * lostHere;
  return { base, score: temporal(sum(changedHere, impactHere, exploitability(modified))) };
}

/** The smallest tenth that is not below; what binary fractions add to an exact tenth is no more. */
function roundUp30(value: number): number {
  return Math.ceil(value * 10 - 1e-9) / 10;
}

/** v3.1 Appendix A defines it over whole hundred-thousandths, so that all implementations agree. */
function roundUp31(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
