/** Keys and indexes that lead from the root of a document to a value. */
export type Path = readonly (string | number)[];

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** What is to be different in the data of one document. */
export type Change =
  /** Gives a value; the mappings on the way are made where they are absent. */
  | { readonly kind: 'set'; readonly path: Path; readonly value: string | number | boolean }
  /** Adds an item to a list, which is made where it is absent. */
  | { readonly kind: 'append'; readonly path: Path; readonly value: string }
  /** Takes an entry of a mapping or an item of a list away; a list that is left empty goes with its key. */
  | { readonly kind: 'remove'; readonly path: Path }
  /** Gives an entry of a mapping another key, where it stands. */
  | { readonly kind: 'rename'; readonly path: Path; readonly to: string };

/** The path of `Located` for people, `spec.containers[0]."a.b"`, as steps; null when it is none. */
export function stepsOf(place: string): Path | null {
  const steps: (string | number)[] = [];
  const step = /\.?(?:\[(\d+)\]|("(?:[^"\\]|\\.)*")|([^."[\]]+))/y;
  while (step.lastIndex < place.length) {
    const match = step.exec(place);
    if (match === null) return null;
    const [, index, quoted, word] = match;
    if (index !== undefined) steps.push(Number(index));
    else if (word !== undefined) steps.push(word);
    else {
      try {
        steps.push(JSON.parse(quoted!) as string);
      } catch {
        return null;
      }
    }
  }
  return steps;
}

/** The data with the changes made; what is not on their way is the same object as before. */
export function withChanges(root: unknown, changes: readonly Change[]): unknown {
  // Items are taken away from the end, so that the indexes of the others hold.
  const ordered = changes.toSorted((a, b) => Number(a.kind === 'remove') - Number(b.kind === 'remove'));
  const removals = ordered.filter(({ kind }) => kind === 'remove').toSorted((a, b) => compareFromEnd(a.path, b.path));
  return [...ordered.filter(({ kind }) => kind !== 'remove'), ...removals].reduce(
    (data, change) => changed(data, change.path, change),
    root,
  );
}

function changed(data: unknown, path: Path, change: Change): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change.kind === 'append' ? [...asList(data), change.value] : changedValue(change);
  if (typeof step === 'number') {
    const list = [...asList(data)];
    if (rest.length === 0 && change.kind === 'remove') list.splice(step, 1);
    else list[step] = changed(list[step], rest, change);
    return list;
  }
  const entries = Object.entries(data ?? {});
  if (change.kind === 'remove' && rest.length === 0) return fromEntries(entries.filter(([key]) => key !== step));
  if (change.kind === 'rename' && rest.length === 0)
    return fromEntries(entries.map(([key, value]) => [key === step ? change.to : key, value]));
  const value = changed(entries.find(([key]) => key === step)?.[1], rest, change);
  if (change.kind === 'remove' && Array.isArray(value) && value.length === 0) {
    return fromEntries(entries.filter(([key]) => key !== step));
  }
  const has = entries.some(([key]) => key === step);
  return fromEntries(
    has ? entries.map(([key, old]) => [key, key === step ? value : old]) : [...entries, [step, value]],
  );
}

function changedValue(change: Change): unknown {
  return change.kind === 'set' ? change.value : undefined;
}

function asList(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data : [];
}

/** A key `__proto__` of a file stays a key. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): object {
  const made = {};
  for (const [key, value] of entries) {
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return made;
}

function compareFromEnd(a: Path, b: Path): number {
  const [x, y] = [a.at(-1), b.at(-1)];
  return typeof x === 'number' && typeof y === 'number' ? y - x : 0;
}

/**
 * True when both are the same data: same types, keys in any order. Each pair of objects is compared
 * once, since a few aliases can stand for millions of values.
 */
export function sameData(a: unknown, b: unknown, met = new Map<object, Set<object>>()): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
  if (a === b || met.get(a)?.has(b) === true) return true;
  let with_ = met.get(a);
  if (with_ === undefined) met.set(a, (with_ = new Set()));
  with_.add(b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) &&
        sameData((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], met),
    )
  );
}
