import { answerAspect } from '../engine/answer.ts';
import { ask } from '../engine/ask.ts';
import { image, type Image } from '../facts/image.ts';
import { moment } from '../facts/moment.ts';
import { pkg, type Package } from '../facts/package.ts';
import { secret, type Secret } from '../facts/secret.ts';
import { imageScan, vulnerability, type ImageScan, type Vulnerability } from '../facts/vulnerability.ts';
import { images } from '../questions/images/question.ts';
import { fact, type Fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Question } from '../model/question.ts';
import type { ScanReport } from '../model/scan-report.ts';
import type { Severity } from '../model/severity.ts';
import type { WaiverEntry } from '../model/waiver.ts';
import { readBaseline } from '../scan/baseline.ts';
import { makeReport } from '../scan/make-report.ts';
import type { Arguments } from './arguments.ts';
import { scanSeen } from './scanning.ts';
import type { FoundSettings } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { packageVersion } from './version.ts';

const aspectId = 'images/vulnerabilities';

interface Seen {
  readonly facts: readonly Fact[];
  readonly gaps: readonly Gap[];
}

/** Holds one image against advisories and answers for it alone, by the checks that `ask` runs as well. */
export async function answerScan(
  target: string,
  seen: Seen,
  { settings, file: configuration }: FoundSettings,
  given: Arguments,
  terminal: Terminal,
): Promise<ScanReport[]> {
  const now = new Date();
  const since = given.text('since');
  const baseline = since === undefined ? null : readBaseline(since);
  const failOn = (given.text('fail-on') as Severity | undefined) ?? settings.failOn ?? 'high';
  const scanned = await scanSeen(seen, given, terminal, now);
  const all = [...seen.facts, ...scanned.facts];
  const gaps = [...seen.gaps, ...scanned.gaps, ...settings.gaps];
  return valuesOf<Image>(all, image.name).map((one) => {
    const facts = all.filter((each) => imageIdOf(each) === one.value.id);
    const about = { subject: one.subject, stage: one.stage };
    const question = vulnerabilitiesOnly();
    const report = ask({
      questions: [question],
      facts: [...facts, fact(moment, about, { now: now.toISOString() }, { source: 'plimsoll' })],
      gaps,
      waivers: settings.waivers.filter(speaksOfImages),
      notApplicable: new Map(),
      targets: [target],
      configuration,
      failOn,
      listPasses: true,
      unknownPasses: given.on('unknown'),
      now,
      version: packageVersion(),
    });
    const told = report.gaps.filter(({ code }) => code !== 'WAIVER_UNUSED');
    return makeReport({
      version: packageVersion(),
      now: now.toISOString(),
      target,
      failOn,
      onlyFixed: given.on('only-fixed'),
      unknownPasses: given.on('unknown'),
      baseline,
      database: scanned.database,
      vex: scanned.vex,
      image: one.value,
      packages: valuesOf<Package>(facts, pkg.name).map(({ value }) => value),
      vulnerabilities: valuesOf<Vulnerability>(facts, vulnerability.name).map(({ value }) => value),
      secrets: valuesOf<Secret>(facts, secret.name).map(({ value }) => value),
      cleared: valuesOf<ImageScan>(facts, imageScan.name)[0]?.value.cleared ?? 0,
      uncovered: scanned.uncovered.get(one.value.id) ?? null,
      outcomes: report.outcomes,
      gaps: told,
      answer: (counted) =>
        answerAspect(
          aspectId,
          question.aspects[0]!,
          holesFirst(counted.filter(({ verdict }) => verdict !== 'pass')),
          counted.filter(({ verdict }) => verdict === 'pass').length,
          told,
          { failOn, notApplicable: new Map() },
        ),
    });
  });
}

/** The one aspect of the one question that a scan answers, with its checks. */
function vulnerabilitiesOnly(): Question {
  return {
    ...images,
    aspects: images.aspects.filter(({ name }) => `images/${name}` === aspectId),
    checks: images.checks.filter(({ aspect }) => aspect === aspectId),
  };
}

/** What the answer speaks of first: a hole that nobody rates tells more than that not all was seen. */
function holesFirst(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.toSorted((a, b) => Number(a.vulnerability === undefined) - Number(b.vulnerability === undefined));
}

/** Waivers of other checks match nothing here, which says nothing against them. */
function speaksOfImages({ scope: { check, fingerprint, vulnerability: named } }: WaiverEntry): boolean {
  if (named !== undefined || (check === undefined && fingerprint !== undefined)) return true;
  return vulnerabilitiesOnly().checks.some(({ id, name }) => id === check || name === check);
}

function valuesOf<V>(facts: readonly Fact[], kind: string): readonly Fact<V>[] {
  return facts.filter((one): one is Fact<V> => one.kind === kind);
}

/** Id of the image that a fact is about. */
function imageIdOf({ kind, value }: Fact): string | null {
  if (kind === image.name) return (value as Image).id;
  if (kind === pkg.name) return (value as Package).image;
  if (kind === secret.name) return (value as Secret).image;
  if (kind === vulnerability.name) return (value as Vulnerability).package.image;
  return kind === imageScan.name ? (value as ImageScan).image : null;
}
