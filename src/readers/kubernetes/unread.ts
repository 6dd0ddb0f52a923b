import { describeSubject, type Subject } from '../../model/fact.ts';
import type { Gap } from '../../model/gap.ts';
import type { Located } from '../../model/located.ts';

/** Under these keys objects of other kinds (workflows, pipelines, operators) hold containers. */
const lists = new Set(['containers', 'initContainers', 'sidecars', 'steps']);
const singles = new Set(['container', 'script']);
/** Lists that are containers in whatever holds them, an image or none: an operator may put in its own. */
const always = new Set(['containers', 'initContainers']);
/** Deeper than in any object known to us; and an object is not searched for ever. */
const maxDepth = 48;
const maxValues = 200_000;

/**
 * The first place in an object where a container stands; null when there is none.
 *
 * @param read the Pod templates that were read, whose containers are known
 */
export function findContainers(root: Located, read: readonly Located[] = []): Located | null {
  const known = new Set(read.map(({ path }) => path));
  let values = 0;
  const search = (at: Located, depth: number): Located | null => {
    // Not searched to its end: it may hold some.
    if (depth > maxDepth || (values += 1) > maxValues) return at;
    for (const [key, value] of at.entries()) {
      values += 1;
      if (typeof value.value !== 'object' || value.value === null || (depth === 0 && key === 'status')) continue;
      if (known.size > 0 && known.has(value.path)) continue;
      const items = value.items();
      if (lists.has(key) && items.some(hasImage)) return value;
      if (always.has(key) && items.some(isNamed)) return value;
      if (singles.has(key) && hasImage(value)) return value;
      for (const inner of value.isList ? items : [value]) {
        const found = search(inner, depth + 1);
        if (found !== null) return found;
      }
    }
    return null;
  };
  return search(root, 0);
}

function hasImage(at: Located): boolean {
  return typeof at.get('image').value === 'string';
}

function isNamed(at: Located): boolean {
  return typeof at.get('name').value === 'string';
}

export function containersUnread(subject: Subject, at: Located): Gap {
  return {
    code: 'OBJECT_UNREAD',
    source: subject.source,
    subject: describeSubject(subject),
    because: 'holds containers, and its kind is not one that Plimsoll reads',
    toKnow: 'Ask about the Pods that it makes: `kubectl get pods -o yaml` writes them to a file.',
    touches: ['*'],
    at: at.at,
  };
}
