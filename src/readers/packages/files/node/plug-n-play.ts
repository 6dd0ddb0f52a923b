import type { Located } from '../../../../model/located.ts';
import { bytesOf, type FileBytes } from '../analyser.ts';
import { jsonObjectOf, textOf } from '../content.ts';
import { quoted, type Listing } from '../listing.ts';
import { readLocator } from './locator.ts';
import { npmPackage } from './npm-package.ts';

/**
 * Lists what the table of Yarn's Plug'n'Play names, which stands for `node_modules` there: a JSON file, or a
 * program that holds the JSON (https://yarnpkg.com/advanced/pnp-spec).
 */
export function listPlugNPlay(path: string, bytes: FileBytes, listing: Listing): void {
  let table: Located | string | null;
  if (path.endsWith('.json')) table = jsonObjectOf(bytes);
  else {
    const text = textOf(bytes);
    const json = stateOf(text);
    // Yarn 1 writes no such state, and unpacks each package into a `node_modules` of its own. A program
    // without a state that names the JSON file beside it reads that one.
    if (json === null && (text.includes('packageInformationStores') || text.includes('.pnp.data.json'))) return;
    table = json === null ? 'holds no table of packages that is understood' : jsonObjectOf(bytesOf(Buffer.from(json)));
  }
  if (typeof table === 'string') {
    listing.say(table);
    return;
  }
  const registry = table.get('packageRegistryData');
  if (!registry.isList) {
    listing.say('has no list packageRegistryData');
    return;
  }
  listRegistry(registry, listing);
}

function listRegistry(registry: Located, listing: Listing): void {
  const known = new Set<string>();
  for (const item of registry.items()) {
    const [nameAt, references] = item.items();
    // The project itself has no name here.
    if (nameAt?.value === null) continue;
    const name = nameAt?.string().value;
    if (name === undefined || references?.isList !== true) {
      listing.say('is no name with a list of references', item.path);
      continue;
    }
    for (const one of references.items()) {
      const reference = one.items()[0]?.string().value;
      if (reference === undefined) {
        listing.say(`a reference of ${quoted(name)} is no text`, one.path);
        continue;
      }
      const referred = readLocator(name, reference);
      if ('own' in referred) continue;
      if ('because' in referred) listing.say(`${quoted(name)} ${referred.because}`, one.path);
      else if (!known.has(`${referred.name}@${referred.version}`)) {
        known.add(`${referred.name}@${referred.version}`);
        listing.add({ ...npmPackage(referred.name, referred.version, []), place: one.path });
      }
    }
  }
}

/**
 * The JSON that a `.pnp.cjs` of Yarn 2 and later holds: a quoted text since Yarn 3, an argument before. What
 * ends in the middle is no JSON, and said to be none.
 */
function stateOf(text: string): string | null {
  const raw = /\b(?:RAW_RUNTIME_STATE\s*=\s*|return hydrateRuntimeState\(JSON\.parse\()'/.exec(text);
  if (raw !== null) {
    const from = raw.index + raw[0].length;
    return text.slice(from, endOfQuote(text, from)).replaceAll(/\\(\r\n|[^])/g, unescaped);
  }
  const call = /\breturn hydrateRuntimeState\(\s*(?=\{)/.exec(text);
  if (call === null) return null;
  const from = call.index + call[0].length;
  return text.slice(from, endOfObject(text, from));
}

/** Yarn escapes backslashes, quotes and line ends, and nothing else. */
function unescaped(_all: string, char: string): string {
  return char === '\n' || char === '\r\n' ? '' : char;
}

function endOfQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 39) return at;
  }
  return text.length;
}

function endOfObject(text: string, from: number): number {
  let depth = 0;
  let quote = false;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) quote = !quote;
    else if (quote) {
      if (code === 92) at++;
    } else if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return at + 1;
  }
  return text.length;
}
