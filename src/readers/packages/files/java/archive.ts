import {
  countOverlaps,
  locateZipDirectory,
  readZipEntries,
  type ZipEntry,
} from '../../../../formats/zip-archive/directory.ts';
import { locateZipBody, readZipEntry } from '../../../../formats/zip-archive/entry.ts';
import { partOf, readNow } from '../../../../formats/zip-archive/reading.ts';
import type { FileBytes } from '../analyser.ts';
import type { Listing } from '../listing.ts';
import { limits, type Budget } from './limits.ts';
import { isArchiveName } from './names.ts';

/** What lies in one archive, that in archives in it left out. */
export interface Contents {
  readonly manifest: ZipEntry | null;
  /** pom.properties and pom.xml, wherever they lie. */
  readonly poms: readonly ZipEntry[];
  readonly classes: readonly string[];
  /** True for anything that a virtual machine or a script engine could run. */
  readonly hasCode: boolean;
  readonly nested: readonly ZipEntry[];
}

const pom = /(?:^|\/)META-INF\/maven\/[^/]+\/[^/]+\/pom\.(?:properties|xml)$/;
const code = /\.(?:class|clj|cljc|groovy|bsh|kts|js|jsp|jspx|py|rb|so|dll|dylib|jnilib|dex)$/;

/** Reads the directory of an archive; null when it has none. What is wrong with it is told. */
export function readContents(bytes: FileBytes, say: (because: string) => void, budget: Budget): Contents | string {
  const directory = readNow(locateZipDirectory(bytes.size, limits.directoryBytes), bytes);
  if (typeof directory === 'string') return directory;
  for (const fault of directory.faults) say(`is a zip that ${fault}`);
  const entries: ZipEntry[] = [];
  for (const entry of readZipEntries(bytes.read(directory.start, directory.size), directory)) {
    if (typeof entry === 'string') say(`is a zip of which ${entry.slice(0, 200)}`);
    else if (budget.entries-- > 0) entries.push(entry);
    else {
      say(`holds more than ${limits.entries} entries, with those of archives in it; the rest was not looked at`);
      break;
    }
  }
  const overlaps = countOverlaps(entries, directory);
  if (overlaps > 0) say(`is a zip of which ${overlaps} entries lie over others`);
  return sorted(entries, say);
}

function sorted(entries: readonly ZipEntry[], say: (because: string) => void): Contents {
  const named = new Set<string>();
  const poms: ZipEntry[] = [];
  const nested: ZipEntry[] = [];
  const classes: string[] = [];
  let manifest: ZipEntry | null = null;
  let hasCode = false;
  for (const entry of entries) {
    const { name } = entry;
    if (name.endsWith('.class')) {
      classes.push(name);
      hasCode = true;
      continue;
    }
    const isManifest = name.length === 20 && name.toUpperCase() === 'META-INF/MANIFEST.MF';
    if (isManifest) manifest ??= entry;
    else if (pom.test(name)) poms.push(entry);
    else if (isArchiveName(name)) nested.push(entry);
    else {
      hasCode ||= code.test(name);
      continue;
    }
    if (named.has(name)) say(`has ${name.slice(0, 200)} twice: which of them counts depends on the reader`);
    named.add(name);
  }
  return { manifest, poms, classes, hasCode, nested };
}

/** A text of an archive; null, with a problem, when it cannot be read. */
export function readText(bytes: FileBytes, entry: ZipEntry, listing: Listing, place: string): string | null {
  if (entry.size > limits.textBytes || entry.stored > limits.textBytes) {
    listing.say(`was not read: it is ${entry.size} bytes large`, place);
    return null;
  }
  const body = readNow(readZipEntry(entry), bytes);
  if (typeof body !== 'string') return body.toString();
  listing.say(body, place);
  return null;
}

/**
 * Has an archive in an archive read: where it lies when it is stored, else unpacked in memory. A string
 * says why it is not.
 */
export function withNested(
  bytes: FileBytes,
  entry: ZipEntry,
  budget: Budget,
  read: (nested: FileBytes) => void,
): string | null {
  if (entry.method === 'stored') {
    const start = readNow(locateZipBody(entry), bytes);
    if (typeof start === 'string') return start;
    if (start + entry.stored > bytes.size) return 'is cut';
    read(partOf(bytes, start, entry.stored));
    return null;
  }
  const cost = entry.size + entry.stored;
  if (cost > budget.held) return `was not read: it and those around it unpack to more than ${limits.heldBytes} bytes`;
  if (entry.size > budget.inflated) {
    return `was not read: the archives in this file unpack to more than ${limits.inflatedBytes} bytes`;
  }
  budget.inflated -= entry.size;
  const body = readNow(readZipEntry(entry), bytes);
  if (typeof body === 'string') return body;
  budget.held -= cost;
  read({ size: body.length, read: (offset, length) => body.subarray(offset, offset + length) });
  budget.held += cost;
  return null;
}
