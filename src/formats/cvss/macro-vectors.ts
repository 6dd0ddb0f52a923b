/**
 * Scores of the 270 macro vectors of CVSS v4.0 in tenths: what FIRST's experts ranked, as published with
 * the specification (§8.3, https://www.first.org/cvss/v4-0/). A row is EQ1, EQ2, EQ3 and EQ6; its
 * columns are EQ4 and EQ5, the last running faster. CVSS is owned by FIRST.Org, Inc.
 */
const rows = `
  0000 100 98 95 100 93 91 93 89 81
  0001 99 95 92 96 87 81 90 80 68
  0010 98 95 90 93 89 81 88 78 69
  0011 95 92 84 92 81 65 80 70 48
  0021 92 82 72 79 69 50 69 55 27
  0100 99 95 92 95 90 84 92 82 72
  0101 97 92 85 91 83 71 81 71 53
  0110 95 92 85 92 80 70 84 71 50
  0111 93 85 73 82 72 59 70 52 30
  0121 86 75 52 71 52 29 63 29 17
  1000 98 94 91 94 86 77 87 74 63
  1001 95 87 81 89 74 64 75 63 49
  1010 94 88 76 86 74 59 72 57 52
  1011 89 77 67 76 58 50 57 52 25
  1021 83 70 54 65 58 26 53 21 13
  1100 95 88 76 90 75 61 77 68 52
  1101 90 76 70 77 62 53 66 59 30
  1110 89 76 62 74 57 47 61 57 24
  1111 78 67 58 59 57 23 52 29 16
  1121 71 59 30 58 26 15 23 13 6
  2000 93 86 75 86 74 56 70 52 40
  2001 87 72 58 74 61 34 54 40 22
  2010 85 74 62 72 55 46 53 34 19
  2011 75 55 51 57 41 19 36 19 8
  2021 64 51 20 47 21 11 24 9 4
  2100 88 73 60 73 59 41 54 45 20
  2101 75 53 50 55 40 20 43 22 11
  2110 75 58 40 61 48 20 46 17 8
  2111 55 45 21 51 18 9 18 7 2
  2121 53 24 14 24 12 5 10 3 1
`;

const scores: ReadonlyMap<string, readonly number[]> = new Map(
  rows
    .trim()
    .split(/\s*\n\s*/)
    .map((row) => {
      const [key, ...cells] = row.split(' ');
      return [key!, cells.map(Number)];
    }),
);

/** A level for each set of equivalent metrics, 0 the most severe. */
export interface MacroVector {
  readonly eq1: number;
  readonly eq2: number;
  readonly eq3: number;
  readonly eq4: number;
  readonly eq5: number;
  readonly eq6: number;
}

/** In tenths; null for levels that do not exist together. */
export function scoreOfMacroVector({ eq1, eq2, eq3, eq4, eq5, eq6 }: MacroVector): number | null {
  if (eq4 > 2 || eq5 > 2) return null;
  return scores.get(`${eq1}${eq2}${eq3}${eq6}`)?.[eq4 * 3 + eq5] ?? null;
}
