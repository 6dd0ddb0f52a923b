import type { FileAnalyser, FileBytes, FilePackage } from '../../src/readers/packages/files/analyser.ts';

function packagesOf(text: string): FilePackage[] {
  return text
    .split('\n')
    .map((line) => /^([a-z]+) (\S+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, version]) => ({
      name: name!,
      version: version!,
      type: 'generic',
      purl: `pkg:generic/${name}@${version}`,
      licenses: [],
      ecosystem: null,
    }));
}

const whole = (bytes: FileBytes): string => bytes.read(0, bytes.size).toString();

/** Files named `x.list`, of lines `name version`; `?` in one is a problem. */
export const lists: FileAnalyser = {
  name: 'lists',
  version: 1,
  wants: (path) => (path.endsWith('.list') ? { limit: 1000 } : null),
  read: (_path, bytes) => {
    const text = whole(bytes);
    if (text.startsWith('!')) throw new Error('a fault of its own');
    return { packages: packagesOf(text), problems: text.includes('?') ? [{ because: 'holds a question' }] : [] };
  },
};

/** Executable files that start with `PKG:`; read at their end only, where lines of packages stand. */
export const programs: FileAnalyser = {
  name: 'programs',
  version: 1,
  wants: (_path, size, mode) =>
    (mode & 0o111) === 0 || size < 4 ? null : { limit: 5 << 20, starts: (first) => first.toString() === 'PKG:' },
  read: (_path, bytes) => {
    const end = bytes.read(Math.max(0, bytes.size - 100), 100).toString();
    return { packages: packagesOf(end.slice(end.lastIndexOf('\0') + 1)), problems: [] };
  },
};

export const own = [lists, programs];
