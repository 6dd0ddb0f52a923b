import { dynType, listType, mapType, sameType, typeOfType, type Type } from './types.ts';

/**
 * What type variables stand for, and whether one type may be used where another is wanted: the rules of
 * cel-go's checker (checker/types.go). `tried` undoes the bindings of an attempt that failed.
 */
export class Bindings {
  readonly #bound = new Map<string, Type>();
  #free = 0;

  fresh(): Type {
    return { kind: 'param', name: `_var${this.#free++}`, parameters: [] };
  }

  assignable(from: Type, to: Type): boolean {
    return this.#tried(() => this.#fits(from, to));
  }

  allAssignable(from: readonly Type[], to: readonly Type[]): boolean {
    return from.length === to.length && this.#tried(() => this.#allFit(from, to));
  }

  /** The type with every bound variable replaced; unbound ones become dyn where `settle` is true. */
  substitute(type: Type, settle: boolean): Type {
    const bound = type.kind === 'param' ? this.#bound.get(type.name) : undefined;
    if (bound !== undefined) return this.substitute(bound, settle);
    if (type.kind === 'param') return settle ? dynType : type;
    if (type.parameters.length === 0) return type;
    return { ...type, parameters: type.parameters.map((one) => this.substitute(one, settle)) };
  }

  #tried(attempt: () => boolean): boolean {
    const before = new Map(this.#bound);
    if (attempt()) return true;
    this.#bound.clear();
    for (const [name, type] of before) this.#bound.set(name, type);
    return false;
  }

  #fits(from: Type, to: Type): boolean {
    if (to.kind === 'param') {
      const outcome = this.#substitutes(from, to);
      if (outcome !== 'free') return outcome === 'yes';
    }
    if (from.kind === 'param') return this.#substitutes(to, from) === 'yes';
    if (isDynOrError(from) || isDynOrError(to)) return true;
    if (from.kind === 'null') return isNullable(to);
    if (to.kind === 'null') return isNullable(from);
    switch (from.kind) {
      case 'type':
        return to.kind === 'type';
      case 'opaque':
      case 'list':
      case 'map':
        return from.kind === to.kind && from.name === to.name && this.#allFit(from.parameters, to.parameters);
      default:
        return sameType(from, to);
    }
  }

  #allFit(from: readonly Type[], to: readonly Type[]): boolean {
    return from.length === to.length && from.every((one, index) => this.#fits(one, to[index]!));
  }

  /** `free`: `variable` has no type yet, and `type` cannot become it because it holds the variable. */
  #substitutes(type: Type, variable: Type): 'yes' | 'no' | 'free' {
    if (sameType(type, variable)) return 'yes';
    const bound = this.#bound.get(variable.name);
    if (bound === undefined) {
      if (!this.#avoids(variable, type)) return 'free';
      this.#bound.set(variable.name, type);
      return 'yes';
    }
    if (sameType(type, bound)) return 'yes';
    if (!this.#fits(type, bound)) return 'no';
    const general = mostGeneral(type, bound);
    if (this.#avoids(variable, general)) this.#bound.set(variable.name, general);
    return 'yes';
  }

  /** The occurs check: true when `variable` stands nowhere in `type`. */
  #avoids(variable: Type, type: Type): boolean {
    if (sameType(variable, type)) return false;
    if (type.kind === 'param') {
      const bound = this.#bound.get(type.name);
      return bound === undefined || this.#avoids(variable, bound);
    }
    return type.parameters.every((one) => this.#avoids(variable, one));
  }
}

export function isDynOrError(type: Type): boolean {
  return type.kind === 'dyn' || type.kind === 'error';
}

function isNullable(type: Type): boolean {
  return ['null', 'opaque', 'struct', 'duration', 'timestamp', 'dyn'].includes(type.kind);
}

export function mostGeneral(a: Type, b: Type): Type {
  return isEqualOrLessSpecific(a, b) ? a : b;
}

function isEqualOrLessSpecific(a: Type, b: Type): boolean {
  if (a.kind === 'dyn' || a.kind === 'param') return true;
  if (b.kind === 'dyn' || b.kind === 'param') return false;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'opaque':
    case 'list':
    case 'map':
      return (
        a.name === b.name &&
        a.parameters.length === b.parameters.length &&
        a.parameters.every((one, index) => isEqualOrLessSpecific(one, b.parameters[index]!))
      );
    case 'type':
      return true;
    default:
      return sameType(a, b);
  }
}

/** A signature's own variables replaced by fresh ones, so that two calls do not share them. */
export function instantiate(types: readonly Type[], bindings: Bindings): Type[] {
  const fresh = new Map<string, Type>();
  const replace = (type: Type): Type => {
    if (type.kind === 'param') {
      let own = fresh.get(type.name);
      if (own === undefined) {
        own = bindings.fresh();
        fresh.set(type.name, own);
      }
      return own;
    }
    switch (type.kind) {
      case 'list':
        return listType(replace(type.parameters[0]!));
      case 'map':
        return mapType(replace(type.parameters[0]!), replace(type.parameters[1]!));
      case 'type':
        return type.parameters.length === 0 ? type : typeOfType(replace(type.parameters[0]!));
      default:
        return type.parameters.length === 0 ? type : { ...type, parameters: type.parameters.map(replace) };
    }
  };
  return types.map(replace);
}
