import type { Affected, AffectedRange, AdvisoryRecord, EventKind, RangeEvent, RangeType } from './record.ts';
import { placeOf } from './ecosystem.ts';
import { ratingClaim, readRatings, readSeverities } from './severity.ts';
import { field, isMapping, listField, shortened, textField, textsField } from './shape.ts';

/** A record and what of it could not be read; a string says why there is none at all. */
export type RecordRead = { readonly record: AdvisoryRecord; readonly faults: readonly string[] } | string;

/** More than any advisory that exists; the largest known list has some 6,000 versions. */
const maxItems = 50_000;
const eventKinds: readonly EventKind[] = ['introduced', 'fixed', 'last_affected', 'limit'];

/**
 * Reads one record of the OSV schema from plain data. It never throws. What stands in the record but
 * cannot be understood is kept as a broken range of the package it is about, so that the package's
 * answer is unknown and not clean.
 */
export function readRecord(value: unknown): RecordRead {
  if (!isMapping(value)) return 'is no mapping';
  const id = textField(value, 'id');
  if (id === null || id.trim() === '' || id.length > 200) return 'has no id';
  const list = field(value, 'affected');
  if (list !== undefined && !Array.isArray(list)) return '`affected` is no list';
  const origin = originOf(id);
  const faults: string[] = [];
  const affected: Affected[] = [];
  for (const [index, item] of listField(value, 'affected').entries()) {
    const read = readAffected(item, origin);
    if (typeof read === 'string') faults.push(`affected[${index}] ${read}`);
    else if (read !== null) {
      affected.push(read);
      for (const { broken } of read.ranges) if (broken !== undefined) faults.push(`affected[${index}] ${broken}`);
    }
  }
  const summary = textField(value, 'summary') ?? textField(value, 'details') ?? '';
  const withdrawn = field(value, 'withdrawn');
  return {
    faults,
    record: {
      id: id.trim(),
      feed: '',
      summary: shortened(summary, 300),
      published: textField(value, 'published'),
      modified: textField(value, 'modified'),
      // A record that says it was withdrawn in an odd way is still in force: only a text takes it back.
      withdrawn: typeof withdrawn === 'string' && withdrawn !== '' ? withdrawn : null,
      aliases: textsField(value, 'aliases'),
      upstream: textsField(value, 'upstream'),
      related: textsField(value, 'related'),
      severities: [...readRatings(value, origin), ...readSeverities(value, 'advisory')],
      affected,
      reference: readReference(value),
    },
  };
}

/** Who writes advisories of this prefix, where the prefix is not a name by itself. */
const origins: Readonly<Record<string, string>> = {
  GHSA: 'GitHub',
  BIT: 'Bitnami',
  ALSA: 'AlmaLinux',
  RLSA: 'Rocky Linux',
  RHSA: 'Red Hat',
  PYSEC: 'PyPA',
  RUSTSEC: 'RustSec',
  GO: 'Go',
  DSA: 'Debian',
  DLA: 'Debian',
  USN: 'Ubuntu',
};

function originOf(id: string): string {
  const prefix = id.split('-')[0]!;
  return Object.hasOwn(origins, prefix) ? origins[prefix]! : shortened(prefix, 40);
}

