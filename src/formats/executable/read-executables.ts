import { readElf } from './elf.ts';
import { type Executable, type RandomAccess } from './executable.ts';
import { fatParts, readMachO } from './mach-o.ts';
import { readPe } from './pe.ts';

export interface ExecutablesRead {
  /** One for each architecture; empty for what is none, or cannot be read. */
  readonly executables: readonly Executable[];
  /** Why a part of what it holds may not have been seen. */
  readonly faults: readonly string[];
}

const nothing: ExecutablesRead = { executables: [], faults: [] };
const read = new WeakMap<RandomAccess, ExecutablesRead>();

/** Whether the first four bytes are those of ELF, PE (and DOS), Mach-O (and a class of Java). */
export function startsLikeExecutable(first: Buffer): boolean {
  return kindOf(first) !== null;
}

function kindOf(first: Buffer): 'elf' | 'pe' | 'mach-o' | 'fat' | null {
  if (first.length < 4) return null;
  if (first[0] === 0x4d && first[1] === 0x5a) return 'pe';
  switch (first.readUInt32BE(0)) {
    case 0x7f454c46:
      return 'elf';
    case 0xfeedface:
    case 0xfeedfacf:
    case 0xcefaedfe:
    case 0xcffaedfe:
      return 'mach-o';
    case 0xcafebabe:
    case 0xcafebabf:
      return 'fat';
    default:
      return null;
  }
}

/**
 * What the headers of a file say; only they are read. Asked again for the same bytes, the answer is
 * the one that was given, as several readers look into one file. Never throws.
 */
export function readExecutables(bytes: RandomAccess): ExecutablesRead {
  const known = read.get(bytes);
  if (known !== undefined) return known;
  const found = readAny(bytes);
  read.set(bytes, found);
  return found;
}

function readAny(bytes: RandomAccess): ExecutablesRead {
  const kind = kindOf(bytes.read(0, 4));
  if (kind === null) return nothing;
  if (kind !== 'fat') return gather([readOne(kind, bytes)]);
  const parts = fatParts(bytes);
  if (parts === null) return nothing;
  if (typeof parts === 'string') return { executables: [], faults: [parts] };
  return gather(
    parts.map((part) =>
      kindOf(part.read(0, 4)) === 'mach-o' ? readMachO(part) : 'holds an architecture that is not Mach-O',
    ),
  );
}

function readOne(kind: 'elf' | 'pe' | 'mach-o', bytes: RandomAccess): Executable | string | null {
  if (kind === 'elf') return readElf(bytes);
  return kind === 'pe' ? readPe(bytes) : readMachO(bytes);
}

function gather(found: readonly (Executable | string | null)[]): ExecutablesRead {
  const executables = found.filter((item) => item !== null && typeof item !== 'string');
  const reasons = found.filter((item) => typeof item === 'string');
  return { executables, faults: [...new Set([...reasons, ...executables.flatMap(({ faults }) => faults)])] };
}
