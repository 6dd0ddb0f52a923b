import type { ImageHistory, ImageLayer } from '../../../facts/image.ts';
import type { Package } from '../../../facts/package.ts';
import { valuesOf, type SbomComponent, type SbomProperty } from '../../../formats/sbom/document.ts';
import type { Evidence } from '../../../model/evidence.ts';
import type { Gap } from '../../../model/gap.ts';
import { gapCodes } from '../../../model/gaps.ts';

/** Names of what Plimsoll writes into an SBOM for itself to read. */
const mark = 'plimsoll:';

/** Texts under a name; what is undefined or null is left out. */
export function property(name: string, value: string | null | undefined): SbomProperty[] {
  return value === undefined || value === null ? [] : [{ name: mark + name, value }];
}

export function ownValue(holder: { readonly properties: readonly SbomProperty[] }, name: string): string | undefined {
  return valuesOf(holder, mark + name)[0];
}

export function ownValues(holder: { readonly properties: readonly SbomProperty[] }, name: string): string[] {
  return valuesOf(holder, mark + name);
}

/** A list whose order counts: each is numbered, for there are tools that sort properties and drop equal ones. */
export function listProperties(name: string, values: readonly string[]): SbomProperty[] {
  return values.map((value, index) => ({ name: `${mark}${name}:${index}`, value }));
}

export function ownList({ properties }: { readonly properties: readonly SbomProperty[] }, name: string): string[] {
  const prefix = `${mark}${name}:`;
  return properties
    .flatMap(({ name: full, value }) => {
      const index = full.startsWith(prefix) ? full.slice(prefix.length) : '';
      return /^\d{1,6}$/.test(index) ? [{ index: Number(index), value }] : [];
    })
    .toSorted((a, b) => a.index - b.index)
    .map(({ value }) => value);
}

/** Notes stay out: they name the archive in which the image lay, and the same image is to give the same SBOM. */
const evidenceKeys = ['place', 'layer', 'column', 'api'] as const;

/** Where something stood in the image; file and line are fields of the component. */
export function propertiesOfEvidence(at: Evidence, file: string): SbomProperty[] {
  // It stood in another SBOM, and nothing tells where in the image.
  if (file === '' && at.source === 'sbom') return [];
  return [
    ...(at.file === file ? [] : property('at:file', at.file)),
    ...evidenceKeys.flatMap((key) => {
      const value = at[key];
      return value === undefined ? [] : property(`at:${key}`, String(value));
    }),
  ];
}

/** @param shown the SBOM, which is where to look again */
export function evidenceOfComponent(component: SbomComponent, shown: string): Evidence {
  const [place, layer, column, api] = evidenceKeys.map((key) => ownValue(component, `at:${key}`));
  const file = ownValue(component, 'at:file') ?? component.file;
  if (file === null) return { source: 'sbom', file: shown, place: component.place };
  return {
    source: 'sbom',
    file,
    ...(component.line === null ? {} : { line: component.line }),
    ...(column === undefined ? {} : { column: Number(column) }),
    ...(place === undefined ? {} : { place }),
    ...(api === undefined ? {} : { api }),
    ...(layer === undefined ? {} : { layer }),
    note: `told by ${shown}, ${component.place}`,
  };
}

/** A component for a package of ours: what SBOMs have no field for is in properties. */
export function componentOfPackage(found: Package): SbomComponent {
  const { name, version, purl, licenses, vendor, file, source, at } = found;
  return {
    kind: 'library',
    name,
    version,
    purl,
    licenses,
    supplier: vendor ?? null,
    file: file === '' ? null : file,
    line: at.line ?? null,
    properties: [
      ...property('type', found.type),
      ...property('ecosystem', found.ecosystem),
      ...property('architecture', found.architecture),
      ...property('source:name', source?.name),
      ...property('source:version', source?.version),
      ...property('module', found.module),
      ...property('owner', found.owner),
      ...property('layer', found.layer),
      ...propertiesOfEvidence(at, file),
    ],
    place: '',
  };
}

/** The package that `componentOfPackage` was given; null when the component is not such a one. */
export function packageOfOwn(component: SbomComponent, image: string, shown: string): Package | null {
  const type = ownValue(component, 'type');
  const { purl, version, supplier } = component;
  if (type === undefined || purl === null || version === null) return null;
  const [architecture, module, owner, sourceName] = ['architecture', 'module', 'owner', 'source:name'].map((name) =>
    ownValue(component, name),
  );
  return {
    name: component.name,
    version,
    ecosystem: ownValue(component, 'ecosystem') ?? null,
    type,
    purl,
    ...(architecture === undefined ? {} : { architecture }),
    source:
      sourceName === undefined ? null : { name: sourceName, version: ownValue(component, 'source:version') ?? '' },
    licenses: component.licenses,
    ...(supplier === null ? {} : { vendor: supplier }),
    ...(module === undefined ? {} : { module }),
    ...(owner === undefined ? {} : { owner }),
    layer: ownValue(component, 'layer') ?? null,
    file: component.file ?? '',
    image,
    at: evidenceOfComponent(component, shown),
  };
}

/** What is kept of a layer: whether its bytes are what they should be must be looked at again. */
export function textOfLayer({ diffId, digest, mediaType, size }: ImageLayer): string {
  return JSON.stringify({ diffId, ...(digest === undefined ? {} : { digest }), mediaType, size });
}

export function layerOfText(text: string): Omit<ImageLayer, 'verified'> | null {
  const { diffId, digest, mediaType, size } = parsed(text);
  if (typeof diffId !== 'string' || typeof mediaType !== 'string' || typeof size !== 'number') return null;
  return { diffId, digest: typeof digest === 'string' ? digest : undefined, mediaType, size };
}

export function textOfHistory({ createdBy, created, emptyLayer }: ImageHistory): string {
  return JSON.stringify({ createdBy, ...(created === undefined ? {} : { created }), emptyLayer });
}

export function historyOfText(text: string): Omit<ImageHistory, 'at'> | null {
  const { createdBy, created, emptyLayer } = parsed(text);
  if (typeof createdBy !== 'string' || typeof emptyLayer !== 'boolean') return null;
  return { createdBy, ...(typeof created === 'string' ? { created } : {}), emptyLayer };
}

/** A gap as it was written; null when it is none of ours, or of a version that knows more of them. */
export function gapOfText(text: string): Gap | null {
  const { code, source, subject, because, toKnow, touches, at } = parsed(text);
  const texts = [code, source, subject, because, toKnow];
  if (!texts.every((one) => typeof one === 'string') || !Object.hasOwn(gapCodes, String(code))) return null;
  if (!Array.isArray(touches) || !touches.every((one) => typeof one === 'string')) return null;
  return {
    code: code as Gap['code'],
    source: source as string,
    subject: subject as string,
    because: because as string,
    toKnow: toKnow as string,
    touches,
    ...(isEvidence(at) ? { at } : {}),
  };
}

function isEvidence(value: unknown): value is Evidence {
  return typeof value === 'object' && value !== null && 'source' in value && typeof value.source === 'string';
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
