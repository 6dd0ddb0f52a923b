/** Places in plain data, and data that is wrong at one of them. */
export type Step = string | number;

/** Every place in plain data, deepest last. */
export function placesOf(value: unknown, at: readonly Step[] = []): (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [at, ...inner.flatMap(([key, one]: [Step, unknown]) => placesOf(one, [...at, key]))];
}

/** The same data with another value at one place. */
export function put(value: unknown, [step, ...rest]: readonly Step[], other: unknown): unknown {
  if (step === undefined) return other;
  if (Array.isArray(value)) return value.map((one, index) => (index === step ? put(one, rest, other) : one));
  return { ...(value as object), [step]: put((value as Record<Step, unknown>)[step], rest, other) };
}

/** The path of a place as evidence writes it. */
export function pathOf(steps: readonly Step[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    const key = /^[\w$/@-]+$/.test(step) ? step : JSON.stringify(step);
    return path === '' ? key : `${path}.${key}`;
  }, '');
}

export function valueAt(value: unknown, steps: readonly Step[]): unknown {
  return steps.reduce<unknown>((at, step) => (at as Record<Step, unknown>)[step], value);
}

/** Values of types that the field cannot have: what it is tells which. */
export function wrong(value: unknown): unknown[] {
  if (Array.isArray(value)) return ['wrong', { wrong: 1 }, 7];
  if (typeof value === 'object') return ['wrong', ['wrong'], 7];
  return [{ wrong: 1 }, [['wrong']]];
}
