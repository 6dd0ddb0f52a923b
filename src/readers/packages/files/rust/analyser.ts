import { readExecutables } from '../../../../formats/executable/read-executables.ts';
import { sectionNamed } from '../../../../formats/executable/executable.ts';
import type { FileAnalyser, FileBytes, FileFound } from '../analyser.ts';
import { wantsExecutable } from '../executable-files.ts';
import { Listing } from '../listing.ts';
import { readAuditData } from './audit-data.ts';

/** Programs built by `cargo auditable`: the crates in them, as it wrote them down. */
export const rustPrograms: FileAnalyser = { name: 'rust', version: 1, wants: wantsExecutable, read };

/** The first in ELF, PE and Mach-O alike; the others until version 0.2 of the format's own tools. */
const sections = ['.dep-v0', '.rust-deps-v0', 'rust-deps-v0'] as const;
/** Bytes of compressed data; that of a thousand crates has some 20 kB. */
const longest = 4 << 20;

function read(_path: string, bytes: FileBytes): FileFound {
  const listing = new Listing();
  const listed = new Set<string>();
  // What cannot be read of an executable as such is told by the reader of Go programs.
  for (const executable of readExecutables(bytes).executables) {
    const section = sectionNamed(executable, ...sections);
    if (section === null) continue;
    const found =
      section.size > longest
        ? `has ${section.size} bytes, more than are read`
        : readAuditData(executable.bytes.read(section.offset, section.size));
    if (typeof found === 'string') {
      listing.say(`a Rust program does not tell its crates: its section ${section.name} ${found}`);
      continue;
    }
    for (const item of found) {
      // The architectures of a universal binary are built from the same crates.
      if (!listed.has(item.purl)) listing.add(item);
      listed.add(item.purl);
    }
  }
  return listing.found;
}
