import { hash } from 'node:crypto';
import type { Image } from '../facts/image.ts';
import type { Package } from '../facts/package.ts';
import type { Secret } from '../facts/secret.ts';
import { isHole, type Vulnerability } from '../facts/vulnerability.ts';
import type { DatabaseStatus } from '../advisories/status.ts';
import type { Gap } from '../model/gap.ts';
import type { Outcome } from '../model/outcome.ts';
import type { AspectAnswer } from '../model/report.ts';
import type {
  FoundSecret,
  ScanCoverage,
  ScannedImage,
  ScannedPackage,
  ScannedVulnerability,
  ScanReport,
} from '../model/scan-report.ts';
import { severities, type Severity } from '../model/severity.ts';
import type { Uncovered } from '../questions/images/matching/match.ts';
import { releaseOfSystem } from '../questions/images/updates/releases.ts';
import type { Baseline } from './baseline.ts';
import type { VexFile } from './vex-files.ts';

export interface ReportParts {
  readonly version: string;
  /** ISO 8601. */
  readonly now: string;
  readonly target: string;
  readonly failOn: Severity;
  readonly onlyFixed: boolean;
  readonly unknownPasses: boolean;
  readonly baseline: Baseline | null;
  readonly database: DatabaseStatus | null;
  readonly vex: readonly VexFile[];
  readonly image: Image;
  readonly packages: readonly Package[];
  readonly vulnerabilities: readonly Vulnerability[];
  readonly secrets: readonly Secret[];
  readonly cleared: number;
  readonly uncovered: readonly Uncovered[] | null;
  /** Outcomes of the checks of images/vulnerabilities, passes among them. */
  readonly outcomes: readonly Outcome[];
  readonly gaps: readonly Gap[];
  /** Folds the outcomes that count into the answer. */
  answer(counted: readonly Outcome[]): AspectAnswer;
}

/** Joins what was found with what the checks made of it. Pure; the order of what comes in changes nothing. */
export function makeReport(parts: ReportParts): ScanReport {
  const { baseline, database, image, onlyFixed } = parts;
  const createdBy = historyOf(image);
  const found = joinOutcomes(image, parts.vulnerabilities, parts.outcomes).map(({ row, outcome }) => {
    const { id, aliases, state, package: holder } = row;
    const standing = state !== 'not-affected' && state !== 'fixed';
    const isNew = !(standing && baseline?.take({ id, aliases, state, purl: holder.purl }) === true);
    return { row: { ...row, isNew }, outcome };
  });
  const left = new Set(
    found.flatMap(({ row, outcome }) => (outcome !== undefined && !counts(row, onlyFixed) ? [outcome] : [])),
  );
  const { answer, because, toKnow } = parts.answer(parts.outcomes.filter((outcome) => !left.has(outcome)));
  const rows = found.map(({ row }) => row).toSorted(compareRows);
  return {
    schema: 'plimsoll.scan/1',
    tool: { name: 'plimsoll', version: parts.version },
    at: parts.now,
    target: parts.target,
    answer: answer === 'n/a' ? 'unknown' : answer,
    because,
    toKnow,
    failOn: parts.failOn,
    onlyFixed,
    unknownPasses: parts.unknownPasses,
    since:
      baseline === null
        ? null
        : { at: baseline.at, known: rows.filter(({ isNew }) => !isNew).length, gone: baseline.left() },
    database:
      database === null
        ? null
        : {
            built: database.built,
            feeds: database.feeds.map(({ name, from, kinds, fetched, records, gaps }) => ({
              name,
              from,
              kinds,
              fetched,
              records,
              gaps,
            })),
          },
    vex: parts.vex.map(({ file, author, statements }) => ({ file, author, statements: statements.length })),
    image: imageOf(image, createdBy),
    packages: parts.packages.map(packageOf).toSorted(comparePackages),
    vulnerabilities: rows,
    secrets: parts.secrets.map(secretOf),
    gaps: parts.gaps,
    coverage: coverageOf(parts, rows),
  };
}

function secretOf({ at: _at, image: _image, column, ...one }: Secret): FoundSecret {
  const { rule, title, severity, redacted, layer, file, line, deletedIn, proof } = one;
  const fingerprint = hash('sha256', JSON.stringify([rule, layer, file, line, column, redacted])).slice(0, 16);
  return { rule, title, severity, redacted, layer, file, line, deletedIn, proof, fingerprint };
}

interface Joined {
  readonly row: ScannedVulnerability;
  readonly outcome: Outcome | undefined;
}

/** Each vulnerability of an image with the outcome that speaks of it. */
export function joinOutcomes(
  image: Image,
  vulnerabilities: readonly Vulnerability[],
  outcomes: readonly Outcome[],
): readonly Joined[] {
  const createdBy = historyOf(image);
  const own = outcomes.filter(
    ({ vulnerability, aspect }) => vulnerability !== undefined && aspect.endsWith('/vulnerabilities'),
  );
  const judged = Map.groupBy(own, keyOfOutcome);
  return vulnerabilities.map((one) => {
    const outcome = judged.get(keyOf(one))?.shift();
    return { row: rowOf(one, outcome, createdBy), outcome };
  });
}

function keyOf({ id, package: { purl }, at }: Vulnerability): string {
  return [id, purl, at.file ?? '', at.layer ?? '', at.line ?? ''].join('\n');
}

