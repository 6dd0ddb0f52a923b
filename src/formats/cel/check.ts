import { Bindings, instantiate, isDynOrError, mostGeneral } from './assign.ts';
import type { FunctionDeclaration, Overload } from './functions.ts';
import { typeOf } from './runtime-type.ts';
import type { Call, Expression, Fold, Issue, Selection } from './syntax.ts';
import {
  boolType,
  dynType,
  errorType,
  intType,
  listType,
  mapType,
  optionalType,
  sameType,
  showType,
  stringType,
  typeOfType,
  type Type,
} from './types.ts';
import type { Value } from './values.ts';

/** What an expression may name. */
export interface Declarations {
  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  /** Names of types as values (`int`, `list`, `net.IP`). */
  readonly types: ReadonlyMap<string, Type>;
  /** Fields of struct types by the type's name. */
  readonly structs: ReadonlyMap<string, ReadonlyMap<string, Type>>;
}

export interface Checked {
  readonly result: Type;
  readonly issues: readonly Issue[];
  readonly types: ReadonlyMap<Expression, Type>;
  /** What names stand for: a variable's full name, or a type. */
  readonly names: ReadonlyMap<Expression, ResolvedName>;
  /** For each call its function and the overloads that its types allow. */
  readonly calls: ReadonlyMap<Call, ResolvedCall>;
}

export type ResolvedName = { readonly variable: string; readonly local: boolean } | { readonly type: Type };

export interface ResolvedCall {
  readonly name: string;
  readonly overloads: readonly Overload[];
  /** Every overload of the function: where the types leave several, the values choose among all. */
  readonly all: readonly Overload[];
  /** The target, unless its text was part of the function's name (`ip.isCanonical`). */
  readonly target: Expression | null;
}

/** Types an expression as cel-go's checker does, with its messages (checker/checker.go). */
export function check(expression: Expression, declarations: Declarations): Checked {
  const checker = new Checker(declarations);
  checker.check(expression);
  return checker.finish(expression);
}

class Checker {
  readonly #declarations: Declarations;
  readonly #bindings = new Bindings();
  readonly #types = new Map<Expression, Type>();
  readonly #names = new Map<Expression, ResolvedName>();
  readonly #calls = new Map<Call, ResolvedCall>();
  readonly #issues: Issue[] = [];
  #scopes: Map<string, Type>[] = [];

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  finish(root: Expression): Checked {
    for (const [expression, type] of this.#types) this.#types.set(expression, this.#bindings.substitute(type, true));
    return {
      result: this.#types.get(root)!,
      issues: this.#issues,
      types: this.#types,
      names: this.#names,
      calls: this.#calls,
    };
  }

  check(expression: Expression): Type {
    // A macro may place one expression twice; its second reading is the same.
    const type = this.#typeOf(expression);
    this.#types.set(expression, type);
    return type;
  }

  #typeOf(expression: Expression): Type {
    switch (expression.node) {
      case 'literal':
        return typeOf(expression.value);
      case 'identifier':
        return this.#resolve(expression, expression.name) ?? this.#undeclared(expression.at, expression.name);
      case 'selection':
        return this.#selection(expression);
      case 'call':
        return this.#call(expression);
      case 'list': {
        let joined: Type | undefined;
        for (const { value, optional } of expression.items)
          joined = this.#join(joined, this.#unwrapped(value, this.check(value), optional));
        return listType(joined ?? this.#bindings.fresh());
      }
      case 'map': {
        let keys: Type | undefined;
        let values: Type | undefined;
        for (const { key, value, optional } of expression.entries) {
          keys = this.#join(keys, this.check(key));
          values = this.#join(values, this.#unwrapped(value, this.check(value), optional));
        }
        return mapType(keys ?? this.#bindings.fresh(), values ?? this.#bindings.fresh());
      }
      case 'message':
        for (const { value } of expression.fields) this.check(value);
        return this.#undeclared(expression.at, expression.name);
      case 'fold':
        return this.#fold(expression);
    }
  }

  #issue(at: number, message: string): void {
    this.#issues.push({ at, message });
  }
  #undeclared(at: number, name: string): Type {
    this.#issue(at, `undeclared reference to '${name}' (in container '')`);
    return errorType;
  }

