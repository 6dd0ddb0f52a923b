import type { Image } from '../../../facts/image.ts';
import type { Package } from '../../../facts/package.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import { formatPurl } from '../../../formats/purl/purl.ts';
import type { SbomComponent, SbomDocument } from '../../../formats/sbom/document.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Gap } from '../../../model/gap.ts';
import {
  componentOfPackage,
  listProperties,
  property,
  propertiesOfEvidence,
  textOfHistory,
  textOfLayer,
} from './own.ts';

/**
 * An SBOM of an image: the image as root, its operating system, its packages in a fixed order, and
 * every gap as a property of the document, so that nothing is silently complete. How the image is run
 * stays out: environments hold secrets.
 */
export function documentOfImage(image: Fact<Image>, packages: readonly Package[], gaps: readonly Gap[]): SbomDocument {
  const components = packages
    .map(componentOfPackage)
    .map((component) => ({ component, key: JSON.stringify(component) }));
  // The keys are the whole of it, so that equal ones may stand in either order.
  const sorted = components.toSorted(
    (a, b) => compare(a.component.purl ?? '', b.component.purl ?? '') || compare(a.key, b.key),
  );
  const written = gaps.filter(({ code }) => code !== 'SBOM_ONLY').map((gap) => JSON.stringify(inOrder(gap)));
  return {
    root: rootOf(image),
    components: [...systemOf(image.value), ...sorted.map(({ component }) => component)],
    properties: [...new Set(written)].toSorted(compare).flatMap((text) => property('gap', text)),
  };
}

/** Whether a gap keeps an inventory from being whole. */
export function hidesPackages({ touches }: Gap): boolean {
  return touches.some((aspect) => ['*', 'images', 'images/vulnerabilities'].includes(aspect));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inOrder({ code, source, subject, because, toKnow, touches, at }: Gap): Gap {
  return { code, source, subject, because, toKnow, touches, ...(at === undefined ? {} : { at }) };
}

function rootOf({ value, subject }: Fact<Image>): SbomComponent {
  const { digest, id, references, platform, created, labels, layers, history } = value;
  return {
    kind: 'container',
    name: subject.name,
    version: digest.value ?? id,
    purl: purlOf(value),
    licenses: [],
    supplier: null,
    file: null,
    line: null,
    properties: [
      ...property('id', id),
      ...property('digest', digest.value),
      ...listProperties('reference', references),
      ...property('platform', platform.value),
      ...property('created', created.value),
      ...listProperties('layer', layers.map(textOfLayer)),
      ...listProperties('history', history.map(textOfHistory)),
      ...Object.entries(labels)
        .toSorted(([a], [b]) => compare(a, b))
        .flatMap(([name, text]) => property(`label:${name}`, text)),
    ],
    place: '',
  };
}

/** purl-spec, type oci: only what lies at a registry under a digest has one. */
function purlOf({ references, digest, platform }: Image): string | null {
  const reference = parseImageReference(references[0] ?? '');
  if (reference === null || digest.value === undefined) return null;
  return formatPurl({
    type: 'oci',
    name: reference.name.slice(reference.name.lastIndexOf('/') + 1),
    version: digest.value,
    qualifiers: {
      arch: platform.value?.split('/')[1],
      repository_url: reference.name,
      tag: reference.tag,
    },
  });
}

function systemOf({ os }: Image): SbomComponent[] {
  if (os.value === undefined) return [];
  const file = os.at.file ?? null;
  return [
    {
      kind: 'operating-system',
      name: os.value.id,
      version: os.value.version,
      purl: null,
      licenses: [],
      supplier: null,
      file,
      line: os.at.line ?? null,
      properties: [...property('name', os.value.name), ...propertiesOfEvidence(os.at, file ?? '')],
      place: '',
    },
  ];
}
