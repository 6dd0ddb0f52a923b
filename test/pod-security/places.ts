export type Path = readonly (string | number)[];

/** Every value in a mapping or list, and where it stands. */
export function* places(value: unknown, at: Path = []): Generator<{ readonly path: Path; readonly value: unknown }> {
  if (at.length > 0) yield { path: at, value };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* places(item, [...at, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* places(item, [...at, key]);
}

/** The same with another value at one place. */
export function replaced(root: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(root))
    return root.map((item: unknown, index) => (index === step ? replaced(item, rest, value) : item));
  const holder = root as Readonly<Record<string, unknown>>;
  return { ...holder, [step]: replaced(holder[step], rest, value) };
}

/** One of each shape, and lists of what no list holds. */
export const wrongValues: readonly unknown[] = ['x', 1.5, true, [], [null], ['x', 1], {}, { x: 1 }];

export function shapeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}
