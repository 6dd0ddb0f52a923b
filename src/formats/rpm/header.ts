/** What a header of an rpm database says of the package it is of. */
export interface RpmPackage {
  readonly name: string;
  /** Null when it has none, which rpm orders like 0. */
  readonly epoch: number | null;
  readonly version: string;
  readonly release: string;
  readonly architecture: string;
  /** File name of the source package: `zlib-1.2.11-40.el9.src.rpm`; empty when it states none. */
  readonly sourceRpm: string;
  readonly license: string;
  readonly vendor: string;
  /** `NAME:STREAM:VERSION:CONTEXT`; empty outside of modules. */
  readonly modularityLabel: string;
}

/** Packages of a database, `gpg-pubkey` left out: it stands for a key, not for a package. */
export interface RpmDatabase {
  readonly packages: readonly RpmPackage[];
  readonly problems: readonly string[];
}

const tags = {
  1000: 'name',
  1001: 'version',
  1002: 'release',
  1003: 'epoch',
  1011: 'vendor',
  1014: 'license',
  1022: 'architecture',
  1044: 'sourceRpm',
  5096: 'modularityLabel',
} as const;
/** rpm's own limits (lib/header.cc): entries of a header and bytes of its data. */
const maxEntries = 0xffff;
const maxData = 0x0fffffff;
/** Bytes of one of the values above. */
const maxText = 65_536;
const int32 = 4;
const strings = new Set([6, 8, 9]);

/**
 * Reads one header as the databases keep it: without the magic of a package file. Two big-endian
 * numbers (entries, bytes of data), 16 bytes an entry (tag, type, offset, count), the data.
 *
 * A string says why it cannot be believed.
 */
export function readHeader(blob: Buffer): RpmPackage | string {
  if (blob.length < 8) return 'a header is cut off';
  const entries = blob.readUInt32BE(0);
  const length = blob.readUInt32BE(4);
  if (entries === 0 || entries > maxEntries || length > maxData) return 'a header has sizes that rpm does not take';
  const start = 8 + 16 * entries;
  if (start + length > blob.length) return 'a header is cut off';
  const data = blob.subarray(start, start + length);
  const values = new Map<string, string>();
  for (let at = 8; at < start; at += 16) {
    const key = tags[blob.readUInt32BE(at) as keyof typeof tags];
    if (key === undefined) continue;
    const type = blob.readUInt32BE(at + 4);
    const offset = blob.readUInt32BE(at + 8);
    const count = blob.readUInt32BE(at + 12);
    const value = readValue(data, type, offset, count);
    if (value === null || (type === int32) !== (key === 'epoch')) return `the ${key} of a header is not readable`;
    // Entries after the immutable region replace those in it (lib/header.cc, headerImport).
    values.set(key, value);
  }
  const text = (key: string): string => values.get(key) ?? '';
  const name = text('name');
  if (name === '') return 'a header names no package';
  if (text('version') === '' || text('release') === '') return `${name.slice(0, 100)} has no version or no release`;
  const epoch = values.get('epoch');
  return {
    name,
    epoch: epoch === undefined ? null : Number(epoch),
    version: text('version'),
    release: text('release'),
    // A key has none, and rpm says the same.
    architecture: text('architecture'),
    sourceRpm: text('sourceRpm') === '(none)' ? '' : text('sourceRpm'),
    license: text('license'),
    vendor: text('vendor') === '(none)' ? '' : text('vendor'),
    modularityLabel: text('modularityLabel') === '(none)' ? '' : text('modularityLabel'),
  };
}

/** The first value of an entry; null when it does not lie within the data. */
function readValue(data: Buffer, type: number, offset: number, count: number): string | null {
  if (count < 1) return null;
  if (type === int32) return offset + 4 > data.length ? null : String(data.readUInt32BE(offset));
  if (!strings.has(type) || offset >= data.length) return null;
  const end = data.indexOf(0, offset);
  return end === -1 || end - offset > maxText ? null : data.toString('utf8', offset, end);
}

const maxProblems = 100;

/** The packages of all headers of a database; a header that cannot be read is a problem and hides no other. */
export function readHeaders(blobs: Iterable<Buffer | string>): RpmDatabase {
  const packages: RpmPackage[] = [];
  const problems: string[] = [];
  for (const blob of blobs) {
    const found = typeof blob === 'string' ? blob : readHeader(blob);
    if (typeof found === 'string') {
      if (problems.length < maxProblems && !problems.includes(found)) problems.push(found);
    } else if (found.name !== 'gpg-pubkey') packages.push(found);
  }
  return { packages, problems };
}

/** Name, version and release of `NAME-VERSION-RELEASE.src.rpm`; null when it is no such name. */
export function readSourceRpm(file: string): { name: string; version: string; release: string } | null {
  const match = /^(.+)-([^-]+)-([^-]+)\.(?:no)?src\.rpm$/.exec(file);
  return match === null ? null : { name: match[1]!, version: match[2]!, release: match[3]! };
}
