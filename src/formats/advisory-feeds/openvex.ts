import { field, listField, shortened, textField, textsField } from '../osv/shape.ts';
import type { VexProduct, VexRead, VexStatement, VexStatus } from './vex.ts';

const statuses: readonly string[] = ['not_affected', 'affected', 'fixed', 'under_investigation'];

/** An OpenVEX document, v0.0.1 (plain texts) to v0.2.0 (objects). https://github.com/openvex/spec */
export function readOpenVex(root: unknown): VexRead {
  const statements: VexStatement[] = [];
  const faults: string[] = [];
  for (const [index, item] of listField(root, 'statements').entries()) {
    const named = field(item, 'vulnerability');
    const vulnerability = typeof named === 'string' ? named : (textField(named, 'name') ?? textField(named, '@id'));
    const status = textField(item, 'status');
    if (vulnerability === null || vulnerability === '') {
      faults.push(`statements[${index}] names no vulnerability`);
      continue;
    }
    if (status === null || !statuses.includes(status)) {
      faults.push(`statements[${index}] has no status of OpenVEX`);
      continue;
    }
    const justification = textField(item, 'justification');
    const note =
      textField(item, 'impact_statement') ?? textField(item, 'action_statement') ?? textField(item, 'status_notes');
    // Without a reason, "not affected" is a claim that the specification forbids (§ Status Labels).
    if (status === 'not_affected' && justification === null && note === null) {
      faults.push(`statements[${index}] says not_affected and gives no reason`);
      continue;
    }
    const meant = listField(item, 'products').map((product) => productsOf(product, field(item, 'subcomponents')));
    const products = meant.flatMap((one) => one ?? []);
    // Of the product as a whole it would say more than its author did.
    if (meant.includes(null)) faults.push(`statements[${index}] names a part that cannot be read`);
    else if (products.length === 0) faults.push(`statements[${index}] names no product`);
    for (const product of products) {
      statements.push({
        vulnerability,
        aliases: textsField(named, 'aliases'),
        status: status as VexStatus,
        product,
        justification,
        note: note === null ? null : shortened(note, 300),
        remediations: [],
        severities: [],
      });
    }
  }
  return {
    author: shortened(textField(root, 'author') ?? 'unknown', 80),
    date: textField(root, 'last_updated') ?? textField(root, 'timestamp'),
    statements,
    faults,
  };
}

/**
 * The parts of a product that are meant, else the product; null when a part cannot be read.
 *
 * @param beside parts of all products of the statement, as v0.0.1 writes them
 */
function productsOf(item: unknown, beside: unknown): VexProduct[] | null {
  const product = productOf(item, null);
  const stated = field(item, 'subcomponents') ?? beside ?? [];
  if (!Array.isArray(stated)) return null;
  if (product === null || stated.length === 0) return product === null ? [] : [product];
  const parts = (stated as unknown[]).flatMap((part) => productOf(part, product.id) ?? []);
  return parts.length === 0 ? null : parts;
}

function productOf(item: unknown, within: string | null): VexProduct | null {
  const id = typeof item === 'string' ? item : textField(item, '@id');
  const identifiers = field(item, 'identifiers');
  const purl = textField(identifiers, 'purl') ?? (id?.startsWith('pkg:') === true ? id : null);
  const cpe = textField(identifiers, 'cpe23') ?? textField(identifiers, 'cpe22');
  const name = id ?? purl ?? cpe;
  return name === null || name === '' ? null : { id: name, purl, cpe, platformCpe: null, within };
}
