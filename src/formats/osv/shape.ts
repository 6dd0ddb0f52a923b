/** Reads of values of unknown shape. An absent or null value is `undefined`: the schema reads both alike. */

export function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key))
    return undefined;
  return (value as Record<string, unknown>)[key] ?? undefined;
}

export function textField(value: unknown, key: string): string | null {
  const found = field(value, key);
  return typeof found === 'string' ? found : null;
}

/** Items of a list; empty when there is none. Use `isList` where a wrong shape must be told. */
export function listField(value: unknown, key: string): readonly unknown[] {
  const found = field(value, key);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

export function textsField(value: unknown, key: string): readonly string[] {
  return listField(value, key).filter((item): item is string => typeof item === 'string');
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own entries of a mapping; empty when it is none. */
export function entriesOf(value: unknown): readonly [string, unknown][] {
  return isMapping(value) ? Object.entries(value) : [];
}

/** One line of at most so many characters: a summary, or a hostile name in a message. */
export function shortened(text: string, length: number): string {
  const line = text
    .slice(0, length * 4)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
