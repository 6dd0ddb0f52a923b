import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { Located } from '../../../model/located.ts';
import type { Seen } from '../../../model/seen.ts';

/** One security-relevant setting of one side, in words that are equal when the settings are. */
export interface Setting {
  readonly container: string | null;
  readonly name: string;
  /** Undefined when the source does not say; see `why`. */
  readonly text: string | undefined;
  readonly why?: string;
  /** What a report shows in place of `text`, which may be secret. */
  readonly shown?: string;
  /** Where it stands. A place is made into evidence only when it is told: most settings are equal. */
  readonly at: Evidence | Located;
}

export const absent = 'absent';

export function evidenceOf({ at }: Pick<Setting, 'at'>): Evidence {
  return at instanceof Located ? at.at : at;
}

export function setting<T>(container: string | null, name: string, from: Seen<T>, text: (value: T) => string): Setting {
  const { value, why, at } = from;
  const said = value === undefined ? undefined : text(value);
  return { container, name, text: said, at, ...(why === undefined ? {} : { why }) };
}

/** A value as it was read, by its canonical text. */
export function plainSetting(container: string | null, name: string, at: Located, value: unknown = at.value): Setting {
  return { container, name, text: canonical(value), at };
}

export function setText(names: readonly string[]): string {
  return names.length === 0 ? 'none' : [...new Set(names)].toSorted().join(', ');
}

/** `docker.io/library/web` and `web:latest` are one; a digest decides alone. */
export function imageText(reference: string): string {
  const read = parseImageReference(reference);
  if (read === null) return reference;
  return read.digest === undefined ? `${read.name}:${read.tag ?? 'latest'}` : `${read.name}@${read.digest}`;
}

/**
 * JSON with sorted keys and without what means the same as being left out: null, empty texts, empty
 * lists. Empty mappings stay: `podSelector: {}` selects every Pod, and its absence says nothing.
 */
export function canonical(value: unknown): string {
  const pruned = prune(value);
  if (pruned === undefined) return absent;
  return typeof pruned === 'string' ? pruned : JSON.stringify(pruned);
}

/** That of a selector is left out by the API server, and the selector stays. */
function isEmptyMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Deeper is no object of Kubernetes, which takes ten thousand levels of JSON and uses a dozen. */
const maxDepth = 64;

function prune(value: unknown, depth = 0): unknown {
  if (value === null || value === undefined || value === '' || depth > maxDepth) return undefined;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return list.length === 0 ? undefined : list.map((one) => (one === '' ? '' : (prune(one, depth + 1) ?? null)));
  }
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .map(([key, one]): [string, unknown] => [key, prune(one, depth + 1)])
    .filter(([key, one]) => one !== undefined && !(key === 'matchLabels' && isEmptyMapping(one)))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
