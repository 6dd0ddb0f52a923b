import { field, isMapping, listField, shortened, textField, textsField } from '../osv/shape.ts';
import { sbomLimits, type SbomComponent, type SbomFault, type SbomProperty, type SbomRead } from './document.ts';
import { annotationMark, propertyMark } from './write-spdx.ts';

/** An SPDX 2 document as plain data in the shape of its JSON, or why it is not read. */
export function readSpdx(root: unknown): SbomRead | string {
  const version = /^SPDX-(2\.[0-3])$/.exec(textField(root, 'spdxVersion') ?? '')?.[1];
  if (version === undefined) {
    return `it is of ${shortened(textField(root, 'spdxVersion') ?? 'no version', 20)}, and SPDX 2.0 to 2.3 are read`;
  }
  const faults: SbomFault[] = [];
  const stated = field(root, 'packages');
  if (stated !== undefined && !Array.isArray(stated)) {
    faults.push({ code: 'SBOM_INVALID', because: 'packages is no list', place: 'packages' });
  }
  const list = listField(root, 'packages');
  if (list.length > sbomLimits.components) {
    faults.push({
      code: 'SBOM_LIMIT',
      because: `it has more than ${sbomLimits.components} packages`,
      place: 'packages',
    });
  }
  const licenses = licensesOf(root);
  const { described, ancestors, owners } = relationsIn(root);
  const purls = new Map(list.map((item) => [textField(item, 'SPDXID'), purlsOf(item)[0]]));
  const related = (component: SbomComponent, id: string): SbomComponent => {
    const owner = purls.get(owners.get(id) ?? '');
    return {
      ...component,
      ...(ancestors.has(id) ? { kind: 'ancestor' } : {}),
      ...(owner === undefined
        ? {}
        : { properties: [...component.properties, { name: `${propertyMark}owner`, value: owner }] }),
    };
  };
  const roots: SbomComponent[] = [];
  const components: SbomComponent[] = [];
  for (const [index, item] of list.slice(0, sbomLimits.components).entries()) {
    const place = `packages[${index}]`;
    const component = componentOf(item, place, licenses, faults);
    if (component === null) faults.push({ code: 'SBOM_INVALID', because: `${place} has no name`, place });
    else if (described.has(textField(item, 'SPDXID') ?? '')) roots.push(component);
    else components.push(related(component, textField(item, 'SPDXID') ?? ''));
  }
  const others = listField(root, 'externalDocumentRefs').length;
  if (others > 0) {
    const because = `it refers to ${others} other document${others === 1 ? '' : 's'}, which may tell of more`;
    faults.push({ code: 'SBOM_INCOMPLETE', because, place: 'externalDocumentRefs' });
  }
  // Several are a list of packages rather than one thing made of them.
  const [only] = roots.length === 1 ? roots : [];
  return {
    format: `SPDX ${version}`,
    root: only ?? null,
    components: only === undefined ? [...roots, ...components] : components,
    properties: annotatedOf(root),
    tools: textsField(field(root, 'creationInfo'), 'creators')
      .filter((creator) => creator.startsWith('Tool:'))
      .map((creator) => shortened(creator.slice('Tool:'.length), 80)),
    faults,
    vex: null,
  };
}

interface Relations {
  /** Ids of what the document describes, by relationship or by the older list. */
  readonly described: ReadonlySet<string>;
  /** Images that it was made of or with: their parts are its own, or none of it. */
  readonly ancestors: ReadonlySet<string>;
  /** By id, the package of the distribution that brought the files of another: Syft says so in a comment. */
  readonly owners: ReadonlyMap<string, string>;
}

function relationsIn(root: unknown): Relations {
  const described = new Set(textsField(root, 'documentDescribes'));
  const ancestors = new Set<string>();
  const owners = new Map<string, string>();
  for (const one of listField(root, 'relationships')) {
    const from = textField(one, 'spdxElementId') ?? '';
    const to = textField(one, 'relatedSpdxElement') ?? '';
    switch (textField(one, 'relationshipType')) {
      case 'DESCRIBES':
        if (from === 'SPDXRef-DOCUMENT') described.add(to);
        break;
      case 'DESCRIBED_BY':
        if (to === 'SPDXRef-DOCUMENT') described.add(from);
        break;
      case 'DESCENDANT_OF':
        ancestors.add(to);
        break;
      case 'ANCESTOR_OF':
      case 'BUILD_TOOL_OF':
        ancestors.add(from);
        break;
      case 'OTHER':
        if (textField(one, 'comment')?.startsWith('ownership-by-file-overlap') === true) owners.set(to, from);
        break;
      default:
    }
  }
  return { described, ancestors, owners };
}

function purlsOf(item: unknown): string[] {
  return listField(item, 'externalRefs')
    .filter((one) => textField(one, 'referenceType') === 'purl')
    .flatMap((one) => textField(one, 'referenceLocator') ?? []);
}

