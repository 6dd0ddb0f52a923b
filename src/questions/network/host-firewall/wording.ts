import type { Family } from '../../../formats/packet-filter/rule-set.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Firewall } from './firewalls.ts';
import type { Opening } from './openness.ts';

export const familyName = (family: Family): string => `IPv${family}`;

/** Where the rules stand that decided, the last of them first; the rules as a whole where none did. */
export function evidenceOf(firewall: Firewall, openings: readonly Opening[]): Evidence[] {
  const found = new Map<string, Evidence>();
  for (const { path } of openings) {
    const last = path.findLast(({ effect }) => !effect.startsWith('may '));
    if (last === undefined || found.size >= 5) continue;
    const at = firewall.evidence(last);
    found.set(JSON.stringify(at), { ...at, note: `${last.chain}: ${last.rule}` });
  }
  return found.size === 0 ? [firewall.at] : [...found.values()];
}

/** Whether these are more than half of the ports of TCP, or of UDP. */
export function areMost(openings: readonly Opening[]): boolean {
  return (['TCP', 'UDP'] as const).some((wanted) => {
    const own = openings.filter(({ protocol }) => protocol === wanted);
    return own.reduce((sum, { first, last }) => sum + last - first + 1, 0) * 2 > 65_535;
  });
}

export function missingOf(openings: readonly Opening[]): string {
  return [...new Set(openings.flatMap(({ missing }) => missing))].slice(0, 3).join('; ');
}
