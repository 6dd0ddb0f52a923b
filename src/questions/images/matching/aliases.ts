import type { AdvisoryRecord } from '../../../formats/osv/record.ts';

/**
 * Groups advisories that are one vulnerability. Aliases are symmetric and transitive (OSV schema,
 * `aliases`): two advisories that name the same third one belong together, in whatever order they come.
 */
export function aliasClasses<T extends { readonly record: AdvisoryRecord }>(
  items: readonly T[],
): readonly (readonly T[])[] {
  if (items.length < 2) return items.length === 0 ? [] : [items];
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    let root = name;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    // The way is shortened, or a chain of a thousand aliases would be walked a thousand times.
    for (let step = name; step !== root;) {
      const next = parents.get(step)!;
      parents.set(step, root);
      step = next;
    }
    return root;
  };
  for (const { record } of items) {
    for (const alias of record.aliases) {
      const [a, b] = [rootOf(record.id), rootOf(alias)];
      if (a !== b) parents.set(b, a);
    }
  }
  const classes = new Map<string, T[]>();
  for (const item of items) {
    const root = rootOf(item.record.id);
    const known = classes.get(root);
    if (known === undefined) classes.set(root, [item]);
    else known.push(item);
  }
  return [...classes.values()];
}
