/** A package as one ecosystem of advisories names it. */
interface Name {
  readonly ecosystem: string;
  readonly name: string;
}

interface AlsoKnown {
  readonly name: Name;
  readonly as: Name;
  /** The version as the other ecosystem writes it. */
  version(text: string): string;
}

/**
 * Packages of which a second ecosystem speaks. Only whole names stand here: that one program is known
 * elsewhere says nothing about the others of its ecosystem.
 */
const alsoKnown: readonly AlsoKnown[] = [
  {
    // Bitnami packs Node.js as it is released, and the Node.js project says of its releases what is
    // vulnerable in them, often before others have read it.
    name: { ecosystem: 'Bitnami', name: 'node' },
    as: { ecosystem: 'Node.js', name: 'node' },
    // 22.11.0-4 is the fourth packing of 22.11.0. Node.js has no pre-release that is only a number.
    version: (text) => text.replace(/-\d+$/, ''),
  },
];

/** Under which other names advisories speak of a package, with its version as they write it. */
export function otherNames(
  ecosystem: string,
  name: string,
  version = '',
): readonly (Name & { readonly version: string })[] {
  return alsoKnown
    .filter((known) => known.name.ecosystem === ecosystem && known.name.name === name)
    .map((known) => ({ ...known.as, version: known.version(version) }));
}
