import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { FileAnalyser, FileWant } from '../analyser.ts';
import { textOf } from '../content.ts';
import { Listing } from '../listing.ts';
import { readGemSpecification } from './gem-specification.ts';

/** One that names thousands of files has some hundred KB. */
const specification: FileWant = { limit: 8 * 2 ** 20 };
/** Where RubyGems keeps what is installed, and Bundler what it fetched with git. */
const installed = /(?:^|\/)(?:specifications\/(?:default\/)?|bundler\/gems\/(?:[^/]+\/){1,3})[^/]+\.gemspec$/;

/** Gems as installed, Ruby's own among them, by the specifications that RubyGems and Bundler write. */
export const rubyAnalyser: FileAnalyser = {
  name: 'ruby',
  version: 1,
  wants: (path) => (path.endsWith('.gemspec') && installed.test(path) ? specification : null),
  read(path, bytes) {
    const listing = new Listing();
    const stated = readGemSpecification(textOf(bytes));
    for (const problem of stated.problems) listing.say(problem);
    const file = stated.name === null || stated.version === null ? namedBy(path) : null;
    const name = stated.name ?? file?.name;
    const version = stated.version ?? file?.version;
    if (name === undefined || version === undefined) {
      listing.say('does not state name and version in a form that is understood, and its own name does not tell them');
      return listing.found;
    }
    const platform = stated.platform === 'ruby' ? (file?.platform ?? 'ruby') : stated.platform;
    listing.add({
      name,
      version,
      type: 'gem',
      ecosystem: 'RubyGems',
      purl: formatPurl({
        type: 'gem',
        name,
        version,
        qualifiers: { platform: platform === 'ruby' ? undefined : platform },
      }),
      licenses: [...new Set(stated.licenses.map((text) => text.trim()).filter((text) => text !== ''))],
      ...(stated.line === 0 ? {} : { line: stated.line }),
    });
    return listing.found;
  },
};

/**
 * `nokogiri-1.15.4-x86_64-linux.gemspec`: name, version and platform. Null when there is more than one way
 * to read it: `a-2-1.0` may be a 2, or a-2 1.0. A specification that Bundler took from git is named without a
 * version.
 */
export function namedBy(
  path: string,
): { readonly name: string; readonly version: string; readonly platform: string } | null {
  const base = path.slice(path.lastIndexOf('/') + 1, -'.gemspec'.length);
  const parts = base.split('-');
  const starts = parts.flatMap((part, at) => (at > 0 && /^\d+(?:\.[0-9A-Za-z]+)*$/.test(part) ? [at] : []));
  const [at] = starts;
  if (at === undefined || starts.length > 1) return null;
  const platform = parts.slice(at + 1).join('-');
  return { name: parts.slice(0, at).join('-'), version: parts[at]!, platform: platform || 'ruby' };
}
