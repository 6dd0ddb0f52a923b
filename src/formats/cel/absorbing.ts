import { CelError, isFault, noSuchOverload, Optional, Unknown, type Value } from './values.ts';

type Run = () => Value;

/** `&&` (decided by false) and `||` (by true): the deciding value absorbs errors and unknowns on both sides. */
export function logical(terms: readonly Run[], decides: boolean): Value {
  let unknown: Unknown | null = null;
  let error: CelError | null = null;
  for (const run of terms) {
    const value = run();
    if (value === decides) return decides;
    if (typeof value === 'boolean') continue;
    if (value instanceof Unknown) unknown = value.join(unknown);
    else error ??= value instanceof CelError ? value : noSuchOverload;
  }
  return unknown ?? error ?? !decides;
}

/** `or` and `orValue`: the right side is computed only for an optional without a value. */
export function orElse(left: Value, right: Run, take: (whole: Optional) => Value): Value {
  if (isFault(left)) return left;
  if (!(left instanceof Optional)) return noSuchOverload;
  return left.value === undefined ? right() : take(left);
}
