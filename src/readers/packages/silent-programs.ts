import type { FoundPackage, SilentProgram } from './file-packages.ts';
import type { InstalledFile } from './os/owners.ts';

/** Where the files of a package lie, by the file that lists it: only below these, and in its layer, what is there came with it. */
const homes: readonly (readonly [list: RegExp, homeOf: (found: RegExpExecArray, version: string) => string])[] = [
  [/^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/, ([, folder]) => folder!],
  [/^((?:.*\/)?(?:site|dist)-packages)\/[^/]+\.(?:dist|egg)-info(?:\/|$)/, ([, folder]) => folder!],
  [/^((?:.*\/)?)specifications\/(?:default\/)?([^/]+)\.gemspec$/, ([, top, gem]) => `${top}gems/${gem}`],
  [/^((?:.*\/)?vendor)\/composer\/installed\.json$/, ([, folder]) => folder!],
  // A Java home, and a shared framework of .NET with the host that starts it.
  [/^(.+)\/release$/, ([, folder]) => folder!],
  [/^(.+)\/shared\/Microsoft\.[A-Za-z]+\.App\/[^/]+\/[^/]+\.deps\.json$/, ([, folder]) => folder!],
  // What starts an application of .NET lies beside its list, under its name.
  [/^(.+)\.deps\.json$/, ([, program]) => program!],
  // Modules in C of the library that comes with an interpreter, not those that were installed beside them.
  [/^((?:.*\/)?)bin\/(python3\.\d+)$/, ([, top, python]) => `${top}lib/${python}/lib-dynload`],
  [
    /^((?:.*\/)?)bin\/ruby$/,
    ([, top], version) => `${top}lib/ruby/${version.split('.').slice(0, 2).join('.')}.0/${architecture}`,
  ],
];

/** Stands for the folder of an architecture, `x86_64-linux`. */
const architecture = '*';

/** Assemblies of an application of .NET stand in its list, and lie beside it. */
const dotnetList = /^((?:.*\/)?)[^/]+\.deps\.json$/;

/** Programs and libraries that lie in no folder of a package that was found: who may own them is to be asked. */
export function outsidePackages(
  programs: readonly SilentProgram[],
  packages: readonly FoundPackage[],
): readonly SilentProgram[] {
  if (programs.length === 0) return programs;
  const folders = new Set<string>();
  const assemblies = new Set<string>();
  const seen = new Set<string>();
  for (const { file, fileLayer, version } of packages) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const [list, homeOf] of homes) {
      const found = list.exec(file);
      if (found !== null) folders.add(`${fileLayer} ${homeOf(found, version)}`);
    }
    const dotnet = dotnetList.exec(file);
    if (dotnet !== null) assemblies.add(`${fileLayer} ${dotnet[1]!}`);
  }
  if (folders.size === 0) return programs;
  const known = new Map<string, boolean>();
  const isOwn = (file: string, layer: number): boolean => {
    const folder = `${layer} ${file.slice(0, file.lastIndexOf('/') + 1)}`;
    if (folders.has(`${layer} ${file}`) || (file.endsWith('.dll') && assemblies.has(folder))) return true;
    let within = known.get(folder);
    if (within === undefined) known.set(folder, (within = isWithin(folder, folders)));
    return within;
  };
  // A name in the folder of a package says nothing of another one elsewhere.
  return programs.filter(({ files, fileLayer }) => !files.every((file) => isOwn(file, fileLayer)));
}

/** What gems build lies apart from them, and Ruby's own by architecture. */
const built = /(^\d+ |\/)extensions\/[^/]+\/[^/]+\//;
const ofRuby = /((?:^\d+ |\/)lib\/ruby\/\d+\.\d+\.\d+)\/[^/]+(?=\/)/;

/** @param folder that the file lies in, with its `/`, behind the number of the layer */
function isWithin(folder: string, folders: ReadonlySet<string>): boolean {
  const names = [folder, folder.replace(built, '$1gems/'), folder.replace(ofRuby, `$1/${architecture}`)];
  return names.some((name) => {
    for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1))
      if (folders.has(name.slice(0, end))) return true;
    return false;
  });
}

/** Each name of each program as a file that a package may have installed. */
export function namesOf(programs: readonly SilentProgram[]): InstalledFile[] {
  return programs.flatMap(({ files, ...rest }) => files.map((file) => ({ file, ...rest })));
}
