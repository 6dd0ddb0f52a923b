import { pkg, type Package } from '../facts/package.ts';
import { isCountedElsewhere, isHole, vulnerability, type Vulnerability } from '../facts/vulnerability.ts';
import type { InventoryStore, StoredImage, StoredPackage } from '../inventories/store.ts';
import { missingGap } from '../advisories/status.ts';
import { fact, type Fact } from '../model/fact.ts';
import type { Gap } from '../model/gap.ts';
import type { WatchedImage, WatchedVulnerability, WatchReport } from '../model/watch-report.ts';
import { Digests, namesOfPackage } from './digests.ts';
import { ecosystemsStored } from './held-ecosystems.ts';
import { gapsOfFeeds, scanImages, type ScanOptions } from './scan-images.ts';
import { storing } from './store-inventories.ts';
import { vexGaps } from './vex-files.ts';

export interface Rescan {
  readonly report: WatchReport;
  /** Stores what was found, so that it is not told again: to be called when it was told. */
  readonly commit: () => void;
}

/**
 * Holds the stored packages against advisories that changed since they were held against them: only
 * packages of which the database says something else now, and none of the others.
 */
export function rescan(store: InventoryStore, options: ScanOptions & { readonly version: string }): Rescan {
  const { advisories, vex, now, version } = options;
  const tool = { name: 'plimsoll', version } as const;
  const counts = store.counts();
  if (!('database' in advisories)) {
    const gaps = [missingGap(advisories.path, advisories.because)];
    const coverage = { ...counts, rematched: 0 };
    const report: WatchReport = {
      schema: 'plimsoll.watch/1',
      tool,
      at: now,
      database: null,
      images: [],
      gaps,
      coverage,
    };
    return { report, commit: () => {} };
  }
  const { database } = advisories;
  const digests = new Digests(database, vex);
  store.untouch();
  store.touchPackages((names) => digests.ofNames(names));
  store.touchVulnerabilities((keys) => digests.ofKeys(keys));
  const touched = store.touched();
  const before = store.vulnerabilitiesOfTouched();
  const images = new Map(touched.length === 0 ? [] : store.images().map((one) => [one.row, one]));
  const found = matchTouched(touched, images, options);
  const changes: WatchedImage[] = [];
  for (const [row, own] of Map.groupBy(touched, (one) => one.image)) {
    const stored = images.get(row);
    if (stored === undefined) continue;
    const change = changesOf(stored, own, before, found);
    if (change.added.length + change.removed.length + change.changed.length > 0) changes.push(change);
  }
  const status = database.status();
  const gaps: Gap[] = [...gapsOfFeeds(status, ecosystemsStored(store.names()), options), ...vexGaps(vex)];
  return {
    report: {
      schema: 'plimsoll.watch/1',
      tool,
      at: now,
      database: { built: status.built, generation: status.generation },
      images: changes.toSorted((a, b) => compare(a.name, b.name) || compare(a.platform ?? '', b.platform ?? '')),
      gaps,
      coverage: { ...counts, rematched: touched.length },
    },
    commit: () =>
      store.update(
        new Map(
          touched.map(({ row, value }) => {
            const names = namesOfPackage(value);
            const digest = names === null ? '' : digests.ofNames(names);
            return [row, { digest, vulnerabilities: storing(found.get(row) ?? [], digests) }];
          }),
        ),
      ),
  };
}

/** What the touched packages hold now. */
function matchTouched(
  touched: readonly StoredPackage[],
  images: ReadonlyMap<number, StoredImage>,
  options: ScanOptions,
): Map<number, Vulnerability[]> {
  const found = new Map<number, Vulnerability[]>();
  const rowOf = new Map<Package, number>();
  /** Rows of which the same is true as of another one. */
  const alike = new Map<number, StoredPackage[]>();
  const first = new Map<string, number>();
  const byImage = new Map<number, Package[]>();
  const alone = standsAlone(touched, options);
  for (const one of touched) {
    const key = alone(one) ? sameFor(one.value) : null;
    const known = key === null ? undefined : first.get(key);
    if (known !== undefined) {
      alike.set(known, [...(alike.get(known) ?? []), one]);
      continue;
    }
    if (key !== null) first.set(key, one.row);
    const stored = images.get(one.image);
    if (stored === undefined) continue;
    const value = { ...one.value, image: stored.fact.value.id };
    rowOf.set(value, one.row);
    const own = byImage.get(one.image);
    if (own === undefined) byImage.set(one.image, [value]);
    else own.push(value);
  }
  for (const round of rounds(byImage, images)) {
    const facts = round.flatMap(([stored, packages]): Fact[] => [
      stored.fact,
      ...packages.map((value) => fact(pkg, stored.fact, value, value.at)),
    ]);
    for (const { kind, value } of scanImages({ facts, gaps: [] }, options).facts) {
      if (kind !== vulnerability.name) continue;
      const one = value as Vulnerability;
      const row = rowOf.get(one.package);
      if (row === undefined) throw new Error(`a finding is about no package that was asked about: ${one.package.purl}`);
      add(found, row, one);
      for (const other of alike.get(row) ?? []) {
        const own = { ...other.value, image: images.get(other.image)?.fact.value.id ?? '' };
        add(found, other.row, { ...one, package: own, at: own.at });
      }
    }
  }
  return found;
}

