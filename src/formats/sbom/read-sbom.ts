import { field, isMapping, shortened, textField } from '../osv/shape.ts';
import { parseXml } from '../xml/parse-xml.ts';
import { cycloneDxOfXml } from './cyclonedx-xml.ts';
import { sbomLimits, type SbomRead } from './document.ts';
import { readCycloneDx } from './read-cyclonedx.ts';
import { readSpdx } from './read-spdx.ts';
import { readSpdx3 } from './read-spdx3.ts';
import { spdxOfTagValue } from './spdx-tag-value.ts';

export type SbomKind = 'cyclonedx-json' | 'cyclonedx-xml' | 'spdx-json' | 'spdx-tag-value' | 'spdx-3';

/** What kind of SBOM a text is, by marks that each must have; null when it is none. Whether it can be read is not told. */
export function sbomKind(text: string): SbomKind | null {
  const start = /[^\s\ufeff]/.exec(text)?.[0];
  if (start === '<') {
    return /<(?:[\w-]+:)?bom\s[^>]{0,4096}http:\/\/cyclonedx\.org\/schema\/bom\//.test(text.slice(0, 16_384))
      ? 'cyclonedx-xml'
      : null;
  }
  if (start === '{') {
    // Some tools write these after everything else.
    if (/"bomFormat"\s*:\s*"CycloneDX"/.test(text)) return 'cyclonedx-json';
    if (/"spdxVersion"\s*:\s*"SPDX-/.test(text)) return 'spdx-json';
    return /"@context"\s*:\s*\[?\s*"https:\/\/spdx\.org\/rdf\/3\./.test(text) ? 'spdx-3' : null;
  }
  return startsWithTag(text.slice(0, 16_384)) ? 'spdx-tag-value' : null;
}

/** The version is the first tag; comments may stand before it. */
function startsWithTag(text: string): boolean {
  const first = text.split('\n').find((line) => !/^\s*(#|$)/.test(line.replace('\ufeff', '')));
  return /^\ufeff?\s*SPDXVersion\s*:/.test(first ?? '');
}

/** Reads an SBOM of any kind that `sbomKind` tells, or says why it cannot be read. */
export function readSbom(text: string): SbomRead | string {
  const kind = sbomKind(text);
  switch (kind) {
    case 'spdx-tag-value': {
      const root = spdxOfTagValue(text);
      return typeof root === 'string' ? root : readSpdx(root);
    }
    case 'cyclonedx-xml': {
      const root = cycloneDxRootOf(text);
      return typeof root === 'string' ? root : readCycloneDx(root);
    }
    case null:
      return 'it is neither CycloneDX nor SPDX';
    default: {
      const root = jsonOf(text);
      if (typeof root === 'string') return root;
      if (textField(root, 'bomFormat') === 'CycloneDX') return readCycloneDx(root);
      if (textField(root, 'spdxVersion') !== null) return readSpdx(root);
      return kind === 'spdx-3' ? readSpdx3(root) : 'it holds an SBOM in a place where none is looked for';
    }
  }
}

/** The data of a CycloneDX document, of XML in the shape of JSON; else why there is none. */
export function cycloneDxRootOf(text: string): object | string {
  if (sbomKind(text) !== 'cyclonedx-xml') return jsonOf(text);
  // A component has some twenty elements.
  const element = parseXml(text, { depth: sbomLimits.depth * 3, elements: sbomLimits.components * 20 });
  if (typeof element === 'string') return `it is no XML: ${element}`;
  return (cycloneDxOfXml(element) as object | null) ?? 'it is XML, but no CycloneDX';
}

/** GitHub hands an SBOM out as `sbom`, and an attestation holds it as its `predicate`. */
function jsonOf(text: string): object | string {
  let root: unknown;
  try {
    root = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    return `it is no JSON: ${shortened((error as Error).message, 120)}`;
  }
  for (const key of ['sbom', 'predicate']) {
    const inner = field(root, key);
    const isSbom = ['bomFormat', 'spdxVersion', '@context'].some((mark) => field(inner, mark) !== undefined);
    if (isSbom && isMapping(inner)) return inner;
  }
  return isMapping(root) ? root : 'it is no mapping';
}
