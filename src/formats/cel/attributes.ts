import { describe } from './describe.ts';
import { structKey } from './library/standard.ts';
import { goTypeName, typeOf } from './runtime-type.ts';
import { CelError, List, Mapping, none, noSuchOverload, Optional, Uint, Unknown, type Value } from './values.ts';

/** What a step into a value found: the value (or why it cannot be told), or nothing. */
type Step = { readonly value: Value } | null;

/** `value[key]` or `value.key`; null when there is none. Rules and words are cel-go's (interpreter/attributes.go). */
export function stepInto(value: Value, key: Value): Step {
  if (value instanceof Unknown || value instanceof CelError) return { value };
  if (key instanceof Unknown || key instanceof CelError) return { value: key };
  if (!isKey(key)) return { value: new CelError(`invalid qualifier type: ${goTypeName(key)}`) };
  if (value instanceof Mapping) return stepIntoMap(value, key);
  return value instanceof List ? stepIntoList(value, key) : null;
}

function isKey(key: Value): boolean {
  return ['string', 'bigint', 'number', 'boolean'].includes(typeof key) || key instanceof Uint;
}

function stepIntoMap(map: Mapping, key: Value): Step {
  if (typeof key !== 'string') {
    if (map.typeName !== 'map') return { value: noSuchOverload };
    if (map.origin === 'struct') return { value: structKey(key) };
  }
  const found = map.get(key);
  return found === undefined ? null : { value: found };
}

function stepIntoList(list: List, key: Value): Step {
  const index = indexOf(key);
  if (index instanceof CelError) return { value: index };
  if (index < 0n || index >= BigInt(list.size)) return null;
  if (list.origin === 'struct' && typeof key !== 'bigint')
    return { value: new CelError(`unsupported index type: ${goTypeName(key)}`) };
  return { value: list.items[Number(index)]! };
}

function indexOf(key: Value): bigint | CelError {
  if (typeof key === 'bigint') return key;
  if (key instanceof Uint) return key.value;
  if (typeof key === 'number' && Number.isSafeInteger(key)) return BigInt(key);
  if (typeof key === 'number') return new CelError(`unsupported index value ${describe(key)} in list`);
  return new CelError(`unsupported index type '${typeOf(key).name}' in list`);
}

export function missing(value: Value, key: Value): CelError {
  return new CelError(
    value instanceof List ? `index out of bounds: ${describe(key)}` : `no such key: ${describe(key)}`,
  );
}

/** One step of a chain `a.b[c].?d`, its key computed when it is taken. */
export interface Qualifier {
  readonly key: () => Value;
  readonly optional: boolean;
  /** The last step of `has(…)`. */
  readonly tested: boolean;
  /** Counts the step; those of a chain of optionals only when they found something. */
  readonly charge: () => void;
}

/** Takes all steps of a chain. From the first optional step on, what is missing makes the whole `none`. */
export function follow(start: Value, qualifiers: readonly Qualifier[]): Value {
  let value = start;
  let optional = false;
  if (value instanceof Optional && qualifiers.length > 0) {
    if (value.value === undefined) return value;
    value = value.value;
    optional = true;
  }
  for (const { key, optional: own, tested, charge } of qualifiers) {
    optional ||= own;
    const name = key();
    const step = stepInto(value, name);
    if (optional) {
      if (step === null) return none;
      if (!(step.value instanceof CelError)) charge();
      if (step.value instanceof CelError || step.value instanceof Unknown) return step.value;
    } else charge();
    if (tested && !optional) {
      if (step?.value instanceof CelError || step?.value instanceof Unknown) return step.value;
      return step !== null;
    }
    if (step === null) return missing(value, name);
    value = step.value;
    if (value instanceof CelError || value instanceof Unknown) return value;
  }
  if (!optional) return value;
  return value instanceof Optional ? value : new Optional(value);
}
