import {
  isCountedElsewhere,
  isHole,
  namesOf,
  type ImageScan,
  type Vulnerability,
} from '../../../facts/vulnerability.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';

/** Every vulnerability is of one kind, so that it fails one check and takes one waiver. */
export type FindingKind = 'malicious' | 'exploited' | 'fixable' | 'unfixable';

export function kindOf({ malicious, kev, fixed }: Vulnerability): FindingKind {
  return malicious ? 'malicious' : kev !== null ? 'exploited' : fixed.length > 0 ? 'fixable' : 'unfixable';
}

interface ScanFacts {
  readonly scans: readonly Fact<ImageScan>[];
  readonly vulnerabilities: readonly Fact<Vulnerability>[];
}

/**
 * An outcome for each vulnerability of a kind, and one for each image that was scanned and holds none
 * of it: a pass only when the scan was whole.
 */
export function* judgeFindings({ scans, vulnerabilities }: ScanFacts, kind: FindingKind): Generator<Judgement> {
  const found = new Set<string>();
  for (const about of vulnerabilities) {
    if (kindOf(about.value) !== kind) continue;
    const judgement = judgeFinding(about);
    if (judgement.verdict !== 'pass') found.add(about.value.package.image);
    yield judgement;
  }
  for (const about of scans) {
    const { image, unseen, at, packages, built, knowsExploited } = about.value;
    const [first] = unseen;
    if (found.has(image)) continue;
    if (kind === 'exploited' && !knowsExploited)
      // What is exploited counts as high at least: without the catalogue it may stand below the threshold.
      yield unknown(about, at, 'the advisories hold no catalogue of what is known to be exploited', {
        toKnow:
          'Run `plimsoll advisories update`, or give CISA’s catalogue (KEV, JSON) to `plimsoll advisories build` beside the other feeds.',
      });
    else if (first === undefined)
      yield pass(about, at, `none in ${packages} packages, by advisories of ${built.slice(0, 10)}`);
    else
      yield unknown(about, at, `none was found, but the scan is not whole: ${first.because}`, { toKnow: first.toKnow });
  }
}

function judgeFinding(about: Fact<Vulnerability>): Judgement {
  const { value } = about;
  const at = placeOf(value);
  const named = {
    vulnerability: { id: value.id, names: namesOf(value), package: value.package.name, purl: value.package.purl },
  };
  const what = `${value.package.name} ${value.package.version}: ${nameOf(value)}`;
  if (isCountedElsewhere(value)) return pass(about, at, `${what}: ${value.because}`, named);
  if (value.state === 'unknown')
    return unknown(about, at, `${what} may be a hole: ${value.because}`, {
      ...named,
      toKnow: `Look it up at ${referenceOf(value)}, and say what holds by a VEX document or a waiver.`,
    });
  if (!isHole(value)) return pass(about, at, `${what}: ${value.because}`, named);
  const remedy = remedyOf(value);
  if (value.severity === null)
    return unknown(about, at, `${what} is a hole, and ${unratedBecause(value)}: ${value.because}`, {
      ...named,
      remedy,
      toKnow: 'Build the database with a feed that rates it, such as the NVD, or waive it.',
    });
  return fail(about, at, describeHole(value), { ...named, severity: value.severity, remedy });
}

function unratedBecause({ severities }: Vulnerability): string {
  const said = severities.map(({ origin, text, because = 'has no rank' }) => `${origin} wrote "${text}": ${because}`);
  return `nobody says how severe it is${said.length === 0 ? '' : ` (${said.join('; ')})`}`;
}

/** `openssl 3.0.1-1: CVE-2024-1, high by Debian, fixed in 3.0.2-1, exploited (CISA)`. */
export function describeHole(value: Vulnerability): string {
  const { package: found, severity, severityOrigin, fixed, kev, epss, malicious, state } = value;
  const parts = [
    nameOf(value),
    severity === null ? 'unrated' : `${severity}${severityOrigin === null ? '' : ` by ${severityOrigin}`}`,
    ...(malicious ? ['malicious package'] : []),
    fixed.length > 0 ? `fixed in ${fixed.join(', ')}` : state === 'affected' ? 'no fix' : state.replaceAll('-', ' '),
    ...(kev === null ? [] : [`exploited${kev.added === null ? '' : ` since ${kev.added}`} (CISA)`]),
    ...(epss === null || epss.score < 0.01 ? [] : [`EPSS ${Math.round(epss.score * 100)} %`]),
  ];
  return `${found.name} ${found.version}: ${parts.join(', ')}`;
}

function remedyOf({ malicious, fixed, package: found, state }: Vulnerability): string {
  if (malicious) return `Remove ${found.name}, and treat all that it could reach as taken.`;
  if (fixed.length > 0) return `Update ${found.name} to ${fixed.join(' or ')} or later.`;
  const why = state === 'end-of-life' ? 'its release gets no fixes any more' : 'there is no fix';
  return `Remove ${found.name} if it is not used, since ${why}; else say why it is no harm here by VEX or a waiver.`;
}

/** The CVE where there is one, so that the name stays when another advisory decides. */
export function nameOf({ id, cves }: Vulnerability): string {
  return cves.length === 1 ? cves[0]! : id;
}

/** Told by package and vulnerability alone: versions and layers come and go. */
function placeOf(value: Vulnerability): Evidence {
  return { ...value.at, place: `${value.package.type} ${value.package.name}: ${nameOf(value)}` };
}

function referenceOf({ explanations, id }: Vulnerability): string {
  return explanations[0]?.reference ?? id;
}
