import { logical, orElse } from './absorbing.ts';
import { follow, type Qualifier } from './attributes.ts';
import type { Checked, ResolvedCall } from './check.ts';
import { equal } from './compare.ts';
import { callCost, listCost, mapCost } from './cost.ts';
import { describe } from './describe.ts';
import { compilePattern } from './library/pattern.ts';
import { entriesOf } from './entries.ts';
import { PlanFault, type Frame } from './meter.ts';
import { costsBefore, dispatch, panicOnFault, runOverload } from './overloads.ts';
import { typeOf } from './runtime-type.ts';
import type { Call, Expression, Fold, ListLiteral, MapLiteral } from './syntax.ts';
import {
  CelError,
  isFault,
  List,
  Mapping,
  noSuchOverload,
  Optional,
  TypeValue,
  Unknown,
  type Value,
} from './values.ts';

type Run = () => Value;

/** An expression made ready to run. */
interface Plan {
  readonly run: Run;
  /** What a literal of literals is; computed once and free of cost, as the server does. */
  readonly constant?: Value;
  /** A chain that further steps may be added to, so that optional steps reach to its end. */
  readonly chain?: Chain;
}

interface Chain {
  /** Runs the chain with steps added at its end. */
  readonly follow: (more: readonly Qualifier[]) => Value;
}

const conversions = new Set('bool bytes double duration dyn int string timestamp type uint'.split(' '));

/** @throws {PlanFault} */
export function planProgram(expression: Expression, checked: Checked, frame: () => Frame): Run {
  return new Planner(checked, frame).plan(expression, new Map()).run;
}

/** The value of a local variable while its comprehension runs. */
interface Slot {
  value: Value | undefined;
  /** Computes the accumulator's first value, when it is first asked for. */
  readonly start: Run | null;
}

type Scope = ReadonlyMap<string, Slot>;

class Planner {
  readonly #checked: Checked;
  readonly #frame: () => Frame;
  constructor(checked: Checked, frame: () => Frame) {
    this.#checked = checked;
    this.#frame = frame;
  }