function keyOfOutcome({ vulnerability, evidence: [at] }: Outcome): string {
  return [vulnerability?.id, vulnerability?.purl, at?.file ?? '', at?.layer ?? '', at?.line ?? ''].join('\n');
}

/** `--only-fixed` leaves out what nobody can update; what is malicious is removed, and counts. */
function counts({ isNew, malicious, fixed, state }: ScannedVulnerability, onlyFixed: boolean): boolean {
  return isNew && (!onlyFixed || malicious || fixed.length > 0 || state === 'unknown');
}

/** Diff id of each layer to the line that made it; empty when history and layers do not agree. */
function historyOf({ history, layers }: Image): ReadonlyMap<string, string> {
  const lines = history.filter(({ emptyLayer }) => !emptyLayer);
  if (lines.length !== layers.length) return new Map();
  return new Map(layers.map(({ diffId }, index) => [diffId, lines[index]!.createdBy]));
}

function rowOf(
  one: Vulnerability,
  outcome: Outcome | undefined,
  createdBy: ReadonlyMap<string, string>,
): ScannedVulnerability {
  const { package: found, cves: _cves, ...rest } = one;
  const { id, aliases, summary, severity, severityOrigin, state, fixed, ...more } = rest;
  return {
    id,
    aliases: [...new Set([...aliases, ...one.cves])].filter((name) => name !== id).toSorted(),
    summary,
    package: { name: found.name, version: found.version, purl: found.purl },
    severity,
    severityOrigin,
    state,
    fixed,
    ...more,
    layer: found.layer,
    createdBy: found.layer === null ? null : (createdBy.get(found.layer) ?? null),
    check: outcome === undefined || outcome.verdict === 'pass' ? null : outcome.check,
    fingerprint: outcome?.fingerprint ?? '',
    waiver: outcome?.waiver ?? null,
    isNew: true,
  };
}

function packageOf(one: Package): ScannedPackage {
  const { name, version, ecosystem, purl, source, licenses, layer, file } = one;
  return { name, version, ecosystem, purl, source, licenses, layer, file, owner: one.owner ?? null };
}

function imageOf(image: Image, createdBy: ReadonlyMap<string, string>): ScannedImage {
  const { references, digest, id, platform, os, layers } = image;
  return {
    reference: references[0] ?? null,
    references,
    digest: digest.value ?? null,
    id: id === '' ? null : id,
    platform: platform.value ?? null,
    os:
      os.value === undefined
        ? null
        : {
            id: os.value.id,
            version: os.value.version,
            name: os.value.name,
            eol: releaseOfSystem(os.value).known[0]?.ends ?? null,
          },
    layers: layers.map(({ diffId, digest: stored, size }) => ({
      diffId,
      digest: stored ?? null,
      size,
      createdBy: createdBy.get(diffId) ?? null,
    })),
  };
}

function coverageOf(
  { packages, uncovered, cleared, gaps, onlyFixed }: ReportParts,
  rows: readonly ScannedVulnerability[],
): ScanCoverage {
  const open: Record<Severity | 'unknown', number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0, unknown: 0 };
  let [undecided, waived, decided] = [0, 0, 0];
  for (const row of rows) {
    if (row.decidedBy !== null && (row.check === null || row.state === 'unknown')) decided++;
    if (row.waiver !== null) waived++;
    else if (row.check === null || !counts(row, onlyFixed)) continue;
    else if (isHole(row)) open[row.severity ?? 'unknown']++;
    else undecided++;
  }
  const bare = new Set(uncovered?.map(({ ecosystem }) => ecosystem));
  const ecosystems = [...Map.groupBy(packages, ({ ecosystem }) => ecosystem)]
    .map(([ecosystem, own]) => ({
      ecosystem,
      packages: own.length,
      covered: uncovered === null ? null : !bare.has(ecosystem),
    }))
    .toSorted((a, b) => compareText(a.ecosystem ?? '\uffff', b.ecosystem ?? '\uffff'));
  return { packages: packages.length, ecosystems, cleared, open, undecided, waived, decided, gaps: gaps.length };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePackages(a: ScannedPackage, b: ScannedPackage): number {
  return (
    compareText(a.ecosystem ?? '\uffff', b.ecosystem ?? '\uffff') ||
    compareText(a.name, b.name) ||
    compareText(a.version, b.version) ||
    compareText(a.file, b.file) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

/** Holes first, malicious and exploited ones before others, then by severity, then by how likely an exploit is. */
function compareRows(a: ScannedVulnerability, b: ScannedVulnerability): number {
  return (
    Number(isHole(b)) - Number(isHole(a)) ||
    Number(b.malicious) - Number(a.malicious) ||
    Number(b.kev !== null) - Number(a.kev !== null) ||
    rankOf(b.severity) - rankOf(a.severity) ||
    (b.epss?.score ?? 0) - (a.epss?.score ?? 0) ||
    compareText(a.id, b.id) ||
    compareText(a.package.purl, b.package.purl) ||
    compareText(a.at.file ?? '', b.at.file ?? '') ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** What nobody rates stands with the high ones: it may be any of them. */
function rankOf(severity: Severity | null): number {
  return severity === null ? severities.indexOf('high') - 0.5 : severities.indexOf(severity);
}
