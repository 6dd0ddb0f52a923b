import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { Located } from '../../../../model/located.ts';
import type { FileAnalyser, FilePackage, FileWant } from '../analyser.ts';
import { jsonObjectOf, textAt } from '../content.ts';
import { Listing, quoted } from '../listing.ts';

const dependencies: FileWant = { limit: 64 * 2 ** 20 };
/** Where the runtime of all applications lies: `usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/…`. */
const shared = /(?:^|\/)shared\/(Microsoft\.[A-Za-z]+\.App)\/(\d[^/]*)\/[^/]+$/;

/**
 * Packages of NuGet that a .NET application was built with, by its dependency manifest, and the shared
 * frameworks (https://github.com/dotnet/sdk, runtime-configuration-file.md). A package may be listed whose
 * files the framework replaces.
 */
export const dotnetAnalyser: FileAnalyser = {
  name: 'dotnet',
  version: 1,
  wants: (path) => (path.endsWith('.deps.json') ? dependencies : null),
  read(path, bytes) {
    const listing = new Listing();
    const [, framework, version] = shared.exec(path) ?? [];
    if (framework !== undefined) listing.add(nugetPackage(framework, version!));
    const root = jsonObjectOf(bytes);
    if (typeof root === 'string') listing.say(root);
    else {
      const libraries = root.get('libraries');
      if (libraries.isMap) for (const [key, value] of libraries.entries()) listLibrary(key, value, listing);
      else listing.say('has no libraries');
      if (framework !== undefined) listRuntime(root, framework, version!, listing);
    }
    return listing.found;
  },
};

function listLibrary(key: string, library: Located, listing: Listing): void {
  const type = textAt(library.get('type'));
  const slash = key.lastIndexOf('/');
  switch (type.text.toLowerCase()) {
    case 'package':
    case 'runtimepack': {
      if (slash === -1) listing.say(`${quoted(key)} names no version`, library.path);
      else {
        // The SDK puts this before the name of a package that holds the runtime itself.
        const name = key.slice(0, slash).replace(/^runtimepack\./, '');
        listing.add({ ...nugetPackage(name, key.slice(slash + 1)), place: library.path });
      }
      return;
    }
    // The application itself, and files that came with it or with the framework: none of a registry.
    case 'project':
    case 'msbuildproject':
    case 'reference':
    case 'referenceassembly':
    case 'platform':
      return;
    default:
      listing.say(
        `${quoted(key)} is of ${type.text === '' ? 'no type' : `the type ${quoted(type.text)}`}`,
        library.path,
      );
  }
}

/**
 * Advisories name the runtime by the package of its platform, `Microsoft.NETCore.App.Runtime.linux-x64`,
 * which the manifest of a framework lists; where it does not, its target names the platform.
 */
function listRuntime(root: Located, framework: string, version: string, listing: Listing): void {
  const prefix = `${framework}.Runtime.`.toLowerCase();
  if (listing.packages.some(({ name }) => name.toLowerCase().startsWith(prefix))) return;
  const target = root.down('runtimeTarget', 'name');
  const platform = textAt(target).text.split('/')[1];
  if (platform === undefined || !/^[a-z][a-z0-9.-]*$/.test(platform)) return;
  listing.add({ ...nugetPackage(`${framework}.Runtime.${platform}`, version), place: target.path });
}

function nugetPackage(name: string, version: string): FilePackage {
  const purl = formatPurl({ type: 'nuget', name, version });
  return { name, version, type: 'nuget', ecosystem: 'NuGet', purl, licenses: [] };
}
