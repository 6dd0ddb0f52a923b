import type { FieldWriter } from '../../../model/drift.ts';
import type { Located } from '../../../model/located.ts';

type Plain = Readonly<Record<string, unknown>>;

/**
 * Who last wrote what stands at a path, by `metadata.managedFields` (structured-merge-diff, fieldsV1): the
 * manager whose set holds the field itself or, for a list or mapping that is written as one, what holds it.
 * Null when the field is not there, or nobody is named: who took a field away is not kept.
 *
 * @param path from the root of the object: `spec.template.spec.hostPID`
 */
export function writerOf(root: Located, path: string): FieldWriter | null {
  const steps = stepsOf(root.value, path);
  if (steps === null) return null;
  let best: { readonly depth: number; readonly writer: FieldWriter } | null = null;
  for (const entry of root.down('metadata', 'managedFields').items()) {
    const { manager, operation, time, fieldsV1, subresource } = Object(entry.value) as Plain;
    if (typeof manager !== 'string' || subresource === 'status') continue;
    const depth = heldTo(fieldsV1, steps);
    if (depth === 0) continue;
    const at = typeof time === 'string' ? time : null;
    const writer = { manager, operation: typeof operation === 'string' ? operation : 'Update', time: at };
    const later =
      best === null || depth > best.depth || (depth === best.depth && (at ?? '') > (best.writer.time ?? ''));
    if (later) best = { depth, writer };
  }
  return best?.writer ?? null;
}

/** One step of a path with the value that it leads to. */
interface Step {
  readonly key: string | number;
  readonly value: unknown;
}

/** Null for a path that leads nowhere. */
function stepsOf(root: unknown, path: string): Step[] | null {
  const steps: Step[] = [];
  let value = root;
  for (const [, index, quoted, plain] of path.matchAll(/\[(\d+)\]|("(?:[^"\\]|\\.)*")|([^.[\]]+)/g)) {
    const key = index !== undefined ? Number(index) : quoted !== undefined ? (JSON.parse(quoted) as string) : plain!;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
    value = (value as Record<string | number, unknown>)[key];
    steps.push({ key, value });
  }
  return steps;
}

/** How many steps a set of fields follows; 0 unless it holds the last of them, or ends in what holds it. */
function heldTo(fields: unknown, steps: readonly Step[]): number {
  let here = fields;
  let depth = 0;
  for (const { key, value } of steps) {
    const next = typeof key === 'string' ? fieldOf(here, `f:${key}`) : itemOf(here, value);
    if (next === undefined) break;
    here = next;
    depth++;
  }
  // A set that goes on in other fields holds not this one.
  const whole = depth === steps.length || (depth > 0 && isLeaf(here));
  return whole ? depth : 0;
}

function fieldOf(fields: unknown, name: string): unknown {
  return typeof fields === 'object' && fields !== null && Object.hasOwn(fields, name)
    ? (fields as Plain)[name]
    : undefined;
}

/** `k:{"name":"web"}` for an entry of a list by its keys, `v:"ALL"` for a value of a set. */
function itemOf(fields: unknown, value: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return undefined;
  for (const [name, inner] of Object.entries(fields)) {
    if (name.startsWith('v:') && name === `v:${JSON.stringify(value)}`) return inner;
    if (!name.startsWith('k:')) continue;
    try {
      const keys = JSON.parse(name.slice(2)) as Plain;
      if (Object.entries(keys).every(([key, one]) => (Object(value) as Plain)[key] === one)) return inner;
    } catch {
      // No key that an API server writes.
    }
  }
  return undefined;
}

function isLeaf(fields: unknown): boolean {
  return typeof fields === 'object' && fields !== null && Object.keys(fields).every((name) => name === '.');
}
