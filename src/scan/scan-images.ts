import type { AdvisoryDatabase } from '../advisories/database.ts';
import { agingGaps, defaultMaxAgeDays, missingGap, recordGaps, type DatabaseStatus } from '../advisories/status.ts';
import { image, type Image } from '../facts/image.ts';
import { pkg, type Package } from '../facts/package.ts';
import { imageScan, vulnerability, type ImageScan, type Vulnerability } from '../facts/vulnerability.ts';
import { fact, type Fact } from '../model/fact.ts';
import { gapTouches, type Gap } from '../model/gap.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';
import type { Finding } from '../questions/images/matching/finding.ts';
import { matchPackages, type Uncovered } from '../questions/images/matching/match.ts';
import { uncoveredGaps } from '../questions/images/matching/uncovered.ts';
import { decideByDistribution, type Told } from './distribution.ts';
import { endOfLifeGaps } from './end-of-life.ts';
import { ecosystemsHeld } from './held-ecosystems.ts';
import { Vex } from './vex.ts';
import { vexGaps, type VexFile } from './vex-files.ts';

/** A database that can be asked, or why there is none. */
export type Advisories = { readonly database: AdvisoryDatabase } | { readonly path: string; readonly because: string };

export interface ScanOptions {
  readonly advisories: Advisories;
  readonly vex: readonly VexFile[];
  /** ISO 8601. */
  readonly now: string;
  /** How old a feed may be; `defaultMaxAgeDays` when absent. */
  readonly maxAgeDays?: number;
}

export interface Scanned {
  /** `vulnerability` and `image-scan` facts. */
  readonly facts: readonly Fact[];
  readonly gaps: readonly Gap[];
  /** By id of the image: what no feed speaks of. */
  readonly uncovered: ReadonlyMap<string, readonly Uncovered[]>;
}

const aspect = 'images/vulnerabilities';
/** What these did not see lies in no image. */
const apart: readonly string[] = ['directory', 'docker', 'plimsoll'];

/**
 * Holds the packages of every image that was looked into against advisories. An image of which only
 * the name or the settings are known (an engine's) is not scanned, and no fact says that it was.
 *
 * @param seen all facts and gaps of the targets
 */
export function scanImages(
  seen: { readonly facts: readonly Fact[]; readonly gaps: readonly Gap[] },
  options: ScanOptions,
): Scanned {
  const packages = Map.groupBy(seen.facts.filter(isPackage), ({ value }) => value.image);
  const images = seen.facts.filter(isImage).filter((one) => lookedInto(one, packages));
  if (images.length === 0) return { facts: [], gaps: [], uncovered: new Map() };
  const { advisories, now } = options;
  if (!('database' in advisories))
    return { facts: [], gaps: [missingGap(advisories.path, advisories.because)], uncovered: new Map() };
  const { database } = advisories;
  const status = database.status();
  const shared = vexGaps(options.vex);
  const facts: Fact[] = [];
  const gaps: Gap[] = [...shared];
  /** What is wrong with feeds that any of the images needs, each once. */
  const ofFeeds = new Map<string, Gap>();
  const uncovered = new Map<string, readonly Uncovered[]>();
  // A gap of an archive names a file of it and not the image, so each gap counts for each image.
  const before = [...seen.gaps.filter(({ source }) => !apart.includes(source)), ...shared];
  for (const one of images) {
    const own = (packages.get(one.value.id) ?? []).map(({ value }) => value);
    const matching = matchPackages(own, (...about) => database.ask(...about), {
      about: (cve) => database.about(cve),
      covers: (ecosystem) => database.covers(ecosystem),
    });
    const feeds = gapsOfFeeds(status, ecosystemsHeld(own), options);
    for (const gap of feeds) ofFeeds.set(`${gap.code} ${gap.subject} ${gap.because}`, gap);
    const missed = [
      ...uncoveredGaps(matching.uncovered, one.subject.name),
      ...endOfLifeGaps(one.value, one.subject.name, now),
    ];
    const vex = new Vex(options.vex, (name) => database.statements(name), one.value, now);
    const told = matching.findings.map((finding): Told => {
      const clean = finding.state === 'fixed-by-version' || finding.state === 'not-affected';
      return { finding, vulnerability: clean ? null : vex.decide(vulnerabilityOf(finding)) };
    });
    const decided = decideByDistribution(told);
    for (const each of decided) facts.push(fact(vulnerability, one, each, each.at));
    const scan: ImageScan = {
      image: one.value.id,
      digest: one.value.digest.value,
      packages: own.length,
      cleared: told.length - decided.length,
      built: status.built,
      knowsExploited: status.feeds.some(({ kinds }) => kinds.includes('kev')),
      unseen: unseenOf(one.value, own, [...before, ...feeds, ...missed]),
      at: one.at,
    };
    facts.push(fact(imageScan, one, scan, one.at));
    gaps.push(...missed);
    uncovered.set(one.value.id, matching.uncovered);
  }
  return { facts, gaps: [...ofFeeds.values(), ...gaps], uncovered };
}

