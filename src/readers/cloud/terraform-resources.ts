import type { CloudRule } from '../../facts/cloud-network.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';

/** A resource of a plan or a state, with the expressions of its configuration where a plan has them. */
export interface Resource {
  readonly type: string;
  readonly address: string;
  readonly values: Located;
  readonly expressions: Located | undefined;
  /** Read from files: blocks and their expressions stand in the same order. A plan puts blocks in an order of its own. */
  readonly written?: true;
}

/** Ids as values name them, and addresses as references do. */
export class Ids {
  readonly #byId = new Map<string, string>();
  /** Addresses by themselves without their index. */
  readonly #byAddress: ReadonlyMap<string, readonly string[]>;
  readonly #told = new WeakMap<Resource, Map<string, Seen<readonly string[]>>>();

  constructor(resources: readonly Resource[]) {
    const all = new Set(resources.map(({ address }) => address));
    this.#byAddress = Map.groupBy(all, (address) => address.replace(/\[[^\]]*\]$/, ''));
    for (const { address, values } of resources) {
      const id = values.get('id').text().value;
      if (id !== undefined) this.#byId.set(id, address);
    }
  }

  /** The address of what a value or a reference names; ids of what is elsewhere stay. */
  texts(resource: Resource, key: string): Seen<readonly string[]> {
    const told = this.#told.get(resource) ?? new Map<string, Seen<readonly string[]>>();
    this.#told.set(resource, told);
    const known = told.get(key) ?? this.#texts(resource, key);
    told.set(key, known);
    return known;
  }

  #texts(resource: Resource, key: string): Seen<readonly string[]> {
    const at = resource.values.get(key);
    const values = at.isList ? at.items().map((item) => item.text().value) : at.empty ? [] : [at.text().value];
    if (values.length > 0 && values.every((value) => value !== undefined))
      return seen(
        values.map((value) => this.#byId.get(value) ?? value),
        at.at,
      );
    const references = resource.expressions?.down(key, 'references');
    if (references === undefined || references.empty) {
      // A list that nobody wrote is empty; one of a plan without configuration may be known after apply.
      if (resource.expressions !== undefined && values.length === 0) return seen<readonly string[]>([], at.at);
      return at.exists && values.length === 0
        ? seen<readonly string[]>([], at.at)
        : seen<readonly string[]>(undefined, at.at, `${key} is known after apply`);
    }
    const module = /^((?:module\.[^.]+\.)*)/.exec(resource.address)?.[1] ?? '';
    const all = references.items().flatMap((item) => item.text().value ?? []);
    // A plan tells `x.y[0].id` as that, `x.y[0]` and `x.y`: only the longest says which of several it is.
    const named = all.filter((text) => !all.some((one) => one.startsWith(`${text}.`) || one.startsWith(`${text}[`)));
    const found = new Set(values.flatMap((value) => (value === undefined ? [] : (this.#byId.get(value) ?? value))));
    for (const text of named) {
      const [, address, index] = /^([a-z0-9_]+\.[\w-]+)(\[(?!\*)[^\]]*\])?/.exec(text) ?? [];
      const alike = address === undefined ? [] : (this.#byAddress.get(`${module}${address}`) ?? []);
      const own = index === undefined ? alike : alike.filter((one) => one === `${module}${address}${index}`);
      if (own.length === 0)
        return seen<readonly string[]>(undefined, at.at, `${key} comes from ${text}, which is known after apply`);
      for (const one of own) found.add(one);
    }
    return seen([...found], at.at);
  }

  one(resource: Resource, key: string): Seen<string> {
    const { value, at, why } = this.texts(resource, key);
    if (value === undefined) return seen<string>(undefined, at, why);
    return value.length === 1
      ? seen(value[0], at)
      : seen<string>(undefined, at, value.length === 0 ? `${key} is not said` : `${key} may be several`);
  }
}

export type Of = (...types: string[]) => Resource[];

/** The expressions of one block. A plan has blocks in an order of its own: of several it is not known which is whose. */
export function expressionOf(
  { values, expressions, written }: Resource,
  key: string,
  index: number,
): Located | undefined {
  const all = expressions?.get(key).items() ?? [];
  const alone = all.length === 1 && values.get(key).items().length === 1;
  return written === true || alone ? all[index] : undefined;
}

/** A resource in a file that is made several times, or perhaps not at all; null when it is there. */
export function madeBy({ values, expressions, written }: Resource): Pick<CloudRule, 'unread' | 'uncertain'> | null {
  const count = values.get('count').value;
  const isThere = typeof count === 'number' && count > 0;
  const said = ['count', 'for_each'].find(
    (key) => values.get(key).exists || (expressions !== undefined && expressions.get(key).exists),
  );
  if (written !== true || said === undefined || isThere) return null;
  return { unread: `${said} decides whether it is there`, uncertain: true };
}

/** The first of some keys that is not known before it is applied. */
export function unknownKey(values: Located, expressions: Located | undefined, keys: readonly string[]): string | null {
  const open = keys.find(
    (key) => values.get(key).empty && expressions !== undefined && !expressions.down(key, 'references').empty,
  );
  return open === undefined ? null : `${open} is known after apply`;
}
