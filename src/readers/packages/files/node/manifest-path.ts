/**
 * Folders in which packages keep what they never load. A package.json below one of them, inside of an
 * installed package, was written to test how packages are found.
 */
const fixtures = new Set(
  (
    'test tests __tests__ spec specs __spec__ testdata test-data fixture fixtures __fixtures__ test-fixtures ' +
    'mocks __mocks__ example examples demo benchmark benchmarks'
  ).split(' '),
);

/** Where Debian puts packages of Node, which its `node` looks into. */
const debian = /^usr\/(share|lib(\/[^/]+-linux-[^/]+)?)\/nodejs\//;
/** Package managers that images and Corepack unpack on their own: `opt/yarn-v1.22.22`, `corepack/v1/pnpm/9.1.0`. */
const managers = /(?:^|\/)(?:yarn-v?\d[^/]*|usr\/share\/yarn|corepack(?:\/v\d+)?\/(?:npm|pnpm|yarn)\/\d[^/]*)$/;
/** Fedora keeps those of each version of Node apart: `usr/lib/node_modules_22`. */
const versioned = /^node_modules_\d+$/;
/** Where Deno keeps what it loads: `deno-dir/npm/registry.npmjs.org/chalk/5.3.0`. */
const deno = /(?:^|\/)npm\/registry\.npmjs\.org\/(?:@[^/]+\/)?[^/@][^/]*\/\d[^/]*$/;
/** Where Yarn's pnpm linker keeps a package: `node_modules/.store/lodash-npm-4.17.21-6382451519/package`. */
const store = /(?:^|\/)node_modules\/\.store\/([^/]+)\/package$/;

/**
 * The name under which the folder of a package.json was installed; null when nothing was installed there.
 * Empty when the folder does not tell.
 *
 * A package stands directly below a `node_modules`, in its scope's folder if it has one. Names do not begin
 * with a dot: such folders are caches and the stores of package managers, which hold a `node_modules` of their
 * own (`.pnpm/a@1.0.0/node_modules/a`).
 *
 * @param path ends in `/package.json`
 */
export function installedAs(path: string): string | null {
  const end = path.length - '/package.json'.length;
  const name = segmentBefore(path, end);
  let above = end - name.length - 1;
  let parent = segmentBefore(path, above);
  let full = name;
  if (parent.startsWith('@')) {
    full = `${parent}/${name}`;
    above -= parent.length + 1;
    parent = segmentBefore(path, above);
  }
  if (parent === 'node_modules' || versioned.test(parent)) {
    const first = name.charCodeAt(0);
    // `.bin`, and `@types/package.json`, where `@types` is but the folder of a scope.
    if (first === 46 || first === 64) return null;
    return isFixture(path, above) ? null : full;
  }
  if (parent === 'nodejs' && debian.test(path)) return debian.exec(path)![0].length === above + 1 ? full : null;
  const folder = path.slice(0, end);
  if (name === 'package' && store.test(folder)) return '';
  if (folder.includes('npm/registry.') && deno.test(folder)) return '';
  return (folder.includes('yarn') || folder.includes('corepack')) && managers.test(folder) ? '' : null;
}

/** Empty when there is none. */
function segmentBefore(path: string, end: number): string {
  return end <= 0 ? '' : path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

/** Whether a folder of tests lies between this `node_modules` and the package that holds it. */
function isFixture(path: string, end: number): boolean {
  const outer = /(?:^|\/)node_modules(?:_\d+)?\//.exec(path)!.index;
  const segments = path.slice(outer, end).replace(/^\//, '').split('/');
  for (let at = 0; at < segments.length; at++) {
    // Packages themselves may be called `test`.
    if (at === 0 || segments[at] === 'node_modules') at += segments[at + 1]?.startsWith('@') === true ? 2 : 1;
    else if (fixtures.has(segments[at]!)) return true;
  }
  return false;
}
