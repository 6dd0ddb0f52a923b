import type { Expression, Fold } from './syntax.ts';
import { SyntaxFault } from './tokens.ts';

const accumulator = '@result';

/**
 * What the macros of CEL, of its optionals, of two-variable comprehensions and of `sortBy` become.
 * Null when the call is none. Cost is counted on what they become, so each follows cel-go's expansion.
 */
export function expandMacro(
  at: number,
  name: string,
  target: Expression | null,
  operands: readonly Expression[],
): Expression | null {
  if (target === null) return name === 'has' && operands.length === 1 ? has(at, operands[0]!) : null;
  const make = macros[`${name}/${operands.length}`];
  return make === undefined ? null : make(new Expansion(at, target), operands);
}

function has(at: number, operand: Expression): Expression {
  if (operand.node !== 'selection') throw new SyntaxFault(operand.at, 'invalid argument to has() macro');
  return { ...operand, at, tested: true };
}

class Expansion {
  readonly at: number;
  readonly target: Expression;
  constructor(at: number, target: Expression) {
    this.at = at;
    this.target = target;
  }
  literal(value: boolean | bigint): Expression {
    return { node: 'literal', at: this.at, value };
  }
  identifier(name = accumulator): Expression {
    return { node: 'identifier', at: this.at, name };
  }
  call(name: string, ...operands: Expression[]): Expression {
    return { node: 'call', at: this.at, name, target: null, operands };
  }
  member(name: string, target: Expression, ...operands: Expression[]): Expression {
    return { node: 'call', at: this.at, name, target, operands };
  }
  list(...values: Expression[]): Expression {
    return { node: 'list', at: this.at, items: values.map((value) => ({ value, optional: false })) };
  }
  fold(variables: readonly [string, string | null], parts: Partial<Fold> & Pick<Fold, 'start' | 'step'>): Fold {
    return {
      node: 'fold',
      at: this.at,
      range: this.target,
      variable: variables[0],
      second: variables[1],
      accumulator,
      condition: this.literal(true),
      result: this.identifier(),
      ...parts,
    };
  }
  /** Computes `inner` with `name` bound to a value. */
  bind(name: string, value: Expression, inner: Expression): Expression {
    return this.fold(['#unused', null], {
      range: this.list(),
      accumulator: name,
      start: value,
      condition: this.literal(false),
      step: this.identifier(name),
      result: inner,
    });
  }
}

type Make = (expansion: Expansion, operands: readonly Expression[]) => Expression;
type Variables = readonly [string, string | null];

function one(operands: readonly Expression[], message: string): Variables {
  return [variable(operands[0]!, message), null];
}

function two([first, second]: readonly Expression[]): Variables {
  const names = [first!, second!].map((operand) => variable(operand, 'argument must be a simple name'));
  if (names[0] === names[1]) throw new SyntaxFault(second!.at, `duplicate variable name: ${names[0]}`);
  return [names[0]!, names[1]!];
}

function variable(operand: Expression, message: string): string {
  if (operand.node !== 'identifier') throw new SyntaxFault(operand.at, message);
  if (operand.name === accumulator || operand.name === '__result__')
    throw new SyntaxFault(operand.at, 'iteration variable overwrites accumulator variable');
  return operand.name;
}

function all(make: Expansion, variables: Variables, test: Expression): Expression {
  return make.fold(variables, {
    start: make.literal(true),
    condition: make.call('@not_strictly_false', make.identifier()),
    step: make.call('_&&_', make.identifier(), test),
  });
}

function exists(make: Expansion, variables: Variables, test: Expression): Expression {
  return make.fold(variables, {
    start: make.literal(false),
    condition: make.call('@not_strictly_false', make.call('!_', make.identifier())),
    step: make.call('_||_', make.identifier(), test),
  });
}

function existsOne(make: Expansion, variables: Variables, test: Expression): Expression {
  return make.fold(variables, {
    start: make.literal(0n),
    step: make.call('_?_:_', test, make.call('_+_', make.identifier(), make.literal(1n)), make.identifier()),
    result: make.call('_==_', make.identifier(), make.literal(1n)),
  });
}

