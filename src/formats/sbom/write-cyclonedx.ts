import { sha256Of, type SbomComponent, type SbomDocument, type SbomMaker, type SbomProperty } from './document.ts';
import { isLicenseExpression, isLicenseId } from './license-expression.ts';
import { uuidOf } from './uuid.ts';

export const cycloneDxVersions = ['1.6', '1.7'] as const;
export type CycloneDxVersion = (typeof cycloneDxVersions)[number];

/** Writes CycloneDX JSON (ECMA-424). The same document gives the same bytes, serial number and all. */
export function writeCycloneDx(document: SbomDocument, maker: SbomMaker, version: CycloneDxVersion): string {
  const refs = new Map<string, number>();
  const root = document.root === null ? null : componentOf(document.root, refs);
  const components = document.components.map((one) => componentOf(one, refs));
  const content = {
    version: 1,
    metadata: {
      ...(maker.created === null ? {} : { timestamp: maker.created }),
      tools: { components: [{ type: 'application', name: maker.tool, version: maker.version }] },
      ...(root === null ? {} : { component: root }),
    },
    components,
    ...(root === null ? {} : wholeOf(root['bom-ref'], components, maker)),
    ...propertiesOf(document.properties),
  };
  const head = {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion: version,
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}`,
  };
  return `${JSON.stringify({ ...head, ...content }, null, 2)}\n`;
}

/** That the image holds them all, and whether these are all. */
function wholeOf(root: string, components: readonly { readonly 'bom-ref': string }[], { incomplete }: SbomMaker) {
  return {
    dependencies: [{ ref: root, dependsOn: components.map((one) => one['bom-ref']) }],
    compositions: [{ aggregate: incomplete ? 'incomplete' : 'not_specified', assemblies: [root] }],
  };
}

function componentOf(one: SbomComponent, refs: Map<string, number>) {
  const { kind, name, version, purl, licenses, supplier, file, line, properties } = one;
  const hash = sha256Of(one);
  return {
    type: kind,
    'bom-ref': refOf(one, refs),
    ...(supplier === null ? {} : { supplier: { name: supplier } }),
    name,
    ...(version === null ? {} : { version }),
    ...(hash === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: hash }] }),
    ...(licenses.length === 0 ? {} : { licenses: licensesOf(licenses) }),
    ...(purl === null ? {} : { purl }),
    ...(file === null ? {} : { evidence: { occurrences: [{ location: file, ...(line === null ? {} : { line }) }] } }),
    ...propertiesOf(properties),
  };
}

/** Unique in the document; where a purl comes several times (one module in two folders) a number tells them apart. */
function refOf({ kind, name, purl }: SbomComponent, refs: Map<string, number>): string {
  const base = purl ?? `${kind}:${name}`;
  for (;;) {
    const nth = (refs.get(base) ?? 0) + 1;
    refs.set(base, nth);
    const ref = nth === 1 ? base : `${base}#${nth}`;
    if (nth === 1) return ref;
    if (!refs.has(ref)) {
      refs.set(ref, 1);
      return ref;
    }
  }
}

/** A list of licences, or one expression: the schema up to 1.6 allows no mixture. */
function licensesOf(licenses: readonly string[]): object[] {
  const [only] = licenses;
  if (licenses.length === 1 && !isLicenseId(only!) && isLicenseExpression(only!)) return [{ expression: only }];
  return licenses.map((text) => ({ license: isLicenseId(text) ? { id: text } : { name: text } }));
}

function propertiesOf(properties: readonly SbomProperty[]): { properties?: readonly SbomProperty[] } {
  return properties.length === 0 ? {} : { properties: properties.map(({ name, value }) => ({ name, value })) };
}
