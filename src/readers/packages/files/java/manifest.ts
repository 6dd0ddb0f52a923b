/**
 * Main section of a META-INF/MANIFEST.MF by name in lower case (JAR File Specification, "Manifest
 * Specification"). A line that starts with a space continues the one before.
 */
export function readManifest(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let name = '';
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    if (line === '') {
      if (found.size > 0) break;
      continue;
    }
    if (line.startsWith(' ')) {
      if (name !== '') found.set(name, found.get(name)! + line.slice(1));
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) {
      name = '';
      continue;
    }
    name = line.slice(0, colon).toLowerCase();
    found.set(name, line.slice(colon + 1).replace(/^ /, ''));
  }
  for (const [key, value] of found) found.set(key, value.trim());
  return found;
}

/** Names of licences in Bundle-License (OSGi Core §3.2.1.11): `Apache-2.0;link="…",MIT`. */
export function bundleLicenses(value: string): readonly string[] {
  return clausesOf(value)
    .map((clause) => clause.split(';')[0]!.trim().replaceAll('"', ''))
    .filter((name) => name !== '' && name !== '<<EXTERNAL>>');
}

/** Commas within quotes part nothing. In one pass: a manifest may have a million of them. */
function clausesOf(value: string): string[] {
  const clauses: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '"') quoted = !quoted;
    else if (value[at] === ',' && !quoted) {
      clauses.push(value.slice(start, at));
      start = at + 1;
    }
  }
  return [...clauses, value.slice(start)];
}
