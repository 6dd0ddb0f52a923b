import { parseXml, type XmlElement } from '../../../../formats/xml/parse-xml.ts';

/** What a pom.properties or pom.xml says; a part that it does not say is empty. */
export interface Coordinates {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
}

/** Reads `groupId`, `artifactId` and `version` of a pom.properties (java.util.Properties). */
export function readPomProperties(text: string): Coordinates {
  const found = new Map<string, string>();
  for (const line of text.replace(/\\\r?\n[ \t]*/g, '').split(/\r\n|\n|\r/)) {
    const [, key, value] = /^[ \t\f]*(groupId|artifactId|version)[ \t\f]*[=: \t\f][ \t\f]*(.*)$/s.exec(line) ?? [];
    if (key !== undefined) found.set(key, unescaped(value!).trim());
  }
  const value = (key: string): string => found.get(key) ?? '';
  return { group: value('groupId'), artifact: value('artifactId'), version: value('version') };
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, char: string | undefined) =>
    code === undefined ? char! : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Reads a pom.xml, of which group and version may be those of its parent; a string says why it cannot be read. */
export function readPom(text: string): Coordinates | string {
  const root = parseXml(text, { depth: 64, elements: 100_000 });
  if (typeof root === 'string') return root;
  const parent = root.children.find(({ name }) => name === 'parent');
  const value = (name: string): string =>
    childText(root, name) || (parent === undefined ? '' : childText(parent, name));
  return { group: value('groupId'), artifact: childText(root, 'artifactId'), version: value('version') };
}

function childText(element: XmlElement, wanted: string): string {
  return element.children.find(({ name }) => name === wanted)?.text.trim() ?? '';
}

/** Names of the licences in a pom.xml, which is not parsed for them. */
export function licensesOfPom(text: string): readonly string[] {
  const start = text.indexOf('<licenses>');
  const end = start === -1 ? -1 : text.indexOf('</licenses>', start);
  if (end === -1) return [];
  return [...text.slice(start, end).matchAll(/<name>([^<]{1,200})<\/name>/g)].map(([, name]) =>
    name!.replaceAll('&amp;', '&').replaceAll(/\s+/g, ' ').trim(),
  );
}

/**
 * What is wrong with coordinates; null for none. Names after Maven's own rule for ids
 * (`DefaultModelValidator`, `[A-Za-z0-9_\-.]+`).
 */
export function faultOf({ group, artifact, version }: Coordinates): string | null {
  const parts = { group, artifact, version };
  for (const [what, text] of Object.entries(parts)) {
    if (text === '') return `has no ${what}`;
    if (text.includes('${'))
      return `has the ${what} ${JSON.stringify(text.slice(0, 100))}, which is filled in elsewhere`;
    const rule = what === 'version' ? /^[^\s\\/:"<>|?*[\](){},]+$/ : /^[\w.-]+$/;
    if (!rule.test(text)) return `has the ${what} ${JSON.stringify(text.slice(0, 100))}, which can be none`;
  }
  return null;
}
