interface Setting {
  readonly key: string;
  readonly value: string;
}

/** Variables that hold the version of the program, and not of a thing it brings: `main.version`, `pkg/version.gitVersion`. */
const versionVariable = /^(?:app|build|git|release|full)?_?(?:version|tag)$/i;
const release = /^v?((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?)(?:\+[0-9A-Za-z.-]+)?$/;
/** What `git describe` writes behind a tag: so many commits after it, at a state that is no release. */
const described = /-\d+-g[0-9a-f]{7,}(?:-dirty)?$|-dirty$/;

/**
 * The version that the builder gave the program with `-ldflags "-X main.version=1.2.3"`. Only where all
 * that was given in variables of the program's own module is one release, and one that its path allows:
 * `/v2` is major version 2, a path without one is any (release tags of programs often outgrow the path).
 *
 * @returns null where nothing, or more than one thing, is said
 */
export function linkedVersion(module: string, settings: readonly Setting[]): string | null {
  const flags = settings.filter(({ key }) => key === '-ldflags').map(({ value }) => value);
  const versions = new Set<string>();
  for (const [variable, value] of flags.flatMap((text) => assignments(words(text)))) {
    const dot = variable.lastIndexOf('.');
    const place = variable.slice(0, dot);
    const isOwn = place === 'main' || place === module || place.startsWith(`${module}/`);
    if (!isOwn || !versionVariable.test(variable.slice(dot + 1))) continue;
    const match = described.test(value) ? null : release.exec(value);
    if (match === null) return null;
    versions.add(`v${match[1]}`);
  }
  const [version] = versions;
  if (version === undefined || versions.size > 1) return null;
  const major = /(?:\/|\.)v(\d+)$/.exec(module)?.[1];
  return major === undefined || version.startsWith(`v${major}.`) ? version : null;
}

/** Pairs of `-X variable=value`, the linker's own forms: `-X a.b=c`, `-X=a.b=c`, `--X …`. */
function assignments(list: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let index = 0; index < list.length; index++) {
    const word = list[index]!.replace(/^--/, '-');
    const text = word === '-X' ? list[++index] : word.startsWith('-X=') ? word.slice(3) : undefined;
    const equals = text?.indexOf('=') ?? -1;
    if (text !== undefined && equals > 0) found.push([text.slice(0, equals), text.slice(equals + 1)]);
  }
  return found;
}

/** As the go command splits flags: at spaces, a word in quotes of either kind is one (cmd/internal/quoted). */
function words(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare!);
}
