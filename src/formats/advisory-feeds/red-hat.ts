import type { Affected, AdvisoryRecord, SeverityClaim, VendorState } from '../osv/record.ts';
import type { VexProduct, VexRead, VexStatement } from './vex.ts';

/**
 * Red Hat's VEX documents speak of RPMs by release, which is what an advisory does: a statement about
 * a component of a release of Red Hat becomes an affected package of OSV's ecosystem `Red Hat:<CPE>`.
 * Statements about anything else make none.
 */
export function redHatRecords(document: VexRead): AdvisoryRecord[] {
  const found = new Map<string, Map<string, Affected>>();
  for (const statement of document.statements) {
    const rpm = rpmOf(statement.product);
    if (rpm === null) continue;
    const affected = affectedOf(statement, rpm);
    if (affected === null) continue;
    const known = found.get(statement.vulnerability) ?? new Map<string, Affected>();
    // The same RPM of several architectures is one package.
    known.set(JSON.stringify([affected.ecosystem, affected.name, affected.ranges, affected.state]), affected);
    found.set(statement.vulnerability, known);
  }
  return [...found].map(([id, affected]) => ({
    id: `RHVEX-${id}`,
    feed: '',
    summary: '',
    published: null,
    modified: document.date,
    withdrawn: null,
    aliases: [],
    upstream: [id],
    related: [],
    severities: [],
    affected: [...affected.values()],
    reference: `https://access.redhat.com/security/cve/${encodeURIComponent(id)}`,
  }));
}

/** True for a component of a release of Red Hat: what of it can be compared is in the records. */
export function isRedHat(product: VexProduct): boolean {
  return platformPattern.test(product.platformCpe ?? '');
}

const platformPattern = /^cpe:\/[oa]:redhat:(.+)$/;

interface Rpm {
  readonly ecosystem: string;
  readonly name: string;
  /** Epoch, version and release; null when the statement is about all of them. */
  readonly version: string | null;
}

function rpmOf(product: VexProduct): Rpm | null {
  const platform = platformPattern.exec(product.platformCpe ?? '');
  const purl = /^pkg:rpm\/redhat\/([^@?#]+)(?:@([^?#]+))?(?:\?([^#]*))?/.exec(product.purl ?? '');
  if (platform === null || purl === null) return null;
  const qualifiers = new URLSearchParams(purl[3] ?? '');
  // Binary packages are what is installed; their source is listed beside them.
  if (qualifiers.get('arch') === 'src') return null;
  const version = purl[2] === undefined ? null : decoded(purl[2]);
  const epoch = qualifiers.get('epoch');
  return {
    ecosystem: `Red Hat:${platform[1]!}`,
    name: decoded(purl[1]!),
    version: version === null || epoch === null || epoch === '0' ? version : `${epoch}:${version}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function affectedOf(statement: VexStatement, rpm: Rpm): Affected | null {
  const severities: readonly SeverityClaim[] = statement.severities;
  const about = { ecosystem: rpm.ecosystem, name: rpm.name, versions: [], severities };
  const all: Affected['ranges'] = [{ type: 'ECOSYSTEM', events: [['introduced', '0']] }];
  const decided = (state: VendorState, note: string): Affected => ({ ...about, ranges: all, state, note });
  switch (statement.status) {
    case 'fixed':
      if (rpm.version === null) return decided('undetermined', 'Red Hat says fixed and names no version');
      return {
        ...about,
        ranges: [
          {
            type: 'ECOSYSTEM',
            events: [
              ['introduced', '0'],
              ['fixed', rpm.version],
            ],
          },
        ],
      };
    case 'not_affected': {
      // Said of one version only, it would be a word about that version alone.
      if (rpm.version !== null) return null;
      return {
        ...about,
        ranges: [],
        state: 'not-affected',
        note: `Red Hat: ${statement.justification ?? 'not affected'}`,
      };
    }
    case 'under_investigation':
      return decided('undetermined', 'Red Hat has not finished looking');
    case 'affected':
      if (statement.remediations.includes('no_fix_planned')) return decided('will-not-fix', 'Red Hat plans no fix');
      return { ...about, ranges: all };
  }
}
