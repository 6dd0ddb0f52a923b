import type { Located } from '../../../../model/located.ts';
import type { FileAnalyser, FileBytes, FileWant } from '../analyser.ts';
import { jsonObjectOf, textAt } from '../content.ts';
import { Listing } from '../listing.ts';
import { installedAs } from './manifest-path.ts';
import { npmPackage } from './npm-package.ts';
import { listPlugNPlay } from './plug-n-play.ts';

/** The largest published ones have some hundred KB, most of it what old versions of npm added. */
const manifest: FileWant = { limit: 8 * 2 ** 20 };
/** That of a project of 5,000 packages has some ten MB. */
const table: FileWant = { limit: 64 * 2 ** 20 };

/**
 * Packages of Node as installed: by the package.json of each folder below a `node_modules`, as npm sees
 * them, and by the table of Yarn's Plug'n'Play. Manifests of applications, which are no dependencies, and lock
 * files, which may list what is not there, are not read.
 */
export const nodeAnalyser: FileAnalyser = {
  name: 'node',
  version: 1,
  wants(path) {
    if (path.endsWith('/package.json')) return installedAs(path) === null ? null : manifest;
    if (path.endsWith('.pnp.cjs') || path.endsWith('.pnp.data.json') || path.endsWith('.pnp.js')) {
      return /(?:^|\/)\.pnp\.(?:cjs|js|data\.json)$/.test(path) ? table : null;
    }
    return null;
  },
  read(path, bytes) {
    const listing = new Listing();
    if (path.endsWith('/package.json')) listManifest(path, bytes, listing);
    else listPlugNPlay(path, bytes, listing);
    return listing.found;
  },
};

/**
 * npm takes the name of the manifest, and that of the folder where it has none: the folder of an alias is
 * called otherwise (`npm install old@npm:lodash@3`).
 */
function listManifest(path: string, bytes: FileBytes, listing: Listing): void {
  const root = jsonObjectOf(bytes);
  if (typeof root === 'string') {
    listing.say(root);
    return;
  }
  const name = textAt(root.get('name'));
  const version = textAt(root.get('version'));
  if (name.fault !== null) listing.say(`the name ${name.fault}`, 'name');
  if (version.fault !== null) listing.say(`the version ${version.fault}`, 'version');
  else listing.add(npmPackage(name.text || (installedAs(path) ?? ''), version.text, licensesOf(root)));
}

/** `license: "MIT"`, the older `license: {type: "MIT", url}` and `licenses: [{type: "MIT"}, …]`, and their mixtures. */
function licensesOf(root: Located): readonly string[] {
  const found = new Set<string>();
  for (const field of [root.get('license'), root.get('licenses')]) {
    for (const one of field.isList ? field.items() : [field]) {
      const text = textAt(one).text || textAt(one.get('type')).text || textAt(one.get('name')).text;
      if (text !== '') found.add(text);
    }
  }
  return [...found];
}
