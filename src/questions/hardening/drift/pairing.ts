import { keyOf, saysNamespace, type Objects, type Thing } from './things.ts';

/** A declaration (or several of the same object), and what lives of it. */
export interface Pair {
  readonly declared: readonly Thing[];
  /** Several only for a declaration whose name is made up at its creation. */
  readonly live: readonly Thing[];
  /** The namespace where it is to be; null when that is not known. */
  readonly place: string | null;
  /** Why it is not known what lives of it; null when it is. */
  readonly unknown: string | null;
  readonly toKnow: string | null;
}

/**
 * Joins what is declared with what lives, by group, kind, namespace and name. A declaration that names no
 * namespace is joined with the one live object that fits and that no other declaration has.
 *
 * @param namespace where such declarations are applied; null when nobody said
 */
export function pairUp(declared: readonly Thing[], live: Objects, namespace: string | null): Pair[] {
  const pairs: Pair[] = [];
  const taken = new Set<Thing>();
  const mirrors = mirrorsOf(live);
  const placed = new Map<string, Thing[]>();
  const placeless = new Map<string, Thing[]>();
  for (const one of declared) {
    const said = saysNamespace(one);
    const where = said ? one.namespace : namespace;
    const key = where === null ? JSON.stringify([one.groupKind, one.name]) : keyOf({ ...one, namespace: where });
    const into = where === null ? placeless : placed;
    into.set(key, [...(into.get(key) ?? []), one]);
  }
  const known = { unknown: null, toKnow: null };
  for (const [key, group] of placed) {
    const [first] = group as [Thing];
    const place = saysNamespace(first) ? first.namespace : namespace!;
    const found = isGenerated(first)
      ? generated(first, live).filter((one) => one.namespace === place)
      : (live.byKey.get(key) ??
        (first.groupKind === '/Pod' ? mirrors.get(JSON.stringify([place, first.name])) : undefined) ??
        []);
    for (const one of found) taken.add(one);
    pairs.push({ declared: group, live: found, place, ...known });
  }
  for (const [key, group] of placeless) {
    const [first] = group as [Thing];
    const all = isGenerated(first) ? generated(first, live) : (live.byName.get(key) ?? []);
    const found = all.filter((one) => !taken.has(one));
    const places = new Set(found.map((one) => one.namespace));
    if (places.size < 2) pairs.push({ declared: group, live: found, place: found[0]?.namespace ?? null, ...known });
    else
      pairs.push({
        declared: group,
        live: [],
        place: null,
        unknown: `names no namespace, and ${first.kind} ${first.name} lives in ${[...places].toSorted().join(', ')}`,
        toKnow: 'Say where it is applied: `--namespace NAME`.',
      });
  }
  return pairs;
}

function isGenerated({ name, root }: Thing): boolean {
  return name.endsWith('*') && !root.down('metadata', 'generateName').empty;
}

/** Objects whose name was made up of this beginning. */
function generated({ groupKind, root }: Thing, live: Objects): Thing[] {
  const prefix = root.down('metadata', 'generateName').value;
  return live.all.filter(
    (one) =>
      one.groupKind === groupKind &&
      one.root.down('metadata', 'generateName').value === prefix &&
      one.root.down('metadata', 'ownerReferences').items().length === 0,
  );
}

/** Static Pods by the name of their manifest: each is seen by the name of its node behind its own. */
function mirrorsOf(live: Objects): ReadonlyMap<string, readonly Thing[]> {
  const all = live.all.filter(
    ({ groupKind, fact }) =>
      groupKind === '/Pod' && fact.value.annotations['kubernetes.io/config.mirror'] !== undefined,
  );
  return Map.groupBy(all, ({ namespace, name, root }) => {
    const node = `-${root.down('spec', 'nodeName').text().value ?? ''}`;
    return JSON.stringify([namespace, name.endsWith(node) ? name.slice(0, -node.length) : name]);
  });
}
