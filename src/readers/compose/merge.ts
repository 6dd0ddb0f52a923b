import { Node } from './node.ts';

/** Told of a value that cannot be merged with what an earlier file says, since one is no mapping or list. */
export type OnMismatch = (node: Node, path: string) => void;

/** Lists of `KEY=value` or mappings alike: read as mappings, a later entry replaces an earlier one. */
const keyValues = new Set([
  'environment',
  'labels',
  'annotations',
  'sysctls',
  'build.args',
  'build.labels',
  'build.additional_contexts',
  'deploy.labels',
]);
/** Lists of names that may be mappings with the names as keys. */
const nameMaps = new Set(['networks', 'depends_on', 'models']);
/** One string stands for a list with that string. */
const lists = new Set(['tmpfs', 'env_file', 'label_file', 'dns', 'dns_search', 'dns_opt']);
/** Replaced as a whole, never appended. */
const replaced = new Set(['command', 'entrypoint', 'healthcheck.test']);

/** A service, network or volume with the short forms that merging must see through written long. */
export function canonical(node: Node, path = ''): Node {
  const here = canonicalValue(node, path);
  const isService = path === '';
  if (here.map === undefined || !(isService || path === 'build' || path === 'deploy')) return here;
  const entries = new Map<string, Node>();
  for (const [key, value] of here.map) entries.set(key, canonical(value, isService ? key : `${path}.${key}`));
  return here.with({ content: entries });
}

function canonicalValue(node: Node, path: string): Node {
  const { list } = node;
  if (keyValues.has(path) && list !== undefined) return node.with({ content: keyValueMap(list) });
  if (nameMaps.has(path) && list?.every(({ text }) => text !== undefined) === true) {
    return node.with({ content: new Map(list.map((item) => [item.text!, item.with({ content: null })])) });
  }
  const short = path === 'build' ? 'context' : path === 'extends' ? 'service' : undefined;
  if (short !== undefined && isScalar(node)) return wrap(node, new Map([[short, bare(node)]]));
  if (lists.has(path) && isScalar(node)) return wrap(node, [bare(node)]);
  return node;
}

const isScalar = (node: Node): boolean => node.parts.unresolved !== undefined || node.text !== undefined;
const bare = (node: Node): Node => node.with({ tag: undefined });

/** The collection that a scalar stands for: same place, same tag, nothing else of the scalar. */
function wrap(node: Node, content: Node[] | Map<string, Node>): Node {
  const { origin, folder, tag } = node.parts;
  return new Node({ content, origin, folder, tag });
}

function keyValueMap(items: readonly Node[]): Map<string, Node> {
  const entries = new Map<string, Node>();
  for (const [index, item] of items.entries()) {
    const { unresolved, raw } = item.parts;
    const text = unresolved === undefined ? item.text : raw;
    // Kept under a key that no list can have, so that reading meets it and says what is wrong.
    if (text === undefined) {
      entries.set(`[${index}]`, item);
      continue;
    }
    const equals = text.indexOf('=');
    const name = equals === -1 ? text : text.slice(0, equals);
    if (unresolved !== undefined) entries.set(name, item);
    else entries.set(name, item.with({ content: equals === -1 ? null : text.slice(equals + 1) }));
  }
  return entries;
}

/**
 * Puts `over` on `base` by the merge rules of the Compose specification (13-merge): mappings are
 * merged, lists appended, all else replaced. Both are `canonical`. Tags of `over` are obeyed and
 * stay on its values (see `withoutTags`), because it may be put on more than one base.
 */
export function merge(base: Node, over: Node, onMismatch: OnMismatch, path = ''): Node {
  if (over.parts.tag !== undefined) return over;
  if (replaced.has(path)) return over;
  if (over.empty) return base;
  if (base.empty || over.parts.unresolved !== undefined || base.parts.unresolved !== undefined) return over;
  if (base.map !== undefined && over.map !== undefined) {
    if (path === 'logging' && otherDriver(base, over)) return over;
    return mergeMaps(base, over, onMismatch, path);
  }
  if (base.list !== undefined && over.list !== undefined) {
    const met = new Set(base.list.map(({ content }) => content));
    const added = over.list.filter(({ content }) => typeof content === 'object' || !met.has(content));
    return base.with({ content: [...base.list, ...added] });
  }
  if (typeof base.content === 'object' || typeof over.content === 'object') {
    if (!path.startsWith('ulimits.')) onMismatch(over, path);
  }
  return over;
}

function mergeMaps(base: Node, over: Node, onMismatch: OnMismatch, path: string): Node {
  const merged = new Map(base.map);
  for (const [key, value] of over.map!) {
    const old = merged.get(key);
    const next = path === '' ? key : `${path}.${key}`;
    merged.set(key, old === undefined || keyValues.has(path) ? value : merge(old, value, onMismatch, next));
  }
  return base.with({ content: merged, incomplete: over.parts.incomplete ?? base.parts.incomplete });
}

/** Options belong to a driver: they are merged only while both sides mean the same one. */
function otherDriver(base: Node, over: Node): boolean {
  const [first, second] = [base.get('driver'), over.get('driver')];
  return first.exists && second.exists && first.content !== second.content;
}

/** The same without what `!reset` removes and with `!override` done. */
export function withoutTags(node: Node): Node {
  const { map, list } = node;
  const tag = node.parts.tag === undefined ? {} : { tag: undefined };
  if (map !== undefined) {
    const entries = new Map<string, Node>();
    for (const [key, value] of map) if (value.parts.tag !== 'reset') entries.set(key, withoutTags(value));
    return node.with({ ...tag, content: entries });
  }
  if (list !== undefined) return node.with({ ...tag, content: list.map(withoutTags) });
  return node.parts.tag === undefined ? node : node.with(tag);
}