/**
 * True of packages about which nothing but advisories decides: neither VEX, which may name the image,
 * nor a package of the distribution that brought them.
 */
function standsAlone(
  touched: readonly StoredPackage[],
  { advisories, vex }: ScanOptions,
): (one: StoredPackage) => boolean {
  if (vex.length > 0 || ('database' in advisories && advisories.database.speaksOfProducts)) return () => false;
  const owners = new Set(
    touched.flatMap(({ image: row, value: { owner } }) => (owner === undefined ? [] : [`${row}\n${owner}`])),
  );
  return ({ image: row, value }) => value.owner === undefined && !owners.has(`${row}\n${value.purl}`);
}

/** All of a package that a comparison with advisories can see. */
function sameFor({
  image: _image,
  layer: _layer,
  file: _file,
  at: _at,
  licenses: _licenses,
  ...seen
}: Package): string {
  return JSON.stringify(seen);
}

/** The same image may be stored under several names: each in a round of its own, for a scan tells images by id. */
function rounds(
  byImage: ReadonlyMap<number, readonly Package[]>,
  images: ReadonlyMap<number, StoredImage>,
): (readonly [StoredImage, readonly Package[]])[][] {
  const all: (readonly [StoredImage, readonly Package[]])[][] = [];
  const seen = new Map<string, number>();
  for (const [row, packages] of byImage) {
    const stored = images.get(row)!;
    const { id } = stored.fact.value;
    const round = seen.get(id) ?? 0;
    seen.set(id, round + 1);
    (all[round] ??= []).push([stored, packages]);
  }
  return all;
}

/**
 * One that is named anew (a CVE after its GHSA) stays the same; an erratum of several CVEs is more than
 * the one of them that was known.
 */
function isSame(old: Vulnerability, one: Vulnerability): boolean {
  const known = new Set(allNamesOf(old));
  return (
    allNamesOf(one).some((name) => known.has(name)) && (one.cves.length < 2 || one.cves.every((cve) => known.has(cve)))
  );
}

function allNamesOf({ id, aliases, cves }: Vulnerability): readonly string[] {
  return [id, ...aliases, ...cves];
}

function changesOf(
  { name, stored, fact: { value } }: StoredImage,
  packages: readonly StoredPackage[],
  before: ReadonlyMap<number, readonly Vulnerability[]>,
  found: ReadonlyMap<number, readonly Vulnerability[]>,
): WatchedImage {
  const added: WatchedVulnerability[] = [];
  const removed: WatchedVulnerability[] = [];
  const changed: { before: WatchedVulnerability; after: WatchedVulnerability }[] = [];
  for (const { row, value: holder } of packages) {
    const left = (before.get(row) ?? []).filter(stands);
    for (const one of (found.get(row) ?? []).filter(stands)) {
      const at = left.findIndex((old) => isSame(old, one));
      const after = told(one, holder);
      if (at === -1) added.push(after);
      else {
        const old = told(left.splice(at, 1)[0]!, holder);
        if (weightOf(old) !== weightOf(after)) changed.push({ before: old, after });
      }
    }
    removed.push(...left.map((old) => told(old, holder)));
  }
  return {
    name,
    id: value.id,
    digest: value.digest.value ?? null,
    platform: value.platform.value ?? null,
    stored,
    added,
    removed,
    changed,
  };
}

function stands(one: Vulnerability): boolean {
  return (isHole(one) || one.state === 'unknown') && !isCountedElsewhere(one);
}

function told(one: Vulnerability, { name, version, purl }: Package): WatchedVulnerability {
  const { id, aliases, cves, severity, state, fixed, malicious, kev, because } = one;
  return {
    id,
    aliases: [...new Set([...aliases, ...cves])].filter((other) => other !== id).toSorted(),
    package: { name, version, purl },
    severity,
    state,
    fixed,
    malicious,
    exploited: kev !== null,
    because,
  };
}

/** What a person would decide by. */
function weightOf({ severity, state, fixed, malicious, exploited }: WatchedVulnerability): string {
  return JSON.stringify([severity, state, fixed, malicious, exploited]);
}

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [value]);
  else known.push(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
