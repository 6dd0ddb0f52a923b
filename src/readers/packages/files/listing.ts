import type { FileFound, FilePackage, FileProblem } from './analyser.ts';

/** In characters. No registry takes longer names or versions; hostile files have them. */
const longest = 1024;
/** Of one file; a hostile one has a million. */
const maxProblems = 100;
/** Of one file; tables of the largest projects name some ten thousand. */
const maxPackages = 100_000;
/** Of one package, and characters of each. */
const maxLicenses = 100;
const longestLicense = 1024;

/** Gathers what one file tells: a package is listed when it has a name and a version, or else a problem. */
export class Listing {
  readonly packages: FilePackage[] = [];
  readonly problems: FileProblem[] = [];
  #full = false;

  get found(): FileFound {
    return { packages: this.packages, problems: this.problems };
  }

  add(found: FilePackage): void {
    const fault = faultOf('name', found.name) ?? faultOf('version', found.version);
    if (fault === null) {
      if (this.packages.length < maxPackages) this.packages.push({ ...found, licenses: bounded(found.licenses) });
      else if (!this.#full) {
        this.#full = true;
        this.problems.push({ because: `lists more than ${maxPackages} packages; the rest was left out` });
      }
    } else this.say(found.name === '' ? fault : `${quoted(found.name)}: ${fault}`, found.place);
  }

  say(because: string, place?: string): void {
    if (this.problems.length < maxProblems) this.problems.push({ because, ...(place === undefined ? {} : { place }) });
    else if (this.problems.length === maxProblems)
      this.problems.push({ because: 'has more such faults than are told' });
  }
}

/** A licence in full, or a million of them, are no names of licences. */
function bounded(licenses: readonly string[]): readonly string[] {
  return licenses
    .slice(0, maxLicenses)
    .map((text) => (text.length > longestLicense ? `${text.slice(0, longestLicense)}…` : text));
}

function faultOf(what: string, text: string): string | null {
  if (text === '') return `has no ${what}`;
  if (text.length > longest) return `has a ${what} longer than ${longest} characters`;
  if (!text.isWellFormed() || /[\p{Cc}\uFFFD]/u.test(text)) {
    return `has the ${what} ${quoted(text)}, which holds unreadable characters`;
  }
  return null;
}

/** Text of a file inside a sentence. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
