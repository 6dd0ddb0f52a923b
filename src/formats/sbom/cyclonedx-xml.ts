import type { XmlElement } from '../xml/parse-xml.ts';

/** Elements that are lists in CycloneDX's JSON, with the element of which each item is made. */
const lists: Readonly<Record<string, readonly string[]>> = {
  components: ['component'],
  properties: ['property'],
  compositions: ['composition'],
  assemblies: ['assembly'],
  dependencies: ['dependency'],
  externalReferences: ['reference'],
  occurrences: ['occurrence'],
  vulnerabilities: ['vulnerability'],
  responses: ['response'],
  references: ['reference'],
  authors: ['author'],
  licenses: ['license', 'expression'],
  affects: ['target'],
  versions: ['version'],
};
/** What JSON calls otherwise. */
const renamed: Readonly<Record<string, string>> = { responses: 'response' };

/**
 * The parts of a CycloneDX document in XML that are read, as plain data in the shape of its JSON; null
 * when it is no CycloneDX.
 */
export function cycloneDxOfXml(root: XmlElement): unknown {
  const space = Object.entries(root.attributes).find(([, value]) =>
    value.startsWith('http://cyclonedx.org/schema/bom/'),
  );
  if (root.name !== 'bom' || space === undefined) return null;
  return { bomFormat: 'CycloneDX', specVersion: space[1].split('/').at(-1), ...mappingOf(root) };
}

type Plain = Record<string, unknown>;

function mappingOf(element: XmlElement): Plain {
  const found: Plain = {};
  for (const [key, value] of Object.entries(element.attributes)) {
    if (['type', 'bom-ref', 'ref', 'mime-type'].includes(key)) found[key] = value;
  }
  for (const child of element.children) {
    if (child.name === 'tools') found.tools = toolsOf(child);
    else if (child.name === 'affects' && child.children.some(({ name }) => name === 'target'))
      found.affects = child.children.map(mappingOf);
    else if (Object.hasOwn(lists, child.name) && isList(child)) {
      found[renamed[child.name] ?? child.name] = child.children
        .filter(({ name }) => lists[child.name]!.includes(name))
        .map((item) => itemOf(child.name, item));
    } else found[child.name] = valueOf(child);
  }
  return found;
}

/** `<licenses>` holds licences; an empty element is an empty list. */
function isList({ name, children, text }: XmlElement): boolean {
  return children.some((child) => lists[name]!.includes(child.name)) || (children.length === 0 && text.trim() === '');
}

function itemOf(list: string, item: XmlElement): unknown {
  switch (list) {
    case 'properties':
      return { name: item.attributes.name, value: item.attributes.value ?? item.text };
    case 'licenses':
      return item.name === 'expression' ? { expression: item.text.trim() } : { license: mappingOf(item) };
    case 'assemblies':
      return item.attributes.ref ?? '';
    case 'responses':
      return item.text.trim();
    default:
      return mappingOf(item);
  }
}

function valueOf(element: XmlElement): unknown {
  if (element.children.length > 0) return mappingOf(element);
  const text = element.text.trim();
  return element.name === 'line' && /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** `<tool>` up to 1.4, `<components>` since. */
function toolsOf(tools: XmlElement): unknown {
  const old = tools.children.filter(({ name }) => name === 'tool').map(mappingOf);
  return old.length > 0 ? old : mappingOf(tools);
}
