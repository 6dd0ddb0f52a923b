import { isHole, namesOf, type Vulnerability } from '../facts/vulnerability.ts';
import { rankOf } from '../questions/images/matching/compare.ts';
import type { Finding } from '../questions/images/matching/finding.ts';

/** A finding, and what was made of it: null where the advisory itself says that it is no hole. */
export interface Told {
  readonly finding: Finding;
  readonly vulnerability: Vulnerability | null;
}

/**
 * A language package whose files belong to a package of the distribution is mended by the distribution,
 * under its own versions: `python3-urllib3` 1.26.12-1+deb12u1 holds a fix that urllib3 got in 1.26.17.
 * Where the distribution speaks of the vulnerability, its word decides, and a hole of both is counted
 * once, as the distribution's. Where it does not, the advisory stands.
 *
 * @param told of all packages of the image, VEX applied
 */
export function decideByDistribution(told: readonly Told[]): Vulnerability[] {
  const owners = new Set(told.flatMap(({ vulnerability }) => ownerOf(vulnerability) ?? []));
  const byOwner = new Map<string, Told>();
  if (owners.size > 0) {
    for (const one of told) {
      const { finding } = one;
      if (!owners.has(finding.package.purl)) continue;
      for (const name of new Set([finding.id, ...finding.aliases, ...finding.cves])) {
        const key = `${finding.package.purl}\n${name}`;
        const known = byOwner.get(key);
        // Two records of one CVE: the worse word counts.
        if (known === undefined || rank(one) < rank(known)) byOwner.set(key, one);
      }
    }
  }
  return told.flatMap(({ vulnerability: one }) => {
    if (one === null) return [];
    const owner = ownerOf(one);
    // Whoever wrote VEX about this very package knew it.
    if (owner === undefined || one.decidedBy !== null) return [one];
    const said = namesOf(one).flatMap((name) => byOwner.get(`${owner}\n${name}`) ?? []);
    const worst = said.toSorted((a, b) => rank(a) - rank(b))[0];
    return [worst === undefined ? one : decided(one, worst, owner)];
  });
}

function ownerOf(one: Vulnerability | null): string | undefined {
  return one?.package.owner;
}

function rank({ finding }: Told): number {
  return rankOf(finding.state);
}

function decided(one: Vulnerability, { finding, vulnerability: own }: Told, by: string): Vulnerability {
  const { id, package: brought } = finding;
  const state = own?.state ?? (finding.state === 'fixed-by-version' ? 'fixed' : 'not-affected');
  const because = own?.because ?? finding.because;
  const counted = isHole({ state }) || state === 'unknown' ? '; it is counted there' : '';
  return {
    ...one,
    state,
    because: `${brought.name} ${brought.version} of the distribution brought it, of which ${id} says ${state}: ${because}${counted}`,
    decidedBy: { kind: 'distribution', by, file: null, because: `${id}: ${because}`, instead: one.state },
  };
}
