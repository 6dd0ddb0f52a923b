import type { FileFound, FilePackage, FileProblem } from './analyser.ts';

/** In characters. No registry takes longer names or versions; hostile files have them. */
const longest = 1024;
/** Of one file; a hostile one has a million. */
const maxProblems = 100;

/** Gathers what one file tells: a package is listed when it has a name and a version, or else a problem. */
export class Listing {
  readonly packages: FilePackage[] = [];
  readonly problems: FileProblem[] = [];

  get found(): FileFound {
    return { packages: this.packages, problems: this.problems };
  }

  add(found: FilePackage): void {
    const fault = faultOf('name', found.name) ?? faultOf('version', found.version);
    if (fault === null) this.packages.push(found);
    else this.say(found.name === '' ? fault : `${quoted(found.name)}: ${fault}`, found.place);
  }

  say(because: string, place?: string): void {
    if (this.problems.length < maxProblems) this.problems.push({ because, ...(place === undefined ? {} : { place }) });
    else if (this.problems.length === maxProblems)
      this.problems.push({ because: 'has more such faults than are told' });
  }
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
