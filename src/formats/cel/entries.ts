import { goTypeName } from './runtime-type.ts';
import { CelError, List, Mapping, type Value } from './values.ts';

/** What a comprehension goes over, or why it cannot. */
type Entries = { readonly pairs: readonly (readonly [Value, Value])[] } | { readonly fault: Value };

export function entriesOf(value: Value, two: boolean): Entries {
  if (value instanceof Mapping) {
    if (value.more !== null) return { fault: value.more };
    return { pairs: value.keys().map((key) => [key, two ? value.get(key)! : null] as const) };
  }
  if (value instanceof List)
    return {
      pairs: value.items.map((item, index) => (two ? ([BigInt(index), item] as const) : ([item, null] as const))),
    };
  const message = two
    ? `unsupported comprehension range type: ${goTypeName(value)}`
    : `got '${goTypeName(value)}', expected iterable type`;
  return { fault: new CelError(message) };
}
