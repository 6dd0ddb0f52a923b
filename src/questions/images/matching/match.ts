import type { Package } from '../../../facts/package.ts';
import { nameIn, placeOf } from '../../../formats/osv/ecosystem.ts';
import type { AdvisoryRecord, SeverityClaim } from '../../../formats/osv/record.ts';
import { aliasClasses } from './aliases.ts';
import { compareRecord, rankOf, type Compared } from './compare.ts';
import type { Ask, CveKnowledge, Finding } from './finding.ts';
import { identitiesOf } from './identity.ts';
import { severityOf } from './severity.ts';

export interface Matching {
  /** Every advisory that speaks of a package of the list, the clean ones too, in the order of packages. */
  readonly findings: readonly Finding[];
  /** Ecosystems that no feed of the database speaks of: nothing is known of their packages. */
  readonly uncovered: readonly Uncovered[];
}

export interface Uncovered {
  /** Null for packages whose distribution or release is not known. */
  readonly ecosystem: string | null;
  readonly packages: number;
}

export interface MatchOptions {
  /** What is known of a CVE beside any package. */
  about?(cve: string): CveKnowledge | null;
  /**
   * Whether a feed of this ecosystem is there, so that no advisory means no vulnerability that is known.
   * What `ask` knows is enough when absent.
   */
  covers?(ecosystem: string): boolean;
}

interface Found extends Compared {
  readonly record: AdvisoryRecord;
}

/** Holds the packages of an image against advisories. Pure: `ask` is a look-up in what was loaded. */
export function matchPackages(packages: readonly Package[], ask: Ask, options: MatchOptions = {}): Matching {
  const findings: Finding[] = [];
  const bare: Package[] = [];
  const held = new Set<string>();
  const asked = new Map<string, readonly AdvisoryRecord[] | null>();
  for (const found of packages) {
    if (found.ecosystem === null) {
      bare.push(found);
      continue;
    }
    const matched = new Map<string, Found>();
    let covered = false;
    for (const identity of identitiesOf(found)) {
      const { ecosystem } = identity;
      const place = placeOf(ecosystem);
      const key = `${place.key}\n${nameIn(place.base, identity.name)}`;
      // Many binary packages are of one source.
      let records = asked.get(key);
      if (records === undefined) asked.set(key, (records = ask(ecosystem, identity.name)));
      if (records === null) continue;
      covered ||= options.covers?.(ecosystem) ?? true;
      for (const record of records) {
        if (record.withdrawn !== null) continue;
        const compared = compareRecord(record, found, identity);
        if (compared === null) continue;
        // Converted feeds say of one identifier in several records, and a record may name source and
        // package: that one of them is clean takes nothing back of what the other says.
        const before = matched.get(record.id);
        if (before === undefined || rankOf(compared.explanation.state) < rankOf(before.explanation.state))
          matched.set(record.id, { ...compared, record });
      }
    }
    if (covered) held.add(found.purl);
    else bare.push(found);
    for (const group of aliasClasses([...matched.values()])) findings.push(findingOf(found, group, options));
  }
  // What a package of the distribution brought was held against advisories as that package.
  const alone = bare.filter(({ owner }) => owner === undefined || !held.has(owner));
  const uncovered = [...Map.groupBy(alone, ({ ecosystem }) => ecosystem)];
  return { findings, uncovered: uncovered.map(([ecosystem, own]) => ({ ecosystem, packages: own.length })) };
}

/** One finding of advisories that are one vulnerability: the worst of what they say. */
function findingOf(found: Package, group: readonly Found[], options: MatchOptions): Finding {
  const sorted = group.toSorted((a, b) => rankOf(a.explanation.state) - rankOf(b.explanation.state));
  const { record, explanation } = sorted[0]!;
  const names = new Set(group.flatMap((item) => [item.record.id, ...item.record.aliases]));
  names.delete(record.id);
  const cves = [...new Set(group.flatMap((item) => cvesOf(item.record)))];
  const known = cves.flatMap((cve) => options.about?.(cve) ?? []);
  const malicious = group.some((item) => [item.record.id, ...item.record.aliases].some((id) => id.startsWith('MAL-')));
  const same = sorted.filter((item) => item.explanation.state === explanation.state);
  return {
    id: record.id,
    aliases: [...names],
    cves,
    summary: sorted.find((item) => item.record.summary !== '')?.record.summary ?? '',
    package: found,
    state: explanation.state,
    because: explanation.comparison,
    fixed: [...new Set(same.flatMap((item) => item.explanation.fixed))],
    ...severityOf(
      claimsOf(same),
      claimsOf(sorted.filter((item) => !same.includes(item))),
      known.flatMap(({ severities }) => severities),
      malicious,
    ),
    malicious,
    kev: known.find(({ kev }) => kev !== null)?.kev ?? null,
    epss: known.flatMap(({ epss }) => epss ?? []).toSorted((a, b) => b.score - a.score)[0] ?? null,
    explanations: sorted.map((item) => item.explanation),
  };
}

function claimsOf(found: readonly Found[]): readonly SeverityClaim[] {
  return found.flatMap(({ entry, record: { severities } }) => [...entry.severities, ...severities]);
}

/** Errata list the CVE ids they mend as related; elsewhere related is only a hint. */
const erratum = /^(ALSA|RLSA|RHSA|ELSA|USN|DSA|DLA|SUSE-SU|openSUSE-SU)\b/;

/** `DEBIAN-CVE-2024-1` and its like are made of the CVE that they name. */
function cvesOf(record: AdvisoryRecord): string[] {
  const names = [record.id, ...record.aliases, ...record.upstream, ...(erratum.test(record.id) ? record.related : [])];
  return [...new Set(names.flatMap((name) => /(?:^|-)(CVE-\d{4}-\d{4,})$/.exec(name)?.[1] ?? []))];
}
