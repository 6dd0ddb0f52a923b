import type { Event, EventValue } from '../../facts/event.ts';
import { typeOf } from '../../formats/falco/check-condition.ts';
import {
  operandText,
  type Check,
  type Condition,
  type Modifier,
  type Operand,
  type Operator,
  type TransformerInput,
} from '../../formats/falco/condition.ts';
import { askedAs, type Field, type FieldType } from '../../formats/falco/fields.ts';
import { comparison, membership, type ValueTest } from './compare.ts';
import { transform } from './transform.ts';
import { isList, scalarsOf, textOf, type Scalar } from './values.ts';

export type Test = (event: Event) => boolean;
export type Getter = (event: Event) => EventValue | undefined;
type Values = (value: EventValue) => boolean;

/** Comparisons with values of the event itself are made anew for each; so many are kept. */
const maxKept = 256;

/**
 * Turns conditions into closures. Conditions and fields that several rules share are looked at once for each event:
 * `next` must be called before one.
 */
export class Compiler {
  #event = 0;
  readonly #getters = new Map<string, Getter>();
  readonly #tests = new Map<Condition, Test>();

  next(): void {
    this.#event++;
  }

  test(condition: Condition): Test {
    const known = this.#tests.get(condition);
    if (known !== undefined) return known;
    const test = condition.kind === 'check' ? this.#check(condition) : this.#once(this.#logic(condition));
    this.#tests.set(condition, test);
    return test;
  }

  #logic(condition: Exclude<Condition, Check>): Test {
    switch (condition.kind) {
      case 'macro':
        throw new Error(`the macro ${condition.name} was not put in`);
      case 'not': {
        const test = this.test(condition.part);
        return (event) => !test(event);
      }
      case 'and':
      case 'or': {
        const tests = condition.parts.map((part) => this.test(part));
        const stop = condition.kind === 'or';
        return (event) => {
          for (const test of tests) if (test(event) === stop) return stop;
          return !stop;
        };
      }
    }
  }

  #once(test: Test): Test {
    let seen = -1;
    let answer = false;
    return (event) => {
      if (seen !== this.#event) {
        answer = test(event);
        seen = this.#event;
      }
      return answer;
    };
  }

  #check({ left, operator, modifier, right }: Check): Test {
    const get = this.getter(left);
    if (right === undefined) return (event) => exists(get(event));
    const { type, holds } = typeOf(left)!;
    if (right.kind !== 'field' && right.kind !== 'transformer') {
      const wanted = right.kind === 'list' ? right.items.map(({ value }) => value) : [right.value];
      const test = valuesTest(type, holds, operator, modifier, wanted);
      return (event) => {
        const value = get(event);
        return value !== undefined && test(value);
      };
    }
    const other = this.getter(right);
    const kept = new Map<string, Values>();
    return (event) => {
      const value = get(event);
      const wanted = other(event);
      if (value === undefined || wanted === undefined) return false;
      const texts = scalarsOf(wanted).map(textOf);
      const key = texts.join('\u0000');
      let test = kept.get(key);
      if (test === undefined) {
        test = valuesTest(type, holds, operator, undefined, texts);
        if (kept.size >= maxKept) kept.clear();
        if (key.length < 4096) kept.set(key, test);
      }
      return test(value);
    };
  }

  /** The value of a field or transformer. */
  getter(operand: Operand): Getter {
    const key = operandText(operand);
    const known = this.#getters.get(key);
    if (known !== undefined) return known;
    const read = operand.kind === 'field' ? fieldGetter(operand.name, operand.argument) : this.#transformer(operand);
    let seen = -1;
    let value: EventValue | undefined;
    const getter: Getter = (event) => {
      if (seen !== this.#event) {
        value = read(event);
        seen = this.#event;
      }
      return value;
    };
    this.#getters.set(key, getter);
    return getter;
  }

  #transformer(operand: Operand & { kind: 'transformer' }): Getter {
    const inputs = operand.inputs.map((input) => this.#input(input));
    const { name, argument } = operand;
    return (event) =>
      transform(
        name,
        inputs.map((input) => input(event)),
        argument,
      );
  }

  #input(input: TransformerInput): Getter {
    if (input.kind === 'text') return () => input.value;
    if (input.kind !== 'inputs') return this.getter(input);
    const items = input.items.map((item) => this.#input(item));
    return (event) => {
      const values = items.map((item) => item(event));
      if (values.includes(undefined)) return undefined;
      return values.flatMap((value) => scalarsOf(value!).map(textOf));
    };
  }
}

function exists(value: EventValue | undefined): boolean {
  return value !== undefined && !(isList(value) && value.length === 0);
}

function fieldGetter(name: string, argument: string | undefined): Getter {
  if (name === 'evt.type') return (event) => event.type;
  const [asked, bracket] = askedAs(name, argument);
  return bracket === undefined ? (event) => event.field(asked) : (event) => event.field(asked, bracket);
}

/** The test over all values of a field, by how many it holds. A list without items is a missing value. */
function valuesTest(
  type: FieldType,
  holds: Field['holds'],
  operator: Operator,
  modifier: Modifier | undefined,
  wanted: readonly string[],
): Values {
  const test = scalarTest(type, operator, modifier, wanted);
  const all = holds === 'list' ? operator === 'in' : holds === 'any' && operator === '!=';
  return (value) => {
    if (!isList(value)) return test(value);
    if (value.length === 0) return false;
    return all ? value.every((item) => test(item)) : value.some((item) => test(item));
  };
}

function scalarTest(
  type: FieldType,
  operator: Operator,
  modifier: Modifier | undefined,
  wanted: readonly string[],
): ValueTest {
  if (operator === 'in' || operator === 'intersects') return membership(type, wanted);
  const tests = wanted.map((text) => comparison(type, operator, text));
  if (tests.length === 1) return tests[0]!;
  const some: ValueTest = (value: Scalar) => tests.some((test) => test(value));
  if (modifier === undefined || modifier === 'anyof') return some;
  if (modifier === 'allof') return (value) => tests.length > 0 && tests.every((test) => test(value));
  return (value) => {
    let count = 0;
    for (const test of tests) if (test(value) && ++count > 1) return false;
    return count === 1;
  };
}
