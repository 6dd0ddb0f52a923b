import type { Package } from '../../src/facts/package.ts';
import { imageScan, vulnerability, type ImageScan, type Vulnerability } from '../../src/facts/vulnerability.ts';
import type { Fact } from '../../src/model/fact.ts';
import { factOf, here } from './table.ts';

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
