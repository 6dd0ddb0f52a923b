import type { Value } from './values.ts';

/**
 * An expression as CEL's grammar reads it, macros expanded
 * (https://github.com/google/cel-spec/blob/master/doc/langdef.md). `at` is the offset in the text that
 * messages point to: the operator, the dot, the opening bracket of a call.
 */
export type Expression = Literal | Identifier | Selection | Call | ListLiteral | MapLiteral | MessageLiteral | Fold;

interface Node {
  readonly at: number;
}
export interface Literal extends Node {
  readonly node: 'literal';
  readonly value: Value;
}
export interface Identifier extends Node {
  readonly node: 'identifier';
  /** Begins with a dot when it was written so. */
  readonly name: string;
}
export interface Selection extends Node {
  readonly node: 'selection';
  readonly operand: Expression;
  readonly field: string;
  /** True for `has(operand.field)`. */
  readonly tested: boolean;
}
export interface Call extends Node {
  readonly node: 'call';
  /** Operators by their names in CEL: `_+_`, `_[_]`, `_?_:_`, `@not_strictly_false`. */
  readonly name: string;
  readonly target: Expression | null;
  readonly operands: readonly Expression[];
}
export interface ListLiteral extends Node {
  readonly node: 'list';
  readonly items: readonly { readonly value: Expression; readonly optional: boolean }[];
}
export interface MapLiteral extends Node {
  readonly node: 'map';
  readonly entries: readonly { readonly key: Expression; readonly value: Expression; readonly optional: boolean }[];
}
export interface MessageLiteral extends Node {
  readonly node: 'message';
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly value: Expression }[];
}
/** A comprehension: what `all`, `map` and the other macros become. */
export interface Fold extends Node {
  readonly node: 'fold';
  readonly range: Expression;
  readonly variable: string;
  /** The second variable of two-variable comprehensions. */
  readonly second: string | null;
  readonly accumulator: string;
  readonly start: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

export interface Issue {
  readonly at: number;
  readonly message: string;
}

/** The expressions directly below one. */
export function below(expression: Expression): readonly Expression[] {
  switch (expression.node) {
    case 'literal':
    case 'identifier':
      return [];
    case 'selection':
      return [expression.operand];
    case 'call':
      return expression.target === null ? expression.operands : [expression.target, ...expression.operands];
    case 'list':
      return expression.items.map(({ value }) => value);
    case 'map':
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case 'message':
      return expression.fields.map(({ value }) => value);
    case 'fold':
      return [expression.range, expression.start, expression.condition, expression.step, expression.result];
  }
}
