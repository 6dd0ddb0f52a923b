import type { GoBuildInfo } from '../../../../formats/go-build-info/read-build-info.ts';
import type { GoModule } from '../../../../formats/go-build-info/parse-modules.ts';
import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { FileFound, FilePackage, FileProblem } from '../analyser.ts';
import { linkedVersion } from './linked-version.ts';

/** What Go writes for a version that nothing gave; no order has a place for it, so that it is never judged. */
const unknownVersion = '(devel)';

/** The main module, all that were built into it, and the standard library. */
export function packagesOfProgram(info: GoBuildInfo): FileFound {
  const packages: FilePackage[] = [];
  const problems: FileProblem[] = [];
  const standard = goVersionOf(info.goVersion);
  packages.push(goPackage('stdlib', standard ?? unknownVersion));
  // Programs of Go's own distribution, of one module: advisories about them speak of the toolchain.
  const isOfGoItself = info.main === null && /^cmd\/[a-z0-9_/]+$/.test(info.path);
  if (isOfGoItself) packages.push(goPackage('toolchain', standard ?? unknownVersion));
  if (info.main === null && info.deps.length === 0 && !isOfGoItself) {
    problems.push({ because: 'a Go program names no modules: it was built without them, or from single files' });
  }
  if (info.main !== null) packages.push(mainPackage(info, info.main));
  for (const dep of info.deps) packages.push(builtPackage(dep));
  return { packages, problems };
}

/**
 * What replaces a module is what was built. A folder that replaces one has no version, nor a name that
 * advisories know: the name that it stands for is kept, at a version that nobody knows.
 */
function builtPackage({ path, version, replace }: GoModule): FilePackage {
  if (replace === undefined) return goPackage(path, version === '' ? unknownVersion : version);
  const isFolder = /^(?:\.{1,2}(?:[/\\]|$)|[/\\]|[A-Za-z]:[/\\])/.test(replace.path);
  if (isFolder || replace.version === '' || replace.version === unknownVersion) return goPackage(path, unknownVersion);
  return goPackage(replace.path, replace.version);
}

/**
 * Of a main module Go knows the version when it was installed by version, or since Go 1.24 from the tag
 * that was checked out. A pseudo-version on v0.0.0 only says that no tag was at hand, as in the shallow
 * clones of build machines: where it stands among releases is not known.
 */
function mainPackage(info: GoBuildInfo, { path, version }: GoModule): FilePackage {
  const isKnown = version !== '' && version !== unknownVersion && !/^v0\.0\.0-(?:\d{14}|[\w.]+\.\d{14})-/.test(version);
  return goPackage(path, isKnown ? version : (linkedVersion(path, info.settings) ?? unknownVersion));
}

/** Paths keep their case, against the letter of the purl type: `github.com/Azure` and `/azure` are two modules to Go. */
function goPackage(name: string, version: string): FilePackage {
  const slash = name.lastIndexOf('/');
  const purl = formatPurl({
    type: 'golang',
    namespace: name.slice(0, Math.max(0, slash)),
    name: name.slice(slash + 1),
    // A version that is not known is left out of a purl.
    version: version === unknownVersion ? '' : version,
  });
  return { name, version, type: 'golang', ecosystem: 'Go', purl, licenses: [] };
}

/**
 * `go1.21.5` is 1.21.5 and `go1.22rc1` is 1.22.0-rc.1, as the Go vulnerability database writes them.
 * What other builders add (`-microsoft`, ` X:boringcrypto`, ` (Red Hat 1.21.5-1)`) is left out.
 *
 * @returns null for a build between releases, `devel go1.23-1f2a…`, which stands nowhere
 */
export function goVersionOf(text: string): string | null {
  const match = /^go(\d+)(?:\.(\d+))?(?:\.(\d+)|(alpha|beta|rc)(\d+))?(?:[-+ ].*)?$/s.exec(text);
  if (match === null) return null;
  const [, major, minor, patch, kind, count] = match;
  if (kind !== undefined) return minor === undefined ? null : `${major}.${minor}.0-${kind}.${count}`;
  return [major, minor, patch].filter((part) => part !== undefined).join('.');
}
