/** Patches of patches; no project nests them deeper. */
const maxNesting = 8;

/** What a reference of Yarn tells: a package, nothing that was installed, or why the version is not known. */
export type Referred =
  | { readonly name: string; readonly version: string }
  | { readonly own: true }
  | { readonly because: string };

/**
 * Reads a locator of Yarn (https://yarnpkg.com/advanced/lexicon#locator): a name and a reference such as
 * `npm:4.17.21`, `virtual:5aa3…#npm:1.0.0`, `patch:resolve@npm%3A1.22.1#…`, `workspace:packages/a`.
 */
export function readLocator(name: string, reference: string, nesting = 0): Referred {
  if (nesting > maxNesting) return { because: 'its reference is nested too deep' };
  const inner = /^virtual:[^#]*#(.*)$/s.exec(reference);
  if (inner !== null) return readLocator(name, inner[1]!, nesting + 1);
  // Parameters stand behind two colons: `npm:1.0.0::__archiveUrl=…`.
  const [bare = ''] = reference.split('::');
  if (/^(?:workspace|link|portal):/.test(bare)) return { own: true };
  if (bare.startsWith('npm:')) {
    const range = bare.slice('npm:'.length);
    const alias = /^((?:@[^/@]+\/)?[^/@]+)@(.+)$/.exec(range);
    return alias === null ? { name, version: range } : { name: alias[1]!, version: alias[2]! };
  }
  const patched = /^patch:([^#]*)/.exec(bare);
  if (patched !== null) {
    const locator = /^((?:@[^/@]+\/)?[^/@]+)@(.+)$/s.exec(decoded(patched[1]!));
    if (locator !== null) return readLocator(locator[1]!, locator[2]!, nesting + 1);
  }
  return { because: `was installed from ${JSON.stringify(reference.slice(0, 200))}, which does not tell its version` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
