import { formatPurl } from '../../../../formats/purl/purl.ts';
import type { Located } from '../../../../model/located.ts';
import type { FileAnalyser, FileWant } from '../analyser.ts';
import { jsonOf, textAt } from '../content.ts';
import { Listing } from '../listing.ts';

const list: FileWant = { limit: 64 * 2 ** 20 };

/** Packages that Composer installed, by the list that it keeps beside them. */
export const phpAnalyser: FileAnalyser = {
  name: 'php',
  version: 1,
  wants: (path) => (path.endsWith('composer/installed.json') && /(?:^|\/)composer\/[^/]+$/.test(path) ? list : null),
  read(_path, bytes) {
    const listing = new Listing();
    const root = jsonOf(bytes);
    if (typeof root === 'string') listing.say(root);
    else {
      // A list up to Composer 1, an object with `packages` since Composer 2.
      const packages = root.isList ? root : root.get('packages');
      if (packages.isList) for (const one of packages.items()) listOne(one, listing);
      else listing.say('has no list of packages');
    }
    return listing.found;
  },
};

function listOne(one: Located, listing: Listing): void {
  const place = one.path;
  const name = textAt(one.get('name'));
  const version = textAt(one.get('version'));
  if (name.fault !== null || version.fault !== null) {
    listing.say(name.fault === null ? `the version ${version.fault}` : `the name ${name.fault}`, place);
    return;
  }
  const slash = name.text.indexOf('/');
  listing.add({
    name: name.text,
    version: version.text,
    type: 'composer',
    ecosystem: 'Packagist',
    // Names are compared without regard to case there, and a purl has them in lower case.
    purl: formatPurl({
      type: 'composer',
      namespace: name.text.slice(0, Math.max(slash, 0)).toLowerCase(),
      name: name.text.slice(slash + 1).toLowerCase(),
      version: version.text,
    }),
    licenses: licensesOf(one.get('license')),
    place,
  });
}

/** A text, or a list of which one may be chosen. */
function licensesOf(field: Located): readonly string[] {
  const stated = (field.isList ? field.items() : [field]).map((one) => textAt(one).text);
  return [...new Set(stated.filter((text) => text !== ''))];
}