/** What is wrong with the feeds that speak of these ecosystems, or of all. */
export function gapsOfFeeds(
  status: DatabaseStatus,
  held: ReadonlySet<string>,
  { now, maxAgeDays }: ScanOptions,
): Gap[] {
  return [...agingGaps(status, now, maxAgeDays ?? defaultMaxAgeDays, held), ...recordGaps(status, held)];
}

/** What keeps "no finding" from meaning "no hole". */
function unseenOf({ layers }: Image, packages: readonly Package[], gaps: readonly Gap[]): ImageScan['unseen'] {
  const touching = gaps.filter((gap) => gapTouches(gap, aspect));
  const unseen = touching.map(({ subject, because, toKnow }) => ({ because: `${subject}: ${because}`, toKnow }));
  if (packages.length > 0) return unseen;
  return [
    ...unseen,
    {
      because: `no package was found in its ${layers.length} layers, so there is nothing to hold against advisories`,
      toKnow: 'Say what it is made of by an SBOM; programs without build information cannot be told.',
    },
  ];
}

function isPackage(one: Fact): one is Fact<Package> {
  return one.kind === pkg.name;
}

function isImage(one: Fact): one is Fact<Image> {
  return one.kind === image.name;
}

/** An engine tells the settings of an image and not what lies in it. */
function lookedInto({ subject, value }: Fact<Image>, packages: ReadonlyMap<string, unknown>): boolean {
  return subject.source !== 'docker' || packages.has(value.id);
}

function vulnerabilityOf(finding: Finding): Vulnerability {
  const { id, aliases, cves, summary, package: found, because, fixed, severities, malicious, kev, epss } = finding;
  const kept = finding.state === 'fixed-by-version' ? 'fixed' : finding.state;
  return {
    id,
    aliases,
    cves,
    summary,
    package: found,
    ...severityHere(finding),
    severities: severities.map(({ origin, text, score, because }) => ({
      origin,
      text,
      score,
      ...(because === undefined ? {} : { because }),
    })),
    state: kept,
    fixed,
    malicious,
    kev,
    epss,
    because,
    decidedBy: null,
    at: found.at,
    explanations: finding.explanations,
  };
}

/**
 * What is exploited already is no lesser harm than high, whatever a vendor or a formula made of it: a
 * medium hole that attackers use is worse than a critical one that nobody can.
 */
function severityHere({ severity, severityOrigin, kev }: Finding): Pick<Vulnerability, 'severity' | 'severityOrigin'> {
  const least: Severity = 'high';
  if (kev === null || (severity !== null && compareSeverity(severity, least) >= 0)) return { severity, severityOrigin };
  return { severity: least, severityOrigin: 'CISA, which lists it as exploited' };
}
