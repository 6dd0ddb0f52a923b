import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { FileAnalyser, FileBytes, FileWant } from '../analyser.ts';
import { jsonObjectOf, textAt, textOf } from '../content.ts';
import { Listing, quoted } from '../listing.ts';
import { readCoreMetadata } from './core-metadata.ts';
import { namedBy, validName } from './named.ts';

/** The description of a project is part of it, and seldom more than some hundred KB. */
const metadata: FileWant = { limit: 8 * 2 ** 20 };
/** These name every file of the package. */
const conda: FileWant = { limit: 64 * 2 ** 20 };
/** A zipped egg is told by its name; what else ends so is not looked at. */
const egg: FileWant = { limit: 256 * 2 ** 20, starts: (first) => first.equals(Buffer.from('PK\x03\x04', 'latin1')) };

/**
 * Distributions of Python as installed: METADATA of a dist-info, PKG-INFO of an egg-info or an egg, and
 * what conda installed, of whatever language.
 */
export const pythonAnalyser: FileAnalyser = {
  name: 'python',
  version: 1,
  wants(path) {
    if (path.endsWith('.dist-info/METADATA')) return metadata;
    if (path.endsWith('/PKG-INFO')) {
      return path.endsWith('.egg-info/PKG-INFO') || path.endsWith('.egg/EGG-INFO/PKG-INFO') ? metadata : null;
    }
    if (path.endsWith('.egg-info')) return metadata;
    if (path.endsWith('.egg')) return egg;
    return path.endsWith('.json') && /(?:^|\/)conda-meta\/[^/]+$/.test(path) ? conda : null;
  },
  read(path, bytes) {
    const listing = new Listing();
    if (path.endsWith('.json')) listConda(bytes, listing);
    else if (path.endsWith('.egg')) listZippedEgg(path, listing);
    else listMetadata(path, bytes, listing);
    return listing.found;
  },
};

function listMetadata(path: string, bytes: FileBytes, listing: Listing): void {
  const stated = readCoreMetadata(textOf(bytes));
  for (const field of stated.twice) listing.say(`states its ${field} twice; the first was taken`);
  const folder = namedBy(path);
  const name = stated.name || (folder?.name ?? '');
  const version = stated.version || (folder?.version ?? '');
  if (name !== '' && !validName.test(name)) {
    listing.say(`names itself ${quoted(name)}, which is no name of a distribution`);
    return;
  }
  listing.add({ ...pypiPackage(name, version, stated.licenses), ...(stated.line === 0 ? {} : { line: stated.line }) });
}

function listZippedEgg(path: string, listing: Listing): void {
  const named = namedBy(path);
  if (named === null) listing.say('is a zipped egg whose name does not tell what it holds');
  else listing.add(pypiPackage(named.name, named.version, []));
}

/** PEP 503 for the name; a purl keeps its dots (https://github.com/package-url/purl-spec, type `pypi`). */
function pypiPackage(name: string, version: string, licenses: readonly string[]) {
  const lower = name.toLowerCase();
  return {
    name: lower.replaceAll(/[-_.]+/g, '-'),
    version,
    type: 'pypi',
    ecosystem: 'PyPI',
    purl: formatPurl({ type: 'pypi', name: lower.replaceAll('_', '-'), version }),
    licenses,
  };
}

/**
 * A package of conda is of whatever language, and named by conda: its `openssl` is none of PyPI, and no
 * advisory is published under these names. Distributions of Python among them have a dist-info as well.
 */
function listConda(bytes: FileBytes, listing: Listing): void {
  const root = jsonObjectOf(bytes);
  if (typeof root === 'string') {
    listing.say(root);
    return;
  }
  const [name, version, license] = ['name', 'version', 'license'].map((key) => textAt(root.get(key)));
  if (name!.fault !== null) listing.say(`the name ${name!.fault}`, 'name');
  if (version!.fault !== null) listing.say(`the version ${version!.fault}`, 'version');
  if (name!.fault !== null || version!.fault !== null) return;
  const text = (key: string): string => textAt(root.get(key)).text;
  const file = text('fn') || text('url');
  listing.add({
    name: name!.text,
    version: version!.text,
    type: 'conda',
    ecosystem: null,
    purl: formatPurl({
      type: 'conda',
      name: name!.text.toLowerCase(),
      version: version!.text,
      qualifiers: {
        build: text('build'),
        channel: channelOf(text('channel'), text('subdir')),
        subdir: text('subdir'),
        type: /\.(tar\.bz2|conda)$/.exec(file)?.[1],
      },
    }),
    licenses: license!.text === '' ? [] : [license!.text],
  });
}

/** `https://repo.anaconda.com/pkgs/main/linux-64` is the channel `pkgs/main`. */
function channelOf(channel: string, subdir: string): string {
  let path = channel.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, '');
  while (path.endsWith('/')) path = path.slice(0, -1);
  return subdir !== '' && path.endsWith(`/${subdir}`) ? path.slice(0, -subdir.length - 1) : path;
}
