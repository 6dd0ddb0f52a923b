import { field, listField, shortened, textField, textsField } from '../osv/shape.ts';
import type { VexProduct, VexRead, VexStatement, VexStatus } from './vex.ts';

/** CycloneDX 1.4 to 1.7, `vulnerabilities[].analysis.state`. */
const states: Readonly<Record<string, VexStatus>> = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under_investigation',
  false_positive: 'not_affected',
  not_affected: 'not_affected',
};

const maxDepth = 30;

/**
 * The analyses of a CycloneDX document (https://cyclonedx.org/capabilities/vex/). What `affects` names
 * is a component of the same document, a BOM-Link to one of another, or a package URL itself; a
 * BOM-Link is followed only where its last part is a package URL.
 */
export function readCycloneDxVex(root: unknown): VexRead {
  const faults: string[] = [];
  const statements: VexStatement[] = [];
  const components = componentsOf(root, faults);
  for (const [index, item] of listField(root, 'vulnerabilities').entries()) {
    const vulnerability = textField(item, 'id');
    const analysis = field(item, 'analysis');
    // Without an analysis it is a list of what a scanner found, and no word of anybody.
    if (analysis === undefined) continue;
    const state = textField(analysis, 'state');
    const status = state !== null && Object.hasOwn(states, state) ? states[state]! : null;
    if (vulnerability === null || vulnerability === '' || status === null) {
      faults.push(`vulnerabilities[${index}] has ${vulnerability ? 'no state of CycloneDX' : 'no id'}`);
      continue;
    }
    const note = textField(analysis, 'detail');
    const justification =
      textField(analysis, 'justification') ?? (state === 'false_positive' ? 'false_positive' : null);
    if (status === 'not_affected' && justification === null && note === null) {
      faults.push(`vulnerabilities[${index}] says not_affected and gives no reason`);
      continue;
    }
    const affects = listField(item, 'affects');
    if (affects.length === 0) faults.push(`vulnerabilities[${index}] names no component`);
    for (const affected of affects) {
      const product = productOf(affected, components);
      if (product === null) {
        faults.push(`vulnerabilities[${index}] names a component that is not in the document, or some versions of it`);
        continue;
      }
      statements.push({
        vulnerability,
        aliases: listField(item, 'references').flatMap((reference) => textField(reference, 'id') ?? []),
        status,
        product,
        justification,
        note: note === null ? null : shortened(note, 300),
        remediations: textsField(analysis, 'response'),
        severities: [],
      });
    }
  }
  const metadata = field(root, 'metadata');
  return { author: authorOf(metadata), date: textField(metadata, 'timestamp'), statements, faults };
}

function authorOf(metadata: unknown): string {
  const [author] = listField(metadata, 'authors');
  const holders = [
    author,
    field(metadata, 'supplier'),
    field(metadata, 'manufacturer'),
    field(metadata, 'manufacture'),
  ];
  return shortened(holders.map((holder) => textField(holder, 'name')).find((name) => name !== null) ?? 'unknown', 80);
}

function componentsOf(root: unknown, faults: string[]): ReadonlyMap<string, VexProduct> {
  const found = new Map<string, VexProduct>();
  const add = (component: unknown, depth: number): void => {
    if (depth > maxDepth) {
      faults.push(`components stand deeper than ${maxDepth} levels`);
      return;
    }
    const id = textField(component, 'bom-ref');
    if (id !== null) {
      const [purl, cpe] = [textField(component, 'purl'), textField(component, 'cpe')];
      found.set(id, { id, purl, cpe, platformCpe: null, within: null });
    }
    for (const part of listField(component, 'components')) add(part, depth + 1);
  };
  add(field(field(root, 'metadata'), 'component'), 0);
  for (const component of listField(root, 'components')) add(component, 0);
  return found;
}

/** Null where nothing known is named. Versions are a list of some and of ranges: only a purl says one. */
function productOf(affected: unknown, components: ReadonlyMap<string, VexProduct>): VexProduct | null {
  const ref = textField(affected, 'ref');
  if (ref === null || listField(affected, 'versions').length > 0) return null;
  const known = components.get(ref);
  if (known !== undefined) return known;
  const named = ref.startsWith('urn:cdx:') ? decoded(ref.slice(ref.indexOf('#') + 1)) : ref;
  const purl = named?.startsWith('pkg:') === true ? named : null;
  return purl === null ? null : { id: ref, purl, cpe: null, platformCpe: null, within: null };
}

function decoded(text: string): string | null {
  try {
    return text.startsWith('pkg:') ? text : decodeURIComponent(text);
  } catch {
    return null;
  }
}
