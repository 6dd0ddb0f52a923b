import type { Affected, AdvisoryRecord } from '../../../formats/osv/record.ts';
import { nameIn, placeOf, type Place } from '../../../formats/osv/ecosystem.ts';
import { evaluateVersion, type Evaluation } from '../../../formats/osv/evaluate.ts';
import type { Package } from '../../../facts/package.ts';
import { findingStates, type Explanation, type FindingState } from './finding.ts';
import { isKernelText, type Identity } from './identity.ts';

/** How one advisory stands to one package, and the entry of the advisory that says so. */
export interface Compared {
  readonly explanation: Explanation;
  readonly entry: Affected;
}

/** Null when the advisory does not speak of this package. */
export function compareRecord(record: AdvisoryRecord, found: Package, identity: Identity): Compared | null {
  const place = placeOf(identity.ecosystem);
  const entries = ofMinorRelease(
    record.affected.filter((entry) => speaksOf(entry, place, identity, found)),
    identity.version,
  );
  if (entries.length === 0) return null;
  const compared = entries.map((entry) => ({ entry, explanation: explain(record, entry, found, identity) }));
  // Ubuntu Pro fixes a release above its ordinary versions: who has that version has the fix. Where the
  // ordinary release has a later fix, only a build of Pro has it already: 1.2 is above 1.1+esm1 without it.
  const pro = compared.find(
    ({ entry, explanation }) => explanation.state === 'fixed-by-version' && placeOf(entry.ecosystem).pro,
  );
  const ordinaryFix = compared.some(
    ({ entry, explanation }) => !placeOf(entry.ecosystem).pro && isAffectedWithFix(explanation),
  );
  if (pro !== undefined && (!ordinaryFix || /[~+]esm\d/.test(identity.version))) return pro;
  const worst = compared.toSorted((a, b) => rankOf(a.explanation.state) - rankOf(b.explanation.state));
  // Where two entries say affected, the one with a fix that can be had tells more.
  return (
    worst.find(
      ({ explanation }) => explanation.state === worst[0]!.explanation.state && explanation.fixed.length > 0,
    ) ?? worst[0]!
  );
}

function isAffectedWithFix({ state, fixed }: Explanation): boolean {
  return state === 'affected' && fixed.length > 0;
}

/**
 * Enterprise Linux mends its minor releases side by side, each in a line of its own that the tag of
 * the build names: 7.76.1-23.el9_2.4 has the fix that 9.3 has in 7.76.1-26.el9_3.2. Where a fix of the
 * line of this very package is named, that one counts.
 */
function ofMinorRelease(entries: readonly Affected[], version: string): readonly Affected[] {
  const tag = minorRelease.exec(version)?.[0];
  if (tag === undefined) return entries;
  const own = entries.filter((entry) => fixesOf(entry).some((fix) => minorRelease.exec(fix)?.[0] === tag));
  return own.length > 0 ? own : entries;
}

const minorRelease = /\.el\d+_\d+/;

function fixesOf(entry: Affected): readonly string[] {
  return entry.ranges.flatMap(({ events }) => events.filter(([kind]) => kind === 'fixed').map(([, text]) => text));
}

/** Lower is worse; unknown is worse than clean. */
export function rankOf(state: FindingState): number {
  return findingStates.indexOf(state);
}

function speaksOf(entry: Affected, place: Place, identity: Identity, found: Package): boolean {
  const own = placeOf(entry.ecosystem);
  // An entry without release is about all of them.
  if (own.key !== place.key && own.key !== place.base) return false;
  if (nameIn(own.base, entry.name) !== nameIn(place.base, identity.name)) return false;
  return !identity.listsBinaries || entry.binaries === undefined || entry.binaries.includes(found.name);
}

function explain(record: AdvisoryRecord, entry: Affected, found: Package, identity: Identity): Explanation {
  const { state, comparison, fixed } = decide(entry, found, identity);
  return {
    advisory: record.id,
    feed: record.feed,
    reference: record.reference,
    ecosystem: entry.ecosystem,
    name: entry.name,
    version: identity.version,
    range: rangeText(entry),
    comparison,
    state,
    fixed,
  };
}

interface Decision {
  readonly state: FindingState;
  readonly comparison: string;
  readonly fixed: readonly string[];
}

function decide(entry: Affected, found: Package, identity: Identity): Decision {
  if (entry.state === 'not-affected') return clean(entry.note ?? 'the vendor says that it is not affected');
  if (isKernelText(found)) {
    return clean(`${found.name} holds headers or text of the kernel's source, and no kernel`);
  }
  const modular = isModular(entry);
  if (found.type === 'rpm' && modular !== null && modular !== isModule(found)) {
    return clean(
      isModule(found)
        ? 'the advisory is about the package outside of modules, and this one is of a module'
        : 'the advisory is about the package of a module, and this one is of none',
    );
  }
  const evaluation = evaluateVersion(entry, identity.version);
  if (evaluation.state !== 'affected') return withoutFix(evaluation);
  const noted = entry.note === undefined ? evaluation.comparison : `${evaluation.comparison}; ${entry.note}`;
  switch (entry.state) {
    case 'undetermined':
      return { state: 'unknown', comparison: noted, fixed: [] };
    case 'will-not-fix':
    case 'end-of-life':
      return { state: entry.state, comparison: noted, fixed: [] };
    default: {
      const fixed = entry.fixElsewhere === true ? [] : evaluation.fixed;
      const elsewhere =
        entry.fixElsewhere === true && entry.note === undefined ? '; the fix is not in this release' : '';
      return { state: 'affected', comparison: `${noted}${elsewhere}`, fixed };
    }
  }
}

function clean(because: string): Decision {
  return { state: 'not-affected', comparison: because, fixed: [] };
}

function withoutFix(evaluation: Exclude<Evaluation, { state: 'affected' }>): Decision {
  const fixed = evaluation.state === 'fixed-by-version' ? evaluation.fixed : [];
  return { state: evaluation.state, comparison: evaluation.comparison, fixed };
}

/**
 * Builds of a module carry it in their release (`1.module_el8.6.0+3072+1e6d9b9a`). The versions of
 * modules and of plain packages are two lines that are never compared with each other. An entry that
 * names no fix may be of either.
 */
function isModule(found: Package): boolean {
  return found.module !== undefined || /[.+]module[_+]/.test(found.version);
}

function isModular(entry: Affected): boolean | null {
  const fixes = fixesOf(entry);
  return fixes.length === 0 ? null : fixes.some((text) => /[.+]module[_+]/.test(text));
}

function rangeText(entry: Affected): string {
  const ranges = entry.ranges.map(({ type, events }) =>
    type === 'GIT' ? 'commits' : events.map(([kind, text]) => `${kind.replace('_', ' ')} ${text}`).join(', '),
  );
  if (entry.versions.length > 0) {
    const more = entry.versions.length > 5 ? `, … (${entry.versions.length} in all)` : '';
    ranges.push(`versions ${entry.versions.slice(0, 5).join(', ')}${more}`);
  }
  return ranges.length === 0 ? (entry.state ?? 'none') : ranges.join(' or ');
}