function collect(make: Expansion, variables: Variables, filter: Expression | null, value: Expression): Expression {
  const step = make.call('_+_', make.identifier(), make.list(value));
  return make.fold(variables, {
    start: make.list(),
    step: filter === null ? step : make.call('_?_:_', filter, step, make.identifier()),
  });
}

function collectMap(
  make: Expansion,
  variables: Variables,
  filter: Expression | null,
  inserted: readonly Expression[],
): Expression {
  const step = make.call('cel.@mapInsert', make.identifier(), ...inserted);
  return make.fold(variables, {
    start: { node: 'map', at: make.at, entries: [] },
    step: filter === null ? step : make.call('_?_:_', filter, step, make.identifier()),
  });
}

function optionalMap(make: Expansion, operands: readonly Expression[], name: string, flat: boolean): Expression {
  const [bound, inner] = operands as [Expression, Expression];
  if (bound.node !== 'identifier')
    throw new SyntaxFault(bound.at, `${name}() variable name must be a simple identifier`);
  const value = make.bind(bound.name, make.member('value', make.target), inner);
  return make.call(
    '_?_:_',
    make.member('hasValue', make.target),
    flat ? value : make.call('optional.of', value),
    make.call('optional.none'),
  );
}

const sorted = '@__sortBy_input__';

function sortBy(make: Expansion, operands: readonly Expression[]): Expression {
  if (!['list', 'selection', 'identifier', 'fold', 'call'].includes(make.target.node))
    throw new SyntaxFault(
      make.target.at,
      'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
    );
  const input = make.identifier(sorted);
  const inner = new Expansion(make.at, input);
  const keys = collect(inner, one(operands, 'argument is not an identifier'), null, operands[1]!);
  return make.bind(sorted, make.target, make.member('@sortByAssociatedKeys', input, keys));
}

const simpleName = 'argument must be a simple name';
const noIdentifier = 'argument is not an identifier';

const macros: Readonly<Record<string, Make>> = {
  'all/2': (make, given) => all(make, one(given, simpleName), given[1]!),
  'exists/2': (make, given) => exists(make, one(given, simpleName), given[1]!),
  'exists_one/2': (make, given) => existsOne(make, one(given, simpleName), given[1]!),
  'map/2': (make, given) => collect(make, one(given, noIdentifier), null, given[1]!),
  'map/3': (make, given) => collect(make, one(given, noIdentifier), given[1]!, given[2]!),
  'filter/2': (make, given) => collect(make, one(given, noIdentifier), given[1]!, given[0]!),
  'all/3': (make, given) => all(make, two(given), given[2]!),
  'exists/3': (make, given) => exists(make, two(given), given[2]!),
  'exists_one/3': (make, given) => existsOne(make, two(given), given[2]!),
  'existsOne/3': (make, given) => existsOne(make, two(given), given[2]!),
  'transformList/3': (make, given) => collect(make, two(given), null, given[2]!),
  'transformList/4': (make, given) => collect(make, two(given), given[2]!, given[3]!),
  'transformMap/3': (make, given) => {
    const variables = two(given);
    return collectMap(make, variables, null, [make.identifier(variables[0]), given[2]!]);
  },
  'transformMap/4': (make, given) => {
    const variables = two(given);
    return collectMap(make, variables, given[2]!, [make.identifier(variables[0]), given[3]!]);
  },
  'transformMapEntry/3': (make, given) => collectMap(make, two(given), null, [given[2]!]),
  'transformMapEntry/4': (make, given) => collectMap(make, two(given), given[2]!, [given[3]!]),
  'optMap/2': (make, given) => optionalMap(make, given, 'optMap', false),
  'optFlatMap/2': (make, given) => optionalMap(make, given, 'optFlatMap', true),
  'sortBy/2': sortBy,
};
