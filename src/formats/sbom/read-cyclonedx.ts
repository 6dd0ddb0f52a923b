import { readCycloneDxVex } from '../advisory-feeds/cyclonedx-vex.ts';
import { field, isMapping, listField, shortened, textField } from '../osv/shape.ts';
import { sbomLimits, type SbomComponent, type SbomFault, type SbomProperty, type SbomRead } from './document.ts';

/** Versions whose JSON and XML are read (https://cyclonedx.org/specification/overview/). */
const versions = /^1\.[2-7]$/;

/** A CycloneDX document as plain data in the shape of its JSON, or why it is not read. */
export function readCycloneDx(root: unknown): SbomRead | string {
  const version = textField(root, 'specVersion');
  if (version === null) return 'it is CycloneDX without a specVersion';
  if (!versions.test(version)) return `it is CycloneDX ${shortened(version, 20)}, and versions 1.2 to 1.7 are read`;
  const faults: SbomFault[] = [];
  const components: SbomComponent[] = [];
  const metadata = field(root, 'metadata');
  const walk = (list: unknown, place: string, depth: number): void => {
    if (list === undefined) return;
    if (!Array.isArray(list)) {
      faults.push({ code: 'SBOM_INVALID', because: `${place} is no list`, place });
      return;
    }
    if (depth > sbomLimits.depth) {
      faults.push({ code: 'SBOM_LIMIT', because: `components stand deeper than ${sbomLimits.depth} levels`, place });
      return;
    }
    for (const [index, item] of (list as unknown[]).entries()) {
      if (components.length === sbomLimits.components) {
        if (faults.at(-1)?.code !== 'SBOM_LIMIT')
          faults.push({ code: 'SBOM_LIMIT', because: `it has more than ${sbomLimits.components} components`, place });
        return;
      }
      const here = `${place}[${index}]`;
      const component = componentOf(item, here);
      if (component === null) faults.push({ code: 'SBOM_INVALID', because: `${here} has no name`, place: here });
      else components.push(component);
      if (listField(item, 'externalReferences').some((one) => textField(one, 'type') === 'bom')) {
        faults.push({ code: 'SBOM_INCOMPLETE', because: `${here} has an SBOM of its own elsewhere`, place: here });
      }
      walk(field(item, 'components'), `${here}.components`, depth + 1);
    }
  };
  const about = field(metadata, 'component');
  walk(field(about, 'components'), 'metadata.component.components', 1);
  walk(field(root, 'components'), 'components', 1);
  faults.push(...incompleteOf(root));
  return {
    format: `CycloneDX ${version}`,
    root: about === undefined ? null : componentOf(about, 'metadata.component'),
    components,
    properties: [...propertiesOf(metadata), ...propertiesOf(root)],
    tools: toolsOf(field(metadata, 'tools')),
    faults,
    vex: listField(root, 'vulnerabilities').some((one) => field(one, 'analysis') !== undefined)
      ? readCycloneDxVex(root)
      : null,
  };
}

function componentOf(item: unknown, place: string): SbomComponent | null {
  const name = textField(item, 'name');
  if (name === null) return null;
  const group = textField(item, 'group');
  const [occurrence] = listField(field(item, 'evidence'), 'occurrences');
  const line = field(occurrence, 'line');
  return {
    kind: textField(item, 'type') ?? 'library',
    name: group === null || group === '' ? name : `${group}/${name}`,
    version: textField(item, 'version'),
    purl: textField(item, 'purl'),
    licenses: licensesOf(item),
    supplier: textField(field(item, 'supplier'), 'name') ?? textField(item, 'publisher') ?? textField(item, 'author'),
    file: textField(occurrence, 'location'),
    line: typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? line : null,
    properties: propertiesOf(item),
    place,
  };
}

function licensesOf(item: unknown): string[] {
  return listField(item, 'licenses').flatMap((choice) => {
    const license = field(choice, 'license');
    return textField(choice, 'expression') ?? textField(license, 'id') ?? textField(license, 'name') ?? [];
  });
}

function propertiesOf(item: unknown): SbomProperty[] {
  return listField(item, 'properties').flatMap((one) => {
    const name = textField(one, 'name');
    return name === null ? [] : [{ name, value: textField(one, 'value') ?? '' }];
  });
}

/** A list up to 1.4, components and services since 1.5. */
function toolsOf(tools: unknown): string[] {
  const list = Array.isArray(tools) ? (tools as unknown[]) : listField(tools, 'components');
  return list.filter(isMapping).map((tool) => {
    const words = [textField(tool, 'name') ?? 'unnamed', textField(tool, 'version') ?? ''];
    return shortened(words.join(' '), 80);
  });
}

/**
 * What the document itself says is not all: `incomplete…` of parts or of dependencies, which are parts
 * too, and `unknown` of parts. That nothing is said is not held against it.
 */
function incompleteOf(root: unknown): SbomFault[] {
  return listField(root, 'compositions').flatMap((one, index) => {
    const aggregate = textField(one, 'aggregate') ?? 'not_specified';
    const about = ['assemblies', 'dependencies', 'vulnerabilities'].filter((key) => listField(one, key).length > 0);
    const onlyAbout = about.length === 1 ? about[0] : undefined;
    const counts = aggregate.startsWith('incomplete')
      ? onlyAbout !== 'vulnerabilities'
      : aggregate === 'unknown' && (onlyAbout === undefined || onlyAbout === 'assemblies');
    if (!counts) return [];
    const place = `compositions[${index}]`;
    const because =
      aggregate === 'unknown'
        ? 'it says itself that it is not known whether it is complete'
        : `it says itself that it is ${shortened(aggregate.replaceAll('_', ' '), 60)}`;
    return [{ code: 'SBOM_INCOMPLETE' as const, because, place }];
  });
}
