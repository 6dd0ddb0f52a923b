import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';

/**
 * Whether a repository (`docker.io/library/nginx`) is on a list of sources. An entry that ends in
 * `/` stands for everything below it, any other for exactly that repository; both are completed as
 * engines do (`nginx` is `docker.io/library/nginx`). An entry with a tag or digest, or one that is
 * no name, matches nothing: trusting more than was written would be worse.
 */
export function trustList(entries: readonly string[]): (name: string) => boolean {
  const repositories = new Set<string>();
  const prefixes: string[] = [];
  for (const entry of entries) {
    const isPrefix = entry.endsWith('/');
    const reference = parseImageReference(isPrefix ? `${entry}x` : entry);
    if (reference === null || reference.tag !== undefined || reference.digest !== undefined) continue;
    // `docker.io/` is all of it, though a single name there is completed by `library/`.
    if (isPrefix) prefixes.push(`${reference.domain}/` === entry ? entry : reference.name.slice(0, -1));
    else repositories.add(reference.name);
  }
  return (name) => repositories.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}