  #charge(units: number): void {
    this.#frame().meter.charge(units);
  }
  readonly #chargeOne = (): void => this.#frame().meter.charge(1);

  plan(expression: Expression, scope: Scope): Plan {
    switch (expression.node) {
      case 'literal':
        return constant(expression.value);
      case 'identifier':
        return this.#name(expression, scope);
      case 'selection': {
        if (this.#checked.names.has(expression)) return this.#name(expression, scope);
        const key = expression.field;
        return this.#step(this.plan(expression.operand, scope), () => key, false, expression.tested);
      }
      case 'call':
        return this.#call(expression, scope);
      case 'list':
        return this.#list(expression, scope);
      case 'map':
        return this.#map(expression, scope);
      case 'fold':
        return this.#fold(expression, scope);
      case 'message':
        throw new PlanFault(`unknown type: ${expression.name}`);
    }
  }

  #name(expression: Expression, scope: Scope): Plan {
    const name = this.#checked.names.get(expression)!;
    if ('type' in name) return constant(new TypeValue(name.type));
    const slot = name.local ? scope.get(name.variable)! : undefined;
    const read: Run =
      slot === undefined
        ? () => this.#frame().variables.get(name.variable)
        : () => (slot.value === undefined ? begin(slot) : slot.value);
    return this.#attribute((more) => follow(read(), more));
  }

  /** A chain costs one, and one for each step. */
  #attribute(chain: Chain['follow']): Plan {
    return {
      run: () => {
        const value = chain([]);
        this.#charge(1);
        return value;
      },
      chain: { follow: chain },
    };
  }

  #step(operand: Plan, key: Run, optional: boolean, tested: boolean): Plan {
    const qualifier: Qualifier = { key, optional, tested, charge: this.#chargeOne };
    const chain: Chain['follow'] =
      operand.chain === undefined
        ? (more) => {
            const value = operand.run();
            return isFault(value) ? value : follow(value, [qualifier, ...more]);
          }
        : (more) => operand.chain!.follow([qualifier, ...more]);
    if (!tested) return this.#attribute(chain);
    return {
      run: () => {
        const value = chain([]);
        return value instanceof Optional ? value.value !== undefined : value;
      },
    };
  }

  #call(call: Call, scope: Scope): Plan {
    const resolved = this.#checked.calls.get(call)!;
    const { name, target } = resolved;
    const operands = (target === null ? call.operands : [target, ...call.operands]).map((one) => this.plan(one, scope));
    const [first, second, third] = operands as [Plan, Plan, Plan];
    const terms = operands.map(({ run }) => run);
    switch (name) {
      case '_&&_':
        return { run: () => logical(terms, false) };
      case '_||_':
        return { run: () => logical(terms, true) };
      case '_?_:_':
        return this.#conditional(first, second, third);
      case '_==_':
        return this.#operator(name, 'equals', first, second, equal);
      case '_!=_':
        return this.#operator(name, 'not_equals', first, second, (left, right) => {
          const same = equal(left, right);
          return same instanceof Unknown ? same : same !== true;
        });
      case '_[_]':
      case '_[?_]':
      case '_?._':
        return this.#step(first, this.#key(second), name !== '_[_]', false);
      case '@not_strictly_false':
        return {
          run: () => {
            const value = first.run();
            this.#charge(1);
            return typeof value === 'boolean' ? value : true;
          },
        };
      case 'or':
        return { run: () => orElse(first.run(), second.run, (whole) => whole) };
      case 'orValue':
        return { run: () => orElse(first.run(), second.run, ({ value }) => value!) };
      default:
        return this.#function(resolved, operands);
    }
  }

  /** A chain as key is not counted as a chain of its own, only its steps are. */
  #key({ run, constant: known, chain }: Plan): Run {
    if (known !== undefined) return () => known;
    return chain === undefined ? run : () => chain.follow([]);
  }

  #conditional(condition: Plan, yes: Plan, no: Plan): Plan {
    const branch =
      ({ chain, run }: Plan) =>
      (more: readonly Qualifier[]): Value => {
        if (chain !== undefined) return chain.follow(more);
        const value = run();
        return isFault(value) ? value : follow(value, more);
      };
    const [ifTrue, ifFalse] = [branch(yes), branch(no)];
    const chain = (more: readonly Qualifier[]): Value => {
      const value = condition.run();
      if (value === true) return ifTrue(more);
      if (value === false) return ifFalse(more);
      return isFault(value) ? value : noSuchOverload;
    };
    return { run: () => chain([]), chain: { follow: chain } };
  }

  #operator(name: string, id: string, left: Plan, right: Plan, compute: (left: Value, right: Value) => Value): Plan {
    return {
      run: () => {
        const [a, b] = [left.run(), right.run()];
        const result = isFault(a) ? a : isFault(b) ? b : compute(a, b);
        this.#charge(callCost(name, id, [a, b], result));
        return result;
      },
    };
  }

  #function({ name, overloads, all }: ResolvedCall, operands: readonly Plan[]): Plan {
    const id = overloads.length === 1 ? overloads[0]!.id : '';
    const [first] = overloads;
    const compute =
      overloads.length === 1 || !first!.guarded
        ? (values: readonly Value[]): Value => runOverload(first!, values)
        : (values: readonly Value[]): Value => dispatch(name, all, values);
    const [left, right] = operands;
    if ((name === 'find' || name === 'findAll') && typeof right!.constant === 'string') {
      const pattern = compilePattern(right!.constant);
      if (pattern instanceof CelError) throw new PlanFault(pattern.message);
    }
    if (operands.length === 1 && conversions.has(name) && left!.constant !== undefined) {
      const value = compute([left!.constant]);
      if (value instanceof CelError) throw new PlanFault(value.message);
      return constant(value);
    }
    if (id === 'in_list' && right!.constant instanceof List && isPrimitive(right!.constant))
      return membership(left!, right!.constant);
    // With three operands, or where values choose the overload, the first fault ends the call uncounted.
    const strictInOrder = operands.length > 2 || id === 'string_format' || (overloads.length > 1 && first!.guarded);
    return {
      run: () => {
        const values: Value[] = [];
        for (const operand of operands) {
          const value = operand.run();
          values.push(value);
          if (strictInOrder && isFault(value)) {
            if (values.length === operands.length) this.#charge(callCost(name, id, values, value));
            return value;
          }
        }
        const fault = values.find((value) => isFault(value));
        if (fault instanceof CelError) panicOnFault(id, values);
        if (fault === undefined && costsBefore.test(id)) {
          // Quadratic in its operands: counted before it runs, so that it stops at the budget and not after minutes.
          this.#charge(callCost(name, id, values, null));
          return compute(values);
        }
        const result = fault ?? compute(values);
        this.#charge(callCost(name, id, values, result));
        return result;
      },
    };
  }

  #list({ items }: ListLiteral, scope: Scope): Plan {
    const plans = items.map(({ value, optional }) => ({ ...this.plan(value, scope), optional }));
    if (plans.every(({ constant: known, optional }) => known !== undefined && !optional))
      return constant(List.of(plans.map(({ constant: known }) => known!)));
    return {
      run: () => {
        const values: Value[] = [];
        let result: Value | undefined;
        for (const { run, optional } of plans) {
          const value = run();
          if (isFault(value)) result = value;
          else if (!optional) values.push(value);
          else if (!(value instanceof Optional))
            result = new CelError(`cannot initialize optional list element from non-optional value ${describe(value)}`);
          else if (value.value !== undefined) values.push(value.value);
          if (result !== undefined) break;
        }
        this.#charge(listCost);
        return result ?? List.of(values);
      },
    };
  }

  #map({ entries }: MapLiteral, scope: Scope): Plan {
    const plans = entries.map(({ key, value, optional }) => ({
      key: this.plan(key, scope),
      value: this.plan(value, scope),
      optional,
    }));
    if (
      plans.every(({ key, value, optional }) => key.constant !== undefined && value.constant !== undefined && !optional)
    )
      return constant(Mapping.of(plans.map(({ key, value }) => [key.constant!, value.constant!] as const)));
    return {
      run: () => {
        const held: [Value, Value][] = [];
        let result: Value | undefined;
        for (const { key, value, optional } of plans) {
          const name = key.run();
          if (isFault(name)) {
            result = name;
            break;
          }
          let found = value.run();
          if (optional && !isFault(found)) {
            if (found instanceof Optional) {
              if (found.value === undefined) continue;
              found = found.value;
            } else {
              const message = `cannot initialize optional entry '${describe(name)}' from non-optional value ${describe(found)}`;
              found = new CelError(message);
            }
          }
          if (isFault(found)) {
            result = found;
            break;
          }
          held.push([name, found]);
        }
        this.#charge(mapCost);
        return result ?? Mapping.of(held);
      },
    };
  }

  #fold(fold: Fold, scope: Scope): Plan {
    const range = this.plan(fold.range, scope);
    const accumulator: Slot = { value: undefined, start: this.plan(fold.start, scope).run };
    const first: Slot = { value: undefined, start: null };
    const second: Slot = { value: undefined, start: null };
    const around = new Map([...scope, [fold.accumulator, accumulator]]);
    const inside = new Map([...around, [fold.variable, first]]);
    if (fold.second !== null) inside.set(fold.second, second);
    const condition = this.plan(fold.condition, inside);
    const step = this.plan(fold.step, inside);
    const result = this.plan(fold.result, around);
    const run = (): Value => {
      const over = range.run();
      if (isFault(over)) return over;
      const entries = entriesOf(over, fold.second !== null);
      if (!('pairs' in entries)) return entries.fault;
      accumulator.value = undefined;
      for (const [key, value] of entries.pairs) {
        first.value = key;
        second.value = value;
        if (condition.run() === false) break;
        accumulator.value = step.run();
      }
      const value = result.run();
      const built = valueOf(accumulator);
      if (built instanceof List) built.growing = false;
      return value;
    };
    // The slots are one for all runs; a comprehension inside itself (in its range) has ended before.
    return { run };
  }
}

/** Read anew: running the result may have begun it. */
function valueOf({ value }: Slot): Value | undefined {
  return value;
}

function begin(slot: Slot): Value {
  let value = slot.start!();
  // A list or map that is empty now is what the comprehension builds: it grows in place.
  if (value instanceof List && value.size === 0) {
    value = List.of([]);
    value.growing = true;
  } else if (value instanceof Mapping && value.typeName === 'map' && value.size === 0) value = Mapping.of([]);
  slot.value = value;
  return value;
}

function constant(value: Value): Plan {
  return { run: () => value, constant: value };
}

function isPrimitive(list: List): boolean {
  return list.items.every((item) => typeOf(item).parameters.length === 0 && isPlain(item));
}
function isPlain(item: Value): boolean {
  return ['bool', 'int', 'uint', 'double', 'string'].includes(typeOf(item).kind);
}

/** `x in ["a", "b"]` is a look into a set, and free. */
function membership(item: Plan, list: List): Plan {
  if (list.size === 0) return constant(false);
  return {
    run: () => {
      const value = item.run();
      return isFault(value) ? value : list.items.some((one) => equal(value, one) === true);
    },
  };
}
