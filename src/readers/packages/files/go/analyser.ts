import { readExecutables } from '../../../../formats/executable/read-executables.ts';
import { hasGoBuildId, readGoBuildInfo } from '../../../../formats/go-build-info/read-build-info.ts';
import type { FileAnalyser, FileBytes, FileFound, FilePackage, FileProblem } from '../analyser.ts';
import { wantsExecutable } from '../executable-files.ts';
import { packagesOfProgram } from './packages.ts';

/** Programs that Go built: what is in them, as its linker wrote it down. */
export const goPrograms: FileAnalyser = { name: 'go', version: 1, wants: wantsExecutable, read };

function read(_path: string, bytes: FileBytes): FileFound {
  const { executables, faults } = readExecutables(bytes);
  const packages = new Map<string, FilePackage>();
  const problems: FileProblem[] = faults.map((because) => ({ because: `an executable cannot be read: ${because}` }));
  for (const executable of executables) {
    const info = readGoBuildInfo(executable);
    if (info === null) {
      if (executable.packed)
        problems.push({ because: 'an executable is packed with UPX: what is in it cannot be read' });
      else if (hasGoBuildId(executable)) {
        problems.push({ because: 'a Go program does not tell its modules: it has no build information' });
      }
    } else if (typeof info === 'string') problems.push({ because: `a Go program does not tell its modules: ${info}` });
    else {
      const found = packagesOfProgram(info);
      // The architectures of a universal binary are built from the same modules.
      for (const item of found.packages) packages.set(item.purl, item);
      problems.push(...found.problems);
    }
  }
  return { packages: [...packages.values()], problems };
}
