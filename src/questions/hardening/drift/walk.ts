import { parseQuantity } from '../../../formats/kubernetes-quantity/quantity.ts';
import type { Located } from '../../../model/located.ts';
import { absent, canonical, type Setting } from './setting.ts';

/** How a part of an object is taken apart into settings. */
export interface Rules {
  /** Fields that decide nothing about security, or that controllers and the API server write; at any depth. */
  readonly ignored?: ReadonlySet<string>;
  /** The same, of the place itself alone: below it a field of that name is another. */
  readonly ignoredHere?: ReadonlySet<string>;
  /** Values that the API server fills in (or that mean the same as the field left out), by field. */
  readonly defaults?: Readonly<Record<string, readonly unknown[]>>;
  /** Lists whose entries are told apart by fields of theirs: `volumes` by `name`. */
  readonly keyed?: Readonly<Record<string, readonly string[]>>;
  /** Lists whose order means nothing. */
  readonly sets?: ReadonlySet<string>;
  /** Fields that are one setting, whatever they hold. */
  readonly whole?: ReadonlySet<string>;
  /** Mappings that mean something when they are empty. */
  readonly empty?: ReadonlySet<string>;
  /** Fields whose values may be passwords: a report says only that they differ. */
  readonly secret?: ReadonlySet<string>;
  /** Fields that hold quantities: `0.5` is `500m`. */
  readonly quantities?: ReadonlySet<string>;
}

/** Deeper than any kind of Kubernetes: what lies below is one setting. */
const maxDepth = 24;

/**
 * All that stands at and below a place, one setting for each value that is no mapping. What is left out is
 * no setting, so that two sides differ in exactly the values that one has and the other has not.
 */
export function settingsBelow(at: Located, prefix: string, container: string | null, rules: Rules): Setting[] {
  const found: Setting[] = [];
  walk(at, prefix, lastField(prefix), false, 0);
  return found;

  function walk(here: Located, name: string, field: string, secret: boolean, depth: number): void {
    if (here.empty || here.value === '') return;
    const isSecret = secret || rules.secret?.has(field) === true;
    if (rules.defaults?.[field]?.some((usual) => usual === here.value) === true) return;
    if (here.isMap && depth < maxDepth && rules.whole?.has(field) !== true) {
      const entries = here.entries();
      if (entries.length === 0 && rules.empty?.has(field) === true)
        found.push({ container, name, text: '{}', at: here });
      let below = 0;
      for (const [key, value] of entries) {
        if (rules.ignored?.has(key) === true || (depth === 0 && rules.ignoredHere?.has(key) === true)) continue;
        const before = found.length;
        walk(value, name === '' ? key : `${name}.${key}`, fieldOf(field, key, rules), isSecret, depth + 1);
        below += found.length - before;
      }
      // All that it held is filled in by the API server: `emptyDir: {sizeLimit: 0}`.
      if (entries.length > 0 && below === 0 && rules.empty?.has(field) === true)
        found.push({ container, name, text: '{}', at: here });
      return;
    }
    const key = rules.keyed?.[field];
    if (here.isList && key !== undefined && depth < maxDepth) return entriesOf(here, name, field, key, isSecret, depth);
    if (here.isList && rules.sets?.has(field) === true) {
      for (const item of here.items())
        found.push({ container, name: `${name} ${canonical(item.value)}`, text: 'there', at: item });
      return;
    }
    const text = textOf(here, field);
    if (text !== absent) found.push({ container, name, text, at: here, ...(isSecret ? { shown: shownOf(here) } : {}) });
  }

  function entriesOf(
    list: Located,
    name: string,
    field: string,
    keys: readonly string[],
    secret: boolean,
    depth: number,
  ): void {
    const times = new Map<string, number>();
    for (const item of list.items()) {
      const id = keys.map((key) => item.get(key).text().value ?? usualKey[key] ?? '').join('/');
      const nth = (times.get(id) ?? 0) + 1;
      times.set(id, nth);
      const own = `${name}[${id}${nth === 1 ? '' : ` #${nth}`}]`;
      // That it is there at all may be all there is: a tmpfs, a variable without a value.
      found.push({ container, name: own, text: 'there', at: item });
      if (!item.isMap) {
        found.push({ container, name: `${own} as`, text: canonical(item.value), at: item });
        continue;
      }
      for (const [key, value] of item.entries()) {
        if (keys.includes(key) || rules.ignored?.has(key) === true) continue;
        walk(value, `${own}.${key}`, fieldOf(field, key, rules), secret, depth + 2);
      }
    }
  }

  function textOf(here: Located, field: string): string {
    if (rules.quantities?.has(field) === true) {
      const amount = here.text().value;
      const number = amount === undefined ? undefined : parseQuantity(amount);
      if (number !== undefined) return String(Number(number.toPrecision(12)));
    }
    return canonical(here.value);
  }
}

/** What an entry without this key has: the API server fills it in. */
const usualKey: Readonly<Record<string, string>> = { protocol: 'TCP' };

/** The name of the parent stands for keys that are the user's own: `limits.cpu` is judged as `limits.*`. */
function fieldOf(parent: string, key: string, rules: Rules): string {
  if (rules.quantities?.has(parent) === true) return parent;
  const exact = `${parent}.${key}`;
  const known =
    rules.defaults?.[exact] !== undefined ||
    rules.keyed?.[exact] !== undefined ||
    rules.empty?.has(exact) === true ||
    rules.secret?.has(exact) === true ||
    rules.whole?.has(exact) === true ||
    rules.sets?.has(exact) === true;
  return known ? exact : key;
}

function lastField(prefix: string): string {
  return prefix.slice(prefix.lastIndexOf('.') + 1);
}

function shownOf({ value }: Located): string {
  if (!Array.isArray(value)) return 'a value';
  return `${value.length} ${value.length === 1 ? 'word' : 'words'}`;
}