  #local(name: string): Type | undefined {
    for (let index = this.#scopes.length - 1; index >= 0; index--) {
      const type = this.#scopes[index]!.get(name);
      if (type !== undefined) return type;
    }
    return undefined;
  }

  /** A variable or type of this full name; a leading dot leaves local variables aside. */
  #resolve(expression: Expression, name: string): Type | null {
    const local = this.#local(name);
    if (local !== undefined) {
      this.#names.set(expression, { variable: name, local: true });
      return local;
    }
    const global = name.startsWith('.') ? name.slice(1) : name;
    const variable = this.#declarations.variables.get(global);
    if (variable !== undefined) {
      this.#names.set(expression, { variable: global, local: false });
      return variable;
    }
    const type = this.#declarations.types.get(global);
    if (type === undefined) return null;
    this.#names.set(expression, { type });
    return typeOfType(type);
  }

  #selection(selection: Selection): Type {
    const qualified = selection.tested ? null : qualifiedName(selection);
    if (qualified !== null) {
      const first = qualified.slice(0, qualified.indexOf('.', 1));
      if (this.#local(first) === undefined) {
        const type = this.#resolve(selection, qualified);
        if (type !== null) return type;
      }
    }
    const type = this.#field(selection.at, selection.operand, selection.field, false);
    return selection.tested ? boolType : this.#bindings.substitute(type, false);
  }

  #field(at: number, operand: Expression, field: string, optional: boolean): Type {
    const operandType = this.#bindings.substitute(this.check(operand), false);
    const inner = optionalInside(operandType);
    const target = inner ?? operandType;
    let result: Type = dynType;
    if (target.kind === 'map') result = target.parameters[1]!;
    else if (target.kind === 'struct') {
      const fields = this.#declarations.structs.get(target.name);
      const found = fields?.get(field);
      if (fields === undefined) this.#issue(at, `unexpected failed resolution of '${target.name}'`);
      else if (found === undefined) this.#issue(at, `undefined field '${field}'`);
      result = found ?? errorType;
    } else if (target.kind === 'param') this.#bindings.assignable(dynType, target);
    else if (!isDynOrError(target)) this.#issue(at, `type '${showType(target)}' does not support field selection`);
    return inner !== null || optional ? optionalType(result) : result;
  }

  #call(call: Call): Type {
    const { name, target, operands } = call;
    if (name === '_?._') {
      const field = operands[1]!;
      const type = this.#field(call.at, operands[0]!, (field as { value: Value }).value as string, true);
      this.#types.set(field, stringType);
      const { overloads } = this.#declarations.functions.get(name)!;
      this.#calls.set(call, { name, overloads, all: overloads, target: null });
      return this.#bindings.substitute(type, false);
    }
    for (const operand of operands) this.check(operand);
    if (target === null) {
      const found = this.#declarations.functions.get(name.startsWith('.') ? name.slice(1) : name);
      return found === undefined ? this.#undeclared(call.at, name) : this.#overload(call, found, null);
    }
    const prefix = qualifiedName(target);
    const namespaced = prefix === null ? undefined : this.#declarations.functions.get(`${prefix}.${name}`);
    if (namespaced !== undefined) return this.#overload(call, namespaced, null);
    this.check(target);
    const found = this.#declarations.functions.get(name);
    return found === undefined ? this.#undeclared(call.at, name) : this.#overload(call, found, target);
  }

  #overload(call: Call, { name, overloads }: FunctionDeclaration, target: Expression | null): Type {
    const given = (target === null ? call.operands : [target, ...call.operands]).map((one) => this.#types.get(one)!);
    if (name === '_&&_' || name === '_||_') return this.#logical(call, given, overloads);
    const fitting: Overload[] = [];
    let result: Type | undefined;
    for (const candidate of overloads) {
      if (candidate.member !== (target !== null)) continue;
      const [own, ...wanted] = instantiate([candidate.result, ...candidate.operands], this.#bindings);
      if (!this.#bindings.allAssignable(given, wanted)) continue;
      fitting.push(candidate);
      const type = this.#bindings.substitute(own!, false);
      if (result === undefined) result = type;
      else if (result.kind !== 'dyn' && !sameType(type, result)) result = dynType;
    }
    if (result === undefined) {
      const shown = given.map((type) => showType(this.#bindings.substitute(type, true)));
      const receiver = target === null ? '' : `${shown.shift()}.`;
      this.#issue(call.at, `found no matching overload for '${name}' applied to '${receiver}(${shown.join(', ')})'`);
      return errorType;
    }
    this.#calls.set(call, { name, overloads: fitting, all: overloads, target });
    return result;
  }

  #logical(call: Call, given: readonly Type[], overloads: readonly Overload[]): Type {
    let fits = true;
    for (const [index, type] of given.entries()) {
      if (this.#bindings.assignable(type, boolType)) continue;
      this.#mismatch(call.operands[index]!.at, boolType, type);
      fits = false;
    }
    this.#calls.set(call, { name: call.name, overloads, all: overloads, target: null });
    return fits ? boolType : errorType;
  }

  #fold(fold: Fold): Type {
    this.check(fold.range);
    const accumulator = this.check(fold.start);
    const range = this.#bindings.substitute(this.#types.get(fold.range)!, false);
    let first: Type = dynType;
    let second: Type = dynType;
    if (range.kind === 'list') {
      second = range.parameters[0]!;
      first = fold.second === null ? second : intType;
    } else if (range.kind === 'map') [first, second] = range.parameters as [Type, Type];
    else if (isDynOrError(range) || range.kind === 'param') this.#bindings.assignable(dynType, range);
    else {
      const message = `expression of type '${showType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`;
      this.#issue(fold.range.at, message);
      first = errorType;
      second = errorType;
    }
    this.#scopes.push(new Map([[fold.accumulator, accumulator]]));
    const variables = new Map([[fold.variable, first]]);
    if (fold.second !== null) variables.set(fold.second, second);
    this.#scopes.push(variables);
    this.#assert(fold.condition, this.check(fold.condition), boolType);
    this.#assert(fold.step, this.check(fold.step), accumulator);
    this.#scopes.pop();
    const result = this.check(fold.result);
    this.#scopes.pop();
    return this.#bindings.substitute(result, false);
  }

  #assert(expression: Expression, type: Type, wanted: Type): void {
    if (!this.#bindings.assignable(wanted, type)) this.#mismatch(expression.at, wanted, type);
  }
  #mismatch(at: number, wanted: Type, found: Type): void {
    this.#issue(at, `expected type '${showType(wanted)}' but found '${showType(found)}'`);
  }
  #unwrapped(value: Expression, type: Type, optional: boolean): Type {
    if (!optional) return type;
    const inner = optionalInside(type);
    if (inner === null && type.kind !== 'dyn') this.#mismatch(value.at, optionalType(type), type);
    return inner ?? type;
  }
  /** Mixed members make a list of dyn; whether they may be mixed is looked at later (validate.ts). */
  #join(before: Type | undefined, type: Type): Type {
    if (before === undefined) return type;
    return this.#bindings.assignable(before, type) ? mostGeneral(before, type) : dynType;
  }
}

function optionalInside(type: Type): Type | null {
  return type.kind === 'opaque' && type.name === 'optional_type' ? type.parameters[0]! : null;
}

/** `a.b.c` of selections on a name; null for anything else. */
function qualifiedName(expression: Expression): string | null {
  if (expression.node === 'identifier') return expression.name;
  if (expression.node !== 'selection' || expression.tested) return null;
  const prefix = qualifiedName(expression.operand);
  return prefix === null ? null : `${prefix}.${expression.field}`;
}
