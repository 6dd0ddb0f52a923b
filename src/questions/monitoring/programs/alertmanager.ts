import type { Located } from '../../../model/located.ts';

/** What a receiver of Alertmanager can do: reach someone, nobody (a black hole), or it is not defined. */
export type Receiver = 'notifies' | 'empty' | 'undefined' | 'unread';

/** Judges a receiver by name: it notifies when one of its `*_configs` lists holds an entry. */
export function receiverOf(root: Located, name: string): { readonly kind: Receiver; readonly at: Located } {
  const receivers = root.get('receivers');
  if (!receivers.isList) return { kind: 'unread', at: receivers };
  const at = receivers.items().find((one) => one.get('name').value === name);
  if (at === undefined) return { kind: 'undefined', at: receivers };
  const lists = at.entries().filter(([key]) => key.endsWith('_configs'));
  if (lists.some(([, list]) => !list.empty && !list.isList)) return { kind: 'unread', at };
  return { kind: lists.some(([, list]) => list.items().length > 0) ? 'notifies' : 'empty', at };
}

/** Routes below the first that name a receiver. What an alias repeats is given once. */
export function routesBelow(root: Located): Located[] {
  const found: Located[] = [];
  const visited = new Set<unknown>();
  const walk = (route: Located): void => {
    for (const child of route.get('routes').items()) {
      if (visited.has(child.value)) continue;
      visited.add(child.value);
      if (!child.get('receiver').empty || !child.isMap) found.push(child);
      walk(child);
    }
  };
  walk(root.get('route'));
  return found;
}
