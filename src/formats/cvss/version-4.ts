import { scoreOfMacroVector, type MacroVector } from './macro-vectors.ts';
import type { Scores } from './vector.ts';

type Read = (metric: string) => string;

/** What is taken of metrics that nobody gives: the worst (CVSS v4.0 §3.1, §4.1). */
const worst: Readonly<Record<string, string>> = { E: 'A', CR: 'H', IR: 'H', AR: 'H' };

/** Values from the most severe down: the place of a value is its distance in steps. */
const severity: Readonly<Record<string, string>> = {
  AV: 'NALP',
  PR: 'NLH',
  UI: 'NPA',
  AC: 'LH',
  AT: 'NP',
  VC: 'HLN',
  VI: 'HLN',
  VA: 'HLN',
  CR: 'HML',
  IR: 'HML',
  AR: 'HML',
  SC: 'SHLN',
  SI: 'SHLN',
  SA: 'SHLN',
};

/** One set of equivalent metrics at one of its levels: how far from the most severe its vectors reach. */
interface Level {
  /** Steps of its most severe vectors (§8.2, tables 24 to 30), which is the same for all of them. */
  readonly first: number;
  /** Steps from there to the next lower level. */
  readonly depth: number;
}

const eq1: readonly Level[] = [
  { first: 0, depth: 1 },
  { first: 1, depth: 4 },
  { first: 3, depth: 5 },
];
const eq2: readonly Level[] = [
  { first: 0, depth: 1 },
  { first: 1, depth: 2 },
];
/** EQ3 and EQ6 depend on each other and are one set. */
const eq3eq6: Readonly<Record<string, Level>> = {
  '00': { first: 0, depth: 7 },
  '01': { first: 3, depth: 6 },
  '10': { first: 1, depth: 8 },
  '11': { first: 3, depth: 8 },
  '21': { first: 3, depth: 10 },
};
const eq4: readonly Level[] = [
  { first: 1, depth: 6 },
  { first: 3, depth: 5 },
  { first: 6, depth: 4 },
];

/** §8.2, over a vector that was read as valid. Version 4 has one score, of all that the vector gives. */
export function scoreVersion4(metrics: ReadonlyMap<string, string>): Scores {
  const given = (name: string): string | undefined => {
    const value = metrics.get(name);
    return value === 'X' ? undefined : value;
  };
  return {
    base: scoreOf((name) => worst[name] ?? given(name)!),
    score: scoreOf((name) => given(`M${name}`) ?? given(name) ?? worst[name]!),
  };
}

function scoreOf(read: Read): number {
  if (['VC', 'VI', 'VA', 'SC', 'SI', 'SA'].every((name) => read(name) === 'N')) return 0;
  const levels = levelsOf(read);
  const value = scoreOfMacroVector(levels)!;
  const stepsOf = (...names: string[]): number =>
    names.reduce((steps, name) => steps + severity[name]!.indexOf(read(name)), 0);
  const sets: readonly { readonly lower: number | null; readonly steps: number; readonly level: Level }[] = [
    { lower: below(levels, 'eq1'), steps: stepsOf('AV', 'PR', 'UI'), level: eq1[levels.eq1]! },
    { lower: below(levels, 'eq2'), steps: stepsOf('AC', 'AT'), level: eq2[levels.eq2]! },
    {
      lower: belowImpact(levels),
      steps: stepsOf('VC', 'VI', 'VA', 'CR', 'IR', 'AR'),
      level: eq3eq6[`${levels.eq3}${levels.eq6}`]!,
    },
    { lower: below(levels, 'eq4'), steps: stepsOf('SC', 'SI', 'SA'), level: eq4[levels.eq4]! },
    // One metric alone makes EQ5: each of its vectors is the most severe of its level.
    { lower: below(levels, 'eq5'), steps: 0, level: { first: 0, depth: 1 } },
  ];
  const reachable = sets.filter(({ lower }) => lower !== null);
  const distances = reachable.map(
    ({ lower, steps, level }) => ((value - lower!) * (steps - level.first)) / level.depth,
  );
  const mean = reachable.length === 0 ? 0 : distances.reduce((sum, one) => sum + one, 0) / reachable.length;
  // Halves round up; the guard takes back what binary fractions lose of one.
  return Math.floor(Math.max(0, value - mean) + 0.5 + 1e-9) / 10;
}

/** §8.2, tables 24 to 29. */
function levelsOf(read: Read): MacroVector {
  const is = (text: string): boolean => text.split('/').every((part) => read(part.slice(0, 2)) === part.slice(3));
  const near = ['AV:N', 'PR:N', 'UI:N'].filter(is).length;
  const harmed = ['VC:H', 'VI:H', 'VA:H'].filter(is).length;
  return {
    eq1: near === 3 ? 0 : near > 0 && !is('AV:P') ? 1 : 2,
    eq2: is('AC:L/AT:N') ? 0 : 1,
    eq3: is('VC:H/VI:H') ? 0 : harmed > 0 ? 1 : 2,
    eq4: is('SI:S') || is('SA:S') ? 0 : is('SC:H') || is('SI:H') || is('SA:H') ? 1 : 2,
    eq5: 'APU'.indexOf(read('E')),
    eq6: is('CR:H/VC:H') || is('IR:H/VI:H') || is('AR:H/VA:H') ? 0 : 1,
  };
}

function below(levels: MacroVector, eq: keyof MacroVector): number | null {
  return scoreOfMacroVector({ ...levels, [eq]: levels[eq] + 1 });
}

/** Of the two ways down from the worst impact the higher one counts; elsewhere there is one at most. */
function belowImpact(levels: MacroVector): number | null {
  const { eq3, eq6 } = levels;
  if (eq3 === 1 && eq6 === 0) return below(levels, 'eq6');
  if (eq3 === 0 && eq6 === 0) return Math.max(below(levels, 'eq3')!, below(levels, 'eq6')!);
  return below(levels, 'eq3');
}