function componentOf(
  item: unknown,
  place: string,
  licenses: ReadonlyMap<string, string>,
  faults: SbomFault[],
): SbomComponent | null {
  const name = textField(item, 'name');
  if (name === null) return null;
  const purls = purlsOf(item);
  if (new Set(purls).size > 1) {
    faults.push({
      code: 'SBOM_INVALID',
      because: `${place} has ${purls.length} package URLs, of which only the first is used`,
      place,
    });
  }
  const noted = [...annotatedOf(item), ...builtFrom(textField(item, 'sourceInfo'))];
  const values = (key: string): string[] =>
    noted.filter((one) => one.name === propertyMark + key).map(({ value }) => value);
  const [line] = values('line');
  const kept = ['file', 'line', 'license'].map((key) => propertyMark + key);
  const asStated = values('license');
  return {
    kind: kindOf(item),
    name,
    version: stated(textField(item, 'versionInfo')),
    purl: purls[0] ?? null,
    licenses: asStated.length > 0 ? asStated : licenseOf(item, licenses),
    supplier: partyOf(textField(item, 'supplier')) ?? partyOf(textField(item, 'originator')),
    file: values('file')[0] ?? fileIn(textField(item, 'sourceInfo')),
    line: line === undefined ? null : Number(line),
    properties: noted.filter(({ name: key }) => !kept.includes(key)),
    place,
  };
}

function stated(text: string | null): string | null {
  return text === 'NOASSERTION' || text === 'NONE' ? null : text;
}

/** By its purpose; SPDX 2.2 has none, and Trivy says it in the id. */
function kindOf(item: unknown): string {
  const purpose = textField(item, 'primaryPackagePurpose');
  if (purpose !== null) return purpose.toLowerCase().replaceAll('_', '-');
  const id = textField(item, 'SPDXID') ?? '';
  if (id.startsWith('SPDXRef-OperatingSystem-')) return 'operating-system';
  return /^SPDXRef-(ContainerImage|DocumentRoot-Image)-/.test(id) ? 'container' : 'library';
}

function partyOf(text: string | null): string | null {
  return /^(?:Organization|Person|Tool): ?(.+)$/s.exec(text ?? '')?.[1] ?? null;
}

/** Syft: `acquired package info from APK DB: /lib/apk/db/installed`. */
function fileIn(source: string | null): string | null {
  return /: (\/[^,]+)(?:,|$)/.exec(source ?? '')?.[1] ?? null;
}

/** Trivy: `built package from: openssl 1:1.0.2k-16.el7`. */
function builtFrom(source: string | null): SbomProperty[] {
  const [, name, version] = /^built package from: (\S+) (\S+)$/.exec(source ?? '') ?? [];
  if (name === undefined) return [];
  return [
    { name: 'aquasecurity:trivy:SrcName', value: name },
    { name: 'aquasecurity:trivy:SrcVersion', value: version! },
  ];
}

/** What was found is stated by the package; what was concluded is somebody's opinion of it. */
function licenseOf(item: unknown, licenses: ReadonlyMap<string, string>): string[] {
  const text = stated(textField(item, 'licenseDeclared')) ?? stated(textField(item, 'licenseConcluded'));
  return text === null || text === '' ? [] : [licenses.get(text) ?? text];
}

/** The words behind each `LicenseRef-`. */
function licensesOf(root: unknown): ReadonlyMap<string, string> {
  return new Map(
    listField(root, 'hasExtractedLicensingInfos').flatMap((one): [string, string][] => {
      const id = textField(one, 'licenseId');
      const name = stated(textField(one, 'name')) ?? textField(one, 'extractedText');
      return id === null || name === null ? [] : [[id, name]];
    }),
  );
}

/** Properties out of annotations: those that Plimsoll wrote, and `Key: value` as Trivy writes here or as attribution. */
function annotatedOf(item: unknown): SbomProperty[] {
  const texts = [
    ...listField(item, 'annotations').map((one) => textField(one, 'comment') ?? ''),
    ...textsField(item, 'attributionTexts'),
  ];
  return texts.flatMap((text) => {
    const own = text.startsWith(`${annotationMark}{`) ? ownProperties(text.slice(annotationMark.length)) : null;
    if (own !== null) return own;
    const [, key, value] = /^([A-Za-z]+): (.*)$/s.exec(text) ?? [];
    return key === undefined ? [] : [{ name: `aquasecurity:trivy:${key}`, value: value! }];
  });
}

function ownProperties(text: string): SbomProperty[] | null {
  try {
    const held: unknown = JSON.parse(text);
    if (!isMapping(held)) return null;
    return Object.entries(held).flatMap(([name, value]) =>
      (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => ({
        name: propertyMark + name,
        value: String(one),
      })),
    );
  } catch {
    return null;
  }
}