/** Null for an entry without package (GIT ranges only), which no installed package can match. */
function readAffected(value: unknown, origin: string): Affected | string | null {
  if (!isMapping(value)) return 'is no mapping';
  const owner = field(value, 'package');
  if (owner === undefined) return null;
  const ecosystem = textField(owner, 'ecosystem');
  const name = textField(owner, 'name');
  if (ecosystem === null || name === null || ecosystem === '' || name === '') return 'names no package';
  const ranges = readRanges(value);
  const versions = field(value, 'versions');
  if (versions !== undefined && (!Array.isArray(versions) || versions.some((item) => typeof item !== 'string'))) {
    ranges.push(broken('ECOSYSTEM', '`versions` is no list of texts'));
  } else if (Array.isArray(versions) && versions.length > maxItems) {
    ranges.push(broken('ECOSYSTEM', `has more than ${maxItems} versions`));
  }
  const specific = field(value, 'ecosystem_specific');
  const informational = textField(field(value, 'database_specific'), 'informational');
  // Debian's records write an urgency.
  const urgency = textField(specific, 'urgency');
  const word = textField(specific, 'severity') ?? urgency;
  const binaries = readBinaries(specific);
  const note = readNote(ecosystem, specific, informational);
  return {
    ecosystem,
    name,
    ranges,
    versions: textsField(value, 'versions').slice(0, maxItems),
    severities: [
      ...(word === null ? [] : [ratingClaim(origin, word)]),
      // RustSec lists what nobody maintains any more beside vulnerabilities.
      ...(informational === 'unmaintained' || informational === 'notice' ? [ratingClaim(origin, 'none')] : []),
      ...readSeverities(value, 'advisory'),
    ],
    ...(urgency === 'end-of-life' ? { state: 'end-of-life' as const } : {}),
    ...(note === undefined ? {} : { note }),
    ...(placeOf(ecosystem).pro ? { fixElsewhere: true } : {}),
    ...(binaries.length === 0 ? {} : { binaries }),
  };
}

function readNote(ecosystem: string, specific: unknown, informational: string | null): string | undefined {
  if (informational !== null) return `informational: ${shortened(informational, 40)}`;
  return placeOf(ecosystem).pro ? (textField(specific, 'availability') ?? 'available with Ubuntu Pro') : undefined;
}

function readRanges(value: unknown): AffectedRange[] {
  const list = field(value, 'ranges');
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [broken('ECOSYSTEM', '`ranges` is no list')];
  if (list.length > maxItems) return [broken('ECOSYSTEM', `has more than ${maxItems} ranges`)];
  return list.map((item: unknown) => {
    const type = textField(item, 'type');
    if (type !== 'SEMVER' && type !== 'ECOSYSTEM' && type !== 'GIT') {
      return broken('ECOSYSTEM', `a range is of type ${JSON.stringify(shortened(String(type), 40))}`);
    }
    return type === 'GIT' ? { type, events: [] } : readEvents(type, field(item, 'events'));
  });
}

function readEvents(type: RangeType, list: unknown): AffectedRange {
  if (!Array.isArray(list)) return broken(type, '`events` is no list');
  if (list.length > maxItems) return broken(type, `has more than ${maxItems} events`);
  const events: RangeEvent[] = [];
  for (const item of list as unknown[]) {
    const kinds = eventKinds.filter((kind) => field(item, kind) !== undefined);
    const version = kinds.length === 1 ? textField(item, kinds[0]!) : null;
    // Two kinds in one event are forbidden: which one counts is not known.
    if (version === null || version === '') return broken(type, 'an event is not one version as text', events);
    events.push([kinds[0]!, version]);
  }
  if (!events.some(([kind]) => kind === 'introduced')) return broken(type, 'no event says `introduced`', events);
  return { type, events };
}

function broken(type: RangeType, because: string, events: readonly RangeEvent[] = []): AffectedRange {
  return { type, events, broken: because };
}

/** Ubuntu lists `{ binary_name, binary_version }`, SUSE `{ name: version, … }`. */
function readBinaries(specific: unknown): readonly string[] {
  const names = new Set<string>();
  for (const item of listField(specific, 'binaries')) {
    const named = textField(item, 'binary_name');
    if (named !== null) names.add(named);
    else if (isMapping(item)) for (const name of Object.keys(item)) names.add(name);
  }
  return [...names].slice(0, maxItems);
}

function readReference(value: unknown): string | null {
  const references = listField(value, 'references');
  const urlOf = (item: unknown): string | null => {
    const url = textField(item, 'url');
    return url !== null && /^https?:\/\//.test(url) && url.length <= 500 ? url : null;
  };
  const advisory = references.find((item) => textField(item, 'type') === 'ADVISORY' && urlOf(item) !== null);
  return urlOf(advisory ?? references.find((item) => urlOf(item) !== null));
}
