import type { Overload } from './functions.ts';
import { ServerPanic } from './meter.ts';
import { takes, typeOf } from './runtime-type.ts';
import { CelError, type Value } from './values.ts';

/** Calls whose cost hangs on their operands alone and whose work may be its square: counted before they run. */
export const costsBefore = /^list_(sets_|distinct$|\S+_sort$|\S+_sortByAssociatedKeys$)|^matches|^contains_string$/;

/** The server counts the members of what it sorts without looking whether it is a list. */
export function panicOnFault(id: string, values: readonly Value[]): void {
  const counted = /^list_(distinct|\S+_sort)$/.test(id)
    ? values[0]
    : id.endsWith('_sortByAssociatedKeys')
      ? values[1]
      : null;
  if (counted instanceof CelError)
    throw new ServerPanic('internal error: interface conversion: *types.Err is not traits.Lister: missing method Add');
  if (id === 'list_flatten_int' && values[1] instanceof CelError)
    throw new ServerPanic('internal error: interface conversion: ref.Val is *types.Err, not types.Int');
}

/** Where the types leave one overload. */
export function runOverload(one: Overload, values: readonly Value[]): Value {
  if (one.guarded && !values.every((value, index) => takes(one.operands[index]!, value)))
    return misfit(one.name, values);
  return one.run(...(values as never[]));
}

/** Where they leave several, the values choose. */
export function dispatch(name: string, all: readonly Overload[], values: readonly Value[]): Value {
  const found = all.find(
    ({ operands }) =>
      operands.length === values.length && operands.every((wanted, index) => takes(wanted, values[index]!)),
  );
  return found === undefined ? misfit(name, values) : found.run(...(values as never[]));
}

function misfit(name: string, values: readonly Value[]): CelError {
  return new CelError(`no such overload: ${name}(${values.map((value) => typeOf(value).name).join(', ')})`);
}
