import { field, listField, shortened, textField, textsField } from '../osv/shape.ts';
import { sbomLimits, type SbomComponent, type SbomFault, type SbomRead } from './document.ts';

/**
 * An SPDX 3 document in JSON-LD as its specification serializes it: one `@graph` of elements by their
 * compact names (https://spdx.github.io/spdx-spec/v3.0.1/serializations/). Anything else that JSON-LD
 * allows is not read.
 */
export function readSpdx3(root: unknown): SbomRead | string {
  const graph = field(root, '@graph');
  if (!Array.isArray(graph)) return 'it is SPDX 3 without a @graph, which is not read';
  const elements = new Map<string, unknown>();
  for (const one of graph as unknown[]) elements.set(idOf(one) ?? '', one);
  const faults: SbomFault[] = [];
  const licenses = new Map<string, string[]>();
  const described = new Set<string>();
  for (const one of graph as unknown[]) {
    const type = typeOf(one);
    if (type === 'Relationship' || type === 'LifecycleScopedRelationship') {
      if (textField(one, 'relationshipType') !== 'hasDeclaredLicense') continue;
      const texts = textsField(one, 'to').flatMap((id) => {
        const license = elements.get(id);
        return textField(license, 'simplelicensing_licenseExpression') ?? textField(license, 'name') ?? [];
      });
      const from = textField(one, 'from') ?? '';
      licenses.set(from, [...(licenses.get(from) ?? []), ...texts.filter((text) => text !== 'NOASSERTION')]);
    }
    if (type === 'SpdxDocument' || type === 'software_Sbom') {
      for (const id of textsField(one, 'rootElement')) described.add(id);
      const others = [...listField(one, 'import')].length;
      if (others > 0)
        faults.push({ code: 'SBOM_INCOMPLETE', because: `it refers to ${others} elements of other documents` });
    }
  }
  const roots: SbomComponent[] = [];
  const components: SbomComponent[] = [];
  for (const [index, one] of (graph as unknown[]).entries()) {
    if (typeOf(one) !== 'software_Package') continue;
    const place = `@graph[${index}]`;
    const name = textField(one, 'name');
    if (name === null) {
      faults.push({ code: 'SBOM_INVALID', because: `${place} has no name`, place });
      continue;
    }
    if (components.length === sbomLimits.components) {
      faults.push({ code: 'SBOM_LIMIT', because: `it has more than ${sbomLimits.components} packages`, place });
      break;
    }
    const purl = textField(one, 'software_packageUrl') ?? identifierOf(one);
    const supplier = textField(elements.get(textField(one, 'suppliedBy') ?? ''), 'name');
    const component: SbomComponent = {
      kind: kindOf(one),
      name,
      version: textField(one, 'software_packageVersion'),
      purl,
      licenses: licenses.get(idOf(one) ?? '') ?? [],
      supplier,
      file: null,
      line: null,
      properties: [],
      place,
    };
    (described.has(idOf(one) ?? '') ? roots : components).push(component);
  }
  const [only] = roots.length === 1 ? roots : [];
  return {
    format: 'SPDX 3',
    root: only ?? null,
    components: only === undefined ? [...roots, ...components] : components,
    properties: [],
    tools: (graph as unknown[])
      .filter((one) => typeOf(one) === 'Tool')
      .map((one) => shortened(textField(one, 'name') ?? 'unnamed', 80)),
    faults,
    vex: null,
  };
}

function idOf(element: unknown): string | null {
  return textField(element, 'spdxId') ?? textField(element, '@id');
}

function typeOf(element: unknown): string | null {
  return textField(element, 'type') ?? textField(element, '@type');
}

/** `operatingSystem`, `container`: the names of the specification, in the words of CycloneDX. */
function kindOf(element: unknown): string {
  const purpose = textField(element, 'software_primaryPurpose') ?? 'library';
  return purpose.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function identifierOf(element: unknown): string | null {
  const found = listField(element, 'externalIdentifier').find(
    (one) => textField(one, 'externalIdentifierType') === 'packageUrl',
  );
  return textField(found, 'identifier');
}
