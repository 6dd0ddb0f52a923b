import type { Package } from '../../src/facts/package.ts';
import { imageScan, vulnerability, type ImageScan, type Vulnerability } from '../../src/facts/vulnerability.ts';
import type { Fact } from '../../src/model/fact.ts';
import { factOf, here, type Row } from './table.ts';

export const imageId = `sha256:${'0'.repeat(64)}`;

export function packageOf(given: Partial<Package> = {}): Package {
  const { name = 'openssl', version = '3.0.1-1' } = given;
  return {
    name,
    version,
    ecosystem: 'Debian:12',
    type: 'deb',
    purl: `pkg:deb/debian/${name}@${version}`,
    source: null,
    licenses: [],
    layer: null,
    file: 'var/lib/dpkg/status',
    image: imageId,
    at: { ...here, place: name },
    ...given,
  };
}

/** A vulnerability of openssl, high and with a fix unless something else is given. */
export function vulnerabilityOf(given: Partial<Vulnerability> = {}): Vulnerability {
  return {
    id: 'DEBIAN-CVE-2024-0001',
    aliases: [],
    cves: ['CVE-2024-0001'],
    summary: 'a hole',
    package: packageOf(),
    severity: 'high',
    severityOrigin: 'Debian',
    severities: [],
    state: 'affected',
    fixed: ['3.0.2-1'],
    malicious: false,
    kev: null,
    epss: null,
    because: 'introduced 0 ≤ 3.0.1-1 < fixed 3.0.2-1',
    decidedBy: null,
    at: { ...here, place: 'openssl' },
    explanations: [],
    ...given,
  };
}

export function vulnerabilityFact(given: Partial<Vulnerability> = {}): Fact<Vulnerability> {
  return factOf(vulnerability, vulnerabilityOf(given));
}

/** A whole scan of the image of `imageFact`, or one that is not because of `unseen`. */
export function scanFact(unseen: ImageScan['unseen'] = [], knowsExploited = true): Fact<ImageScan> {
  const built = '2026-11-24T00:00:00Z';
  const counts = { packages: 12, cleared: 3 };
  return factOf(imageScan, { image: imageId, digest: undefined, ...counts, built, knowsExploited, unseen, at: here });
}

export const notWhole = scanFact([{ because: 'npm: it is 9 days old, and 7 are allowed', toKnow: 'Run it.' }]);

/**
 * The rows that every check of findings must show.
 *
 * @param own what makes a vulnerability one of the check's kind
 * @param other what makes it one of another
 * @param saw what is said of one that stands
 */
export function findingRows(own: Partial<Vulnerability>, other: Partial<Vulnerability>, saw: RegExp): readonly Row[] {
  const vex = { kind: 'vex', by: 'us', file: 'vex.json', because: 'not used', instead: 'affected' } as const;
  const one = (given: Partial<Vulnerability> = {}): Fact<Vulnerability> => vulnerabilityFact({ ...own, ...given });
  const undecided = one({ state: 'unknown', because: 'undetermined' });
  const cleared = one({ state: 'not-affected', decidedBy: vex });
  const elsewhere = one({ decidedBy: { ...vex, kind: 'distribution' } });
  return [
    { name: 'one of its kind', facts: [scanFact(), one()], verdicts: ['fail'], saw },
    { name: 'one of its kind, though not all was seen', facts: [notWhole, one()], verdicts: ['fail'] },
    { name: 'one of another kind', facts: [scanFact(), vulnerabilityFact(other)], verdicts: ['pass'] },
    { name: 'none', facts: [scanFact()], verdicts: ['pass'], saw: /12 packages, by advisories of 2026-11-24/ },
    {
      name: 'none, but not all was seen',
      facts: [notWhole],
      verdicts: ['unknown'],
      saw: /not whole: npm: it is 9 days/,
    },
    {
      name: 'one that nobody rates',
      facts: [scanFact(), one({ severity: null })],
      verdicts: ['unknown'],
      saw: /nobody says how severe/,
    },
    {
      name: 'one that is not decided',
      facts: [scanFact(), undecided],
      verdicts: ['unknown'],
      saw: /may be a hole: undetermined/,
    },
    { name: 'one that VEX clears', facts: [scanFact(), cleared], verdicts: ['pass', 'pass'] },
    {
      name: 'one that is counted as the package of the distribution',
      facts: [scanFact(), elsewhere],
      verdicts: ['pass', 'pass'],
    },
    { name: 'no image that was scanned', facts: [], verdicts: [] },
  ];
}
