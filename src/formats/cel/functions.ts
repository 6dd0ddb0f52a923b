import { readType, splitTypes, type Type } from './types.ts';
import type { CelError, Value } from './values.ts';

/** One way to call a function. */
export interface Overload {
  /** As cel-go and Kubernetes name it; cost goes by it. */
  readonly id: string;
  readonly name: string;
  /** True when its first type is that of the target: `target.name(…)`. */
  readonly member: boolean;
  readonly operands: readonly Type[];
  readonly result: Type;
  readonly run: Run;
  /** False: `run` tells itself what does not fit, so that its message is its own. */
  readonly guarded: boolean;
}

export type Run = (...operands: never[]) => Value | CelError;

export interface FunctionDeclaration {
  readonly name: string;
  readonly overloads: readonly Overload[];
}

/**
 * Reads `string::charAt(int) string` (a member), `sets.contains(list(T), list(T)) bool` (a function)
 * with the id of the overload and what it does.
 */
export function overload(id: string, signature: string, run: Run, guarded = true): Overload {
  const [, receiver, name, inside, result] = /^(?:(.+)::)?([^(]+)\((.*)\) (\S.*)$/.exec(signature)!;
  const operands = splitTypes(inside!).map((text) => readType(text));
  return {
    id,
    name: name!,
    member: receiver !== undefined,
    operands: receiver === undefined ? operands : [readType(receiver), ...operands],
    result: readType(result!),
    run,
    guarded,
  };
}

export function declare(overloads: readonly Overload[]): Map<string, FunctionDeclaration> {
  const functions = new Map<string, FunctionDeclaration>();
  for (const [name, own] of Map.groupBy(overloads, (one) => one.name)) functions.set(name, { name, overloads: own });
  return functions;
}
