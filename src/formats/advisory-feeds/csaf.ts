import type { SeverityClaim } from '../osv/record.ts';
import { ratingClaim, vectorClaim } from '../osv/severity.ts';
import { entriesOf, field, listField, shortened, textField, textsField } from '../osv/shape.ts';
import type { VexProduct, VexRead, VexStatement, VexStatus } from './vex.ts';

/** CSAF 2.0 §3.2.3.9. `recommended` says what to install, not what is so; the others name a status. */
const statuses: Readonly<Record<string, VexStatus>> = {
  known_affected: 'affected',
  first_affected: 'affected',
  last_affected: 'affected',
  known_not_affected: 'not_affected',
  fixed: 'fixed',
  first_fixed: 'fixed',
  under_investigation: 'under_investigation',
};

const maxDepth = 30;
const maxProducts = 200_000;

/** A CSAF 2.0 document: statements for each product of each vulnerability. https://docs.oasis-open.org/csaf/csaf/v2.0/ */
export function readCsaf(root: unknown): VexRead {
  const faults: string[] = [];
  const document = field(root, 'document');
  const author = shortened(textField(field(document, 'publisher'), 'name') ?? 'unknown', 80);
  const products = readProducts(field(root, 'product_tree'), faults);
  const statements: VexStatement[] = [];
  for (const [index, item] of listField(root, 'vulnerabilities').entries()) {
    const id = textField(item, 'cve') ?? textField(listField(item, 'ids')[0], 'text');
    if (id === null) {
      faults.push(`vulnerabilities[${index}] has no id`);
      continue;
    }
    const about = detailsOf(item, author);
    for (const [group, list] of entriesOf(field(item, 'product_status'))) {
      const status = Object.hasOwn(statuses, group) ? statuses[group]! : null;
      if (status === null) continue;
      for (const productId of Array.isArray(list) ? (list as unknown[]) : []) {
        const product = typeof productId === 'string' ? products.get(productId) : undefined;
        if (product === undefined) faults.push(`${id}: ${shortened(String(productId), 80)} is not in the product tree`);
        else {
          const { flags, remediations, threats, scores } = about;
          statements.push({
            vulnerability: id,
            aliases: [],
            status,
            product,
            justification: flags.get(product.id)?.[0] ?? null,
            note: null,
            remediations: remediations.get(product.id) ?? [],
            severities: [...(threats.get(product.id) ?? []), ...(scores.get(product.id) ?? [])],
          });
        }
      }
    }
  }
  return { author, date: textField(field(document, 'tracking'), 'current_release_date'), statements, faults };
}

interface Details {
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly remediations: ReadonlyMap<string, readonly string[]>;
  readonly threats: ReadonlyMap<string, readonly SeverityClaim[]>;
  readonly scores: ReadonlyMap<string, readonly SeverityClaim[]>;
}

function detailsOf(item: unknown, author: string): Details {
  const origin = author.replace(/ Product Security$/, '');
  return {
    flags: byProduct(listField(item, 'flags'), 'product_ids', (flag) => one(textField(flag, 'label'))),
    remediations: byProduct(listField(item, 'remediations'), 'product_ids', (remedy) =>
      one(textField(remedy, 'category')),
    ),
    threats: byProduct(listField(item, 'threats'), 'product_ids', (threat) => {
      const word = textField(threat, 'category') === 'impact' ? textField(threat, 'details') : null;
      return word === null ? [] : [ratingClaim(origin, word)];
    }),
    // CSAF 2.1 §3.2.4.13 puts them into `metrics`, which may be somebody else's.
    scores: byProduct([...listField(item, 'scores'), ...listField(item, 'metrics')], 'products', (score) => {
      const source = textField(score, 'source');
      const from = source === null ? origin : `${shortened(source, 60)} at ${origin}`;
      return ['cvss_v4', 'cvss_v3', 'cvss_v2'].flatMap((version) => {
        const vector = textField(field(field(score, 'content') ?? score, version), 'vectorString');
        return vector === null ? [] : [vectorClaim(from, vector)];
      });
    }),
  };
}

function one(text: string | null): readonly string[] {
  return text === null ? [] : [text];
}

function byProduct<V>(list: readonly unknown[], key: string, read: (item: unknown) => readonly V[]): Map<string, V[]> {
  const found = new Map<string, V[]>();
  for (const item of list) {
    const values = read(item);
    if (values.length === 0) continue;
    for (const id of textsField(item, key)) {
      const known = found.get(id);
      if (known === undefined) found.set(id, [...values]);
      else known.push(...values);
    }
  }
  return found;
}

function readProducts(tree: unknown, faults: string[]): Map<string, VexProduct> {
  const products = new Map<string, VexProduct>();
  const add = (item: unknown): void => {
    const id = textField(item, 'product_id');
    if (id === null || products.size >= maxProducts) return;
    const helper = field(item, 'product_identification_helper');
    products.set(id, {
      id,
      purl: textField(helper, 'purl'),
      cpe: textField(helper, 'cpe'),
      platformCpe: null,
      within: null,
    });
  };
  const descend = (branches: readonly unknown[], depth: number): void => {
    if (depth > maxDepth) {
      faults.push(`product_tree is deeper than ${maxDepth} levels`);
      return;
    }
    for (const branch of branches) {
      add(field(branch, 'product'));
      descend(listField(branch, 'branches'), depth + 1);
    }
  };
  descend(listField(tree, 'branches'), 0);
  for (const item of listField(tree, 'full_product_names')) add(item);
  for (const item of listField(tree, 'relationships')) {
    const id = textField(field(item, 'full_product_name'), 'product_id');
    const component = products.get(textField(item, 'product_reference') ?? '');
    const platform = products.get(textField(item, 'relates_to_product_reference') ?? '');
    if (id === null || component === undefined || platform === undefined) {
      faults.push('a relationship of product_tree names what is not in it');
    } else {
      products.set(id, {
        ...component,
        id,
        platformCpe: platform.cpe ?? platform.platformCpe,
        within: platform.purl ?? platform.id,
      });
    }
  }
  return products;
}
