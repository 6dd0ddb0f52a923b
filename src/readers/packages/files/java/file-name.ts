/** What the name of an archive tells of it. */
export interface NamedBy {
  readonly artifact: string;
  readonly version: string;
}

/** Longer names tell nothing. */
const longest = 200;

/**
 * Splits `log4j-1.2-api-2.20.0` at its version. A version that the archive states itself shows where;
 * else what looks like one, first of all up to the end of the name, then up to a classifier.
 *
 * @param stem name without its ending
 */
export function splitFileName(stem: string, stated: readonly string[]): NamedBy | null {
  if (stem.length > longest) return null;
  for (const version of stated) {
    for (const separator of ['-', '_', '.']) {
      const at = stem.lastIndexOf(separator + version);
      const rest = stem.slice(at + 1 + version.length);
      if (at > 0 && version !== '' && (rest === '' || rest.startsWith('-'))) {
        return { artifact: stem.slice(0, at), version };
      }
    }
  }
  // `_2.13` and `_3` before a version are Scala's, and part of the name.
  const starts = [...stem.matchAll(/[-_]v?(?=\d)(?!(?<=_)(?:2\.\d\d?|3)-\d)/g)].map(({ index, 0: { length } }) => ({
    artifact: stem.slice(0, index),
    rest: stem.slice(index + length),
  }));
  for (const { artifact, rest } of starts) {
    if (artifact !== '' && looksLikeVersion(rest)) return { artifact, version: rest };
  }
  for (const { artifact, rest } of starts) {
    const [, version, classifier] =
      /^([\d.]+(?:[.-](?:RELEASE|Final|GA|SNAPSHOT))?)-([A-Za-z][\w.-]*)$/.exec(rest) ?? [];
    if (artifact !== '' && version !== undefined && classifier !== undefined) return { artifact, version };
  }
  return null;
}

const qualifier =
  /^(?:alpha|beta|rc|cr|m|milestone|b|snapshot|final|ga|release|jre|android|sp|redhat|incubating|pre|preview|ea|v|r|p|build|java|jdk|patch|hotfix|fork|dev|nightly)\d*$/i;

function looksLikeVersion(text: string): boolean {
  return text
    .split(/[.+_-]/)
    .every((part, at) => (at === 0 ? /^\d+\w*$/ : /^\d\w*$/).test(part) || (at > 0 && qualifier.test(part)));
}
