type Plain = Record<string, unknown>;

/** Tags of a package, and what JSON calls each. */
const packageTags: Readonly<Record<string, string>> = {
  SPDXID: 'SPDXID',
  PackageVersion: 'versionInfo',
  PackageSupplier: 'supplier',
  PackageOriginator: 'originator',
  PackageLicenseConcluded: 'licenseConcluded',
  PackageLicenseDeclared: 'licenseDeclared',
  PackageSourceInfo: 'sourceInfo',
  PrimaryPackagePurpose: 'primaryPackagePurpose',
};
const licenseTags: Readonly<Record<string, string>> = { LicenseName: 'name', ExtractedText: 'extractedText' };

/**
 * The parts of an SPDX 2 document in tag-value form (SPDX 2.3, Annex F "tag:value format") that are
 * read, as plain data in the shape of its JSON, or what is wrong.
 */
export function spdxOfTagValue(text: string): Plain | string {
  const packages: Plain[] = [];
  const licenses: Plain[] = [];
  const relationships: Plain[] = [];
  const creators: string[] = [];
  const annotations: Plain[] = [];
  const references: string[] = [];
  const root: Plain = {};
  /** What a tag speaks of: the document, a package, or something that is not read (a file, a snippet). */
  let holder: Plain | null = root;
  for (const read of tagsOf(text)) {
    if (typeof read === 'string') return read;
    const { tag, value } = read;
    switch (tag) {
      case 'SPDXVersion':
        root.spdxVersion = value;
        break;
      case 'DocumentName':
        root.name = value;
        break;
      case 'Creator':
        creators.push(value);
        break;
      case 'ExternalDocumentRef':
        references.push(value);
        break;
      case 'PackageName':
        holder = { name: value, externalRefs: [], attributionTexts: [], annotations: [] };
        packages.push(holder);
        break;
      case 'FileName':
      case 'SnippetSPDXID':
        holder = null;
        break;
      case 'LicenseID':
        holder = { licenseId: value };
        licenses.push(holder);
        break;
      case 'ExternalRef': {
        const [referenceCategory, referenceType, ...locator] = value.split(/\s+/);
        pushTo(holder, 'externalRefs', { referenceCategory, referenceType, referenceLocator: locator.join(' ') });
        break;
      }
      case 'PackageAttributionText':
        pushTo(holder, 'attributionTexts', value);
        break;
      case 'Relationship': {
        const [spdxElementId, relationshipType, relatedSpdxElement] = value.split(/\s+/);
        relationships.push({ spdxElementId, relationshipType, relatedSpdxElement });
        break;
      }
      case 'Annotator':
        annotations.push({ annotator: value });
        break;
      case 'SPDXREF':
        Object.assign(annotations.at(-1) ?? {}, { of: value });
        break;
      case 'AnnotationComment':
        Object.assign(annotations.at(-1) ?? {}, { comment: value });
        break;
      default: {
        const names = holder !== null && 'licenseId' in holder ? licenseTags : packageTags;
        if (holder !== null && holder !== root && Object.hasOwn(names, tag)) holder[names[tag]!] = value;
      }
    }
  }
  const byId = new Map(packages.map((one) => [one.SPDXID, one]));
  for (const { of, ...annotation } of annotations) {
    pushTo(of === 'SPDXRef-DOCUMENT' ? root : (byId.get(of) ?? null), 'annotations', annotation);
  }
  return {
    ...root,
    creationInfo: { creators },
    packages,
    relationships,
    hasExtractedLicensingInfos: licenses,
    externalDocumentRefs: references,
  };
}

function pushTo(holder: Plain | null, key: string, value: unknown): void {
  if (holder === null) return;
  const list = holder[key];
  if (Array.isArray(list)) list.push(value);
  else holder[key] = [value];
}

function* tagsOf(text: string): Generator<{ readonly tag: string; readonly value: string } | string> {
  let at = 0;
  let line = 0;
  while (at < text.length) {
    line++;
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const here = text.slice(at, end).trim();
    const start = at;
    at = end + 1;
    if (here === '' || here.startsWith('#')) continue;
    const match = /^(\w+)\s*:\s*(.*)$/s.exec(here);
    if (match === null) {
      yield `line ${line} is no "Tag: value"`;
      return;
    }
    const [, tag, value] = match as unknown as [string, string, string];
    if (!value.startsWith('<text>')) {
      yield { tag, value };
      continue;
    }
    const from = text.indexOf('<text>', start) + '<text>'.length;
    const to = text.indexOf('</text>', from);
    if (to === -1) {
      yield `line ${line} has <text> without an end`;
      return;
    }
    const body = text.slice(from, to);
    line += body.split('\n').length - 1;
    const after = text.indexOf('\n', to);
    at = after === -1 ? text.length : after + 1;
    yield { tag, value: body };
  }
}
