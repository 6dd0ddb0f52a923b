import { readExecutables } from '../../../../formats/executable/read-executables.ts';
import { hasGoBuildId, readGoBuildInfo } from '../../../../formats/go-build-info/read-build-info.ts';
import type { FileAnalyser, FileBytes, FileFound } from '../analyser.ts';
import { wantsExecutable } from '../executable-files.ts';
import { Listing } from '../listing.ts';
import { packagesOfProgram } from './packages.ts';

/** Programs that Go built: what is in them, as its linker wrote it down. */
export const goPrograms: FileAnalyser = { name: 'go', version: 1, wants: wantsExecutable, read };

function read(_path: string, bytes: FileBytes): FileFound {
  const { executables, faults } = readExecutables(bytes);
  const listing = new Listing();
  const listed = new Set<string>();
  for (const because of faults) listing.say(`an executable cannot be read: ${because}`);
  for (const executable of executables) {
    const info = readGoBuildInfo(executable);
    if (info === null) {
      if (executable.packed) listing.say('an executable is packed with UPX: what is in it cannot be read');
      else if (hasGoBuildId(executable)) {
        listing.say('a Go program does not tell its modules: it has no build information');
      }
    } else if (typeof info === 'string') listing.say(`a Go program does not tell its modules: ${info}`);
    else {
      const { packages, problems } = packagesOfProgram(info);
      for (const item of packages) {
        // The architectures of a universal binary are built from the same modules.
        if (!listed.has(item.purl)) listing.add(item);
        listed.add(item.purl);
      }
      for (const { because } of problems) listing.say(because);
    }
  }
  return listing.found;
}
