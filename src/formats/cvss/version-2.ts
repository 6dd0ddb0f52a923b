import type { Scores } from './vector.ts';

type Metrics = ReadonlyMap<string, string>;
type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>;

const impacts = { N: 0, P: 0.275, C: 0.66 };
const requirements = { L: 0.5, M: 1, H: 1.51, ND: 1 };
/** FIRST, A Complete Guide to CVSS v2.0 §3.2. */
const weights: Weights = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  C: impacts,
  I: impacts,
  A: impacts,
  E: { U: 0.85, POC: 0.9, F: 0.95, H: 1, ND: 1 },
  RL: { OF: 0.87, TF: 0.9, W: 0.95, U: 1, ND: 1 },
  RC: { UC: 0.9, UR: 0.95, C: 1, ND: 1 },
  CDP: { N: 0, L: 0.1, LM: 0.3, MH: 0.4, H: 0.5, ND: 0 },
  TD: { N: 0, L: 0.25, M: 0.75, H: 1, ND: 1 },
  CR: requirements,
  IR: requirements,
  AR: requirements,
};
const environmental = ['CDP', 'TD', 'CR', 'IR', 'AR'];

/** §3.2.1 to §3.2.3, over a vector that was read as valid. */
export function scoreVersion2(metrics: Metrics): Scores {
  const weight = (name: string): number => weights[name]![metrics.get(name) ?? 'ND']!;
  const part = (name: string, requirement: string, adjusted: boolean): number =>
    1 - weight(name) * (adjusted ? weight(requirement) : 1);
  const exploitability = 20 * weight('AV') * weight('AC') * weight('Au');
  const baseOf = (adjusted: boolean): number => {
    const whole = 10.41 * (1 - part('C', 'CR', adjusted) * part('I', 'IR', adjusted) * part('A', 'AR', adjusted));
    const impact = adjusted ? Math.min(10, whole) : whole;
    return impact === 0 ? 0 : rounded((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176);
  };
  const temporal = (from: number): number => rounded(from * weight('E') * weight('RL') * weight('RC'));
  const base = baseOf(false);
  if (environmental.every((name) => (metrics.get(name) ?? 'ND') === 'ND')) return { base, score: temporal(base) };
  const adjusted = temporal(baseOf(true));
  // Low requirements may take the adjusted impact below what the formula counts off.
  return { base, score: Math.max(0, rounded((adjusted + (10 - adjusted) * weight('CDP')) * weight('TD'))) };
}

/** To one decimal, halves away from zero; the guard takes back what binary fractions lose of a half. */
function rounded(value: number): number {
  const tenths = Math.floor(Math.abs(value) * 10 + 0.5 + 1e-9);
  return tenths === 0 ? 0 : (Math.sign(value) * tenths) / 10;
}
