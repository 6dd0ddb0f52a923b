import { readExecutables, startsLikeExecutable } from '../../../../formats/executable/read-executables.ts';
import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { FileAnalyser, FileBytes, FileFound, FilePackage, FileProblem, FileWant } from '../analyser.ts';
import { findVersions } from './find-version.ts';
import { programs, type Program } from './programs.ts';
import { isReleaseFile, readReleaseFile, releaseFileLimit } from './release-files.ts';

/** Well-known programs, by the version that they say themselves. */
export const wellKnownPrograms: FileAnalyser = { name: 'programs', version: 2, wants, read };

const executable: FileWant = { limit: 512 << 20, starts: startsLikeExecutable };
const text: FileWant = { limit: releaseFileLimit };
const names = new RegExp(programs.map(({ files }) => files.source).join('|'));

function wants(path: string, size: number): FileWant | null {
  const name = baseName(path);
  if (isReleaseFile(name)) return size > 0 && size <= releaseFileLimit ? text : null;
  return size >= 256 && names.test(name) ? executable : null;
}

function read(path: string, bytes: FileBytes): FileFound {
  const name = baseName(path);
  if (isReleaseFile(name)) return { packages: readReleaseFile(name, bytes.read(0, releaseFileLimit)), problems: [] };
  const packages: FilePackage[] = [];
  const problems: FileProblem[] = [];
  if (readExecutables(bytes).executables.length === 0) return { packages, problems };
  for (const program of programs) {
    const match = program.files.exec(name);
    if (match === null) continue;
    const versions = findVersions(bytes, program, match[1]);
    if (typeof versions === 'string')
      problems.push({ because: `which ${program.name} it is was not found: ${versions}` });
    else if (versions.length === 1) packages.push(packageOf(program, versions[0]!));
    else if (versions.length > 1) {
      problems.push({ because: `which ${program.name} it is cannot be told: it says ${versions.join(' and ')}` });
    }
  }
  return { packages, problems };
}

function packageOf({ name, bitnami }: Program, found: string): FilePackage {
  // The feed has three numbers where PostgreSQL has two.
  const version = bitnami !== undefined && /^\d+\.\d+$/.test(found) ? `${found}.0` : found;
  return {
    name: bitnami ?? name,
    version,
    type: 'generic',
    ecosystem: bitnami === undefined ? null : 'Bitnami',
    purl: formatPurl({ type: 'generic', name, version: found }),
    licenses: [],
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
