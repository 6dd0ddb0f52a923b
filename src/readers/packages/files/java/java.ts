import type { ZipEntry } from '../../../../formats/zip-archive/directory.ts';
import type { FileAnalyser, FileBytes, FileWant } from '../analyser.ts';
import { textOf } from '../content.ts';
import { Listing } from '../listing.ts';
import { readContents, withNested } from './archive.ts';
import { faultOf, readPomProperties } from './coordinates.ts';
import { fullBudget, limits, type Budget } from './limits.ts';
import { listArchive } from './list-archive.ts';
import { mavenPackage } from './maven-package.ts';
import { kindByName } from './names.ts';

/** Bytes; above, an archive is a gap. */
const limit = 512 << 20;
const startsLike = (first: Buffer, ...texts: readonly string[]): boolean =>
  texts.some((text) => first.toString('latin1', 0, text.length) === text);
/** A virtual machine opens these whatever stands before the zip. */
const archive: FileWant = { limit };
const zip: FileWant = { limit, starts: (first) => startsLike(first, 'PK') };
/** A program with an archive behind it: a shell script, or a launcher of Windows. */
const program: FileWant = { limit, starts: (first) => startsLike(first, '#!', 'PK') };
const launcher: FileWant = { limit, starts: (first) => startsLike(first, 'MZ') };
const properties: FileWant = { limit: limits.textBytes };
/** No script with an archive behind it is smaller. */
const leastProgram = 4096;
/** An empty zip. */
const leastZip = 22;

/** Packages of Maven in archives of Java, in archives within them, and of applications that lie unpacked. */
export const javaAnalyser: FileAnalyser = {
  name: 'java',
  version: 1,
  wants(path, size, mode) {
    const kind = kindByName(path);
    if (kind !== null) return size < leastZip ? null : kind === 'java' ? archive : zip;
    if (path.endsWith('/pom.properties')) {
      return /(?:^|\/)META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/.test(path) ? properties : null;
    }
    if (size < leastProgram) return null;
    if (path.endsWith('.exe')) return launcher;
    return (mode & 0o111) !== 0 && !path.slice(path.lastIndexOf('/') + 1).includes('.') ? program : null;
  },
  read(path, bytes) {
    const listing = new Listing();
    if (path.endsWith('/pom.properties')) listProperties(bytes, listing);
    else
      readArchive({
        bytes,
        path,
        place: '',
        depth: 1,
        listing,
        budget: fullBudget(),
        isNamed: kindByName(path) !== null,
      });
    return listing.found;
  },
};

/** Of an application that lies unpacked. */
function listProperties(bytes: FileBytes, listing: Listing): void {
  const told = readPomProperties(textOf(bytes));
  const fault = faultOf(told);
  if (fault === null) listing.add(mavenPackage(told, []));
  else listing.say(fault);
}

interface Task {
  readonly bytes: FileBytes;
  /** Path of the file, or name of the entry. */
  readonly path: string;
  /** Where it lies in the file that is read: `BOOT-INF/lib/a.jar!/`. Empty for the file itself. */
  readonly place: string;
  readonly depth: number;
  readonly listing: Listing;
  readonly budget: Budget;
  /** False for a program that may have no archive in it. */
  readonly isNamed: boolean;
}

function readArchive({ bytes, path, place, depth, listing, budget, isNamed }: Task): void {
  const at = place === '' ? undefined : place.slice(0, -2);
  const faults: string[] = [];
  const contents = readContents(bytes, (because) => void faults.push(because), budget);
  if (typeof contents === 'string') {
    // What does not begin like a zip either, no virtual machine takes for an archive.
    if (startsLike(bytes.read(0, 2), 'PK')) listing.say(`is an archive that cannot be read: it ${contents}`, at);
    return;
  }
  const isJava = contents.manifest !== null || contents.classes.length > 0 || contents.nested.length > 0;
  if (!isNamed && !isJava) return;
  for (const because of faults) listing.say(because, at);
  listArchive({ bytes, path, place, contents, listing });
  const nested = (entry: ZipEntry): void => {
    const inside = `${place}${entry.name.slice(0, 1024)}`;
    if (entry.size < leastZip) return;
    if (depth >= limits.depth) {
      listing.say(`was not read: it lies ${depth} archives deep`, inside);
      return;
    }
    const why = withNested(bytes, entry, budget, (part) =>
      readArchive({
        bytes: part,
        path: entry.name,
        place: `${inside}!/`,
        depth: depth + 1,
        listing,
        budget,
        isNamed: true,
      }),
    );
    if (why !== null) listing.say(why, inside);
  };
  for (const entry of contents.nested) {
    if (budget.archives-- <= 0) {
      listing.say(`holds more than ${limits.archives} archives; the rest was not read`);
      break;
    }
    nested(entry);
  }
}
