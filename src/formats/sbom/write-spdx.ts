import { hash } from 'node:crypto';
import { sha256Of, type SbomComponent, type SbomDocument, type SbomMaker, type SbomProperty } from './document.ts';
import { isLicenseExpression } from './license-expression.ts';
import { uuidOf } from './uuid.ts';

/** How annotations begin that hold properties: a JSON mapping of names to texts or lists of texts. */
export const annotationMark = 'plimsoll ';
/** What names of properties begin with, in CycloneDX; in such an annotation it goes without saying. */
export const propertyMark = 'plimsoll:';
/** Files name none: SPDX wants a time of creation. */
const noTime = '1970-01-01T00:00:00Z';

const purposes: Readonly<Record<string, string>> = {
  container: 'CONTAINER',
  // As the schema spells it; the text of the specification has a hyphen.
  'operating-system': 'OPERATING_SYSTEM',
  library: 'LIBRARY',
  application: 'APPLICATION',
};

/** Writes SPDX 2.3 JSON. What SPDX has no field for is an annotation of the package it speaks of. */
export function writeSpdx(document: SbomDocument, maker: SbomMaker): string {
  const ids = new Map<string, number>();
  const names = new Map<string, string>();
  const created = maker.created ?? noTime;
  const annotator = `Tool: ${maker.tool}-${maker.version}`;
  const annotationsOf = (properties: readonly SbomProperty[]) =>
    properties.length === 0
      ? {}
      : {
          annotations: [
            { annotationDate: created, annotationType: 'OTHER', annotator, comment: commentOf(properties) },
          ],
        };
  const packageOf = (one: SbomComponent) => {
    const { name, version, purl, supplier, kind, licenses } = one;
    const digest = sha256Of(one);
    return {
      SPDXID: idOf(one, ids),
      name,
      ...(version === null ? {} : { versionInfo: version }),
      ...(purposes[kind] === undefined ? {} : { primaryPackagePurpose: purposes[kind] }),
      supplier: supplier === null ? 'NOASSERTION' : `Organization: ${supplier}`,
      downloadLocation: 'NOASSERTION',
      filesAnalyzed: false,
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: declaredOf(licenses, names),
      copyrightText: 'NOASSERTION',
      ...(digest === undefined ? {} : { checksums: [{ algorithm: 'SHA256', checksumValue: digest }] }),
      ...(purl === null
        ? {}
        : {
            externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
          }),
      ...annotationsOf(fullProperties(one)),
    };
  };
  const root = document.root === null ? null : packageOf(document.root);
  const packages = document.components.map(packageOf);
  const holder = root?.SPDXID ?? 'SPDXRef-DOCUMENT';
  const relationship = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string) => ({
    spdxElementId,
    relationshipType,
    relatedSpdxElement,
  });
  const contained = root === null ? 'DESCRIBES' : 'CONTAINS';
  const content = {
    name: document.root?.name ?? 'packages',
    creationInfo: { created, creators: [annotator] },
    packages: root === null ? packages : [root, ...packages],
    relationships: [
      ...(root === null ? [] : [relationship('SPDXRef-DOCUMENT', 'DESCRIBES', root.SPDXID)]),
      ...packages.map(({ SPDXID }) => relationship(holder, contained, SPDXID)),
    ],
    ...(names.size === 0
      ? {}
      : {
          hasExtractedLicensingInfos: [...names].map(([name, licenseId]) => ({ licenseId, name, extractedText: name })),
        }),
    ...annotationsOf(document.properties),
  };
  const head = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    documentNamespace: `urn:uuid:${uuidOf(JSON.stringify(content))}`,
  };
  return `${JSON.stringify({ ...head, ...content }, null, 2)}\n`;
}

/** What stands in no field of SPDX, or would not be read out of it as it was. */
function fullProperties({ file, line, licenses, properties }: SbomComponent): readonly SbomProperty[] {
  const asStated = licenses.length < 2 ? [] : licenses.map((value) => ({ name: `${propertyMark}license`, value }));
  return [
    ...properties,
    ...(file === null ? [] : [{ name: `${propertyMark}file`, value: file }]),
    ...(line === null ? [] : [{ name: `${propertyMark}line`, value: String(line) }]),
    ...asStated,
  ];
}

function commentOf(properties: readonly SbomProperty[]): string {
  const byName = Map.groupBy(properties, ({ name }) => name);
  const held = [...byName].map(([name, list]): [string, unknown] => {
    const values = list.map(({ value }) => value);
    return [name.replace(propertyMark, ''), values.length === 1 ? values[0] : values];
  });
  return annotationMark + JSON.stringify(Object.fromEntries(held));
}

/** `SPDXRef-` and letters, digits, dots and hyphens; unique in the document. */
function idOf({ kind, name, version, purl, file }: SbomComponent, ids: Map<string, number>): string {
  const readable = `${kind}-${name}`.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(0, 80);
  const text = JSON.stringify([kind, name, version, purl, file]);
  const nth = ids.get(text) ?? 0;
  ids.set(text, nth + 1);
  return `SPDXRef-${readable}-${hash('sha256', nth === 0 ? text : `${text}${nth}`).slice(0, 20)}`;
}

/** Several licences all apply; what is no expression is explained by a `LicenseRef-` of its own. */
function declaredOf(licenses: readonly string[], names: Map<string, string>): string {
  if (licenses.length === 0) return 'NOASSERTION';
  const parts = licenses.map((text) => {
    if (isLicenseExpression(text)) return licenses.length > 1 && /[\s(]/.test(text) ? `(${text})` : text;
    let ref = names.get(text);
    if (ref === undefined) {
      ref = `LicenseRef-${hash('sha256', JSON.stringify(text)).slice(0, 16)}`;
      names.set(text, ref);
    }
    return ref;
  });
  return [...new Set(parts)].join(' AND ');
}
