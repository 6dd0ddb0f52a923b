import { expandMacro } from './macros.ts';
import { below, type Expression, type ListLiteral, type MapLiteral, type MessageLiteral } from './syntax.ts';
import { SyntaxFault, tokenize, unescape, type Token } from './tokens.ts';
import { Uint, type Value } from './values.ts';

const reserved = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
);
/** The API server's parser gives up beyond these; ours must too, or it would accept what is refused. */
const maxDepth = 250;
const maxCodePoints = 100_000;
/** `optMap` writes its target twice: a chain of them doubles with each, which is ours to stop. */
const maxNodes = 200_000;

/**
 * Reads an expression by the grammar of cel-go (https://github.com/google/cel-go, CEL.g4).
 *
 * @throws {SyntaxFault} at the first mistake
 */
export function parse(source: string): Expression {
  if (source.length > maxCodePoints) {
    const size = Array.from(source).length;
    if (size > maxCodePoints)
      throw new SyntaxFault(-1, `expression code point size exceeds limit: size: ${size}, limit ${maxCodePoints}`);
  }
  const expression = new Parser(tokenize(source)).whole();
  if (sizeOf(expression, new Map()) > maxNodes)
    throw new SyntaxFault(-1, `becomes more than ${maxNodes} nodes when its macros are expanded`);
  return expression;
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  /** How deep operators, selections and calls stand in what was read, before macros are expanded. */
  readonly #depths = new Map<Expression, number>();
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#expression();
    if (this.#peek().kind !== 'end') throw this.#unexpected('<EOF>');
    return expression;
  }

  #expression(): Expression {
    if (++this.#depth > maxDepth) throw new SyntaxFault(-1, `expression recursion limit exceeded: ${maxDepth}`);
    const condition = this.#logical('||');
    const question = this.#taken('?');
    let whole = condition;
    if (question !== null) {
      const yes = this.#logical('||');
      this.#expect(':');
      const no = this.#expression();
      whole = this.#deep(call(question.at, '_?_:_', condition, yes, no), 1, [condition, yes, no]);
    }
    this.#depth--;
    return whole;
  }

  #logical(operator: '||' | '&&'): Expression {
    const inner = (): Expression => (operator === '||' ? this.#logical('&&') : this.#relation());
    const terms = [inner()];
    let at = -1;
    for (let token = this.#taken(operator); token !== null; token = this.#taken(operator)) {
      at = at === -1 ? token.at : at;
      terms.push(inner());
    }
    return terms.length === 1 ? terms[0]! : this.#deep(call(at, `_${operator}_`, ...terms), 0, terms);
  }

  #relation(): Expression {
    return this.#chain(['<', '<=', '>=', '>', '==', '!=', 'in'], () => this.#sum());
  }
  #sum(): Expression {
    return this.#chain(['+', '-'], () => this.#product());
  }
  #product(): Expression {
    return this.#chain(['*', '/', '%'], () => this.#unary());
  }
  #chain(operators: readonly string[], inner: () => Expression): Expression {
    let left = inner();
    for (let count = 1; operators.includes(this.#peek().text) && isOperator(this.#peek()); count++) {
      if (count > maxDepth) throw new SyntaxFault(-1, `expression recursion limit exceeded: ${maxDepth}`);
      const token = this.#take();
      const right = inner();
      const name = token.text === 'in' ? '@in' : `_${token.text}_`;
      left = this.#deep(call(token.at, name, left, right), 1, [left, right]);
    }
    return left;
  }

  #deep<T extends Expression>(whole: T, own: number, inner: readonly Expression[]): T {
    let deepest = 0;
    for (const one of inner) deepest = Math.max(deepest, this.#depths.get(one) ?? 0);
    if (deepest + own > maxDepth) throw new SyntaxFault(-1, 'max recursion depth exceeded');
    this.#depths.set(whole, deepest + own);
    return whole;
  }

  #unary(): Expression {
    const first = this.#peek();
    if (first.text !== '!' && first.text !== '-') return this.#member();
    if (first.kind !== 'sign') return this.#member();
    // A single minus before a number belongs to the number, so that the least int can be written.
    if (first.text === '-' && ['int', 'double'].includes(this.#peek(1).kind)) return this.#member();
    let count = 0;
    while (this.#peek().kind === 'sign' && this.#peek().text === first.text) {
      this.#take();
      count++;
    }
    const operand = this.#member();
    if (count % 2 === 0) return operand;
    return this.#deep(call(first.at, first.text === '!' ? '!_' : '-_', operand), 0, [operand]);
  }

  #member(): Expression {
    let whole = this.#primary();
    for (let count = 1; ; count++) {
      if (count > maxDepth) throw new SyntaxFault(-1, `expression recursion limit exceeded: ${maxDepth}`);
      const dot = this.#taken('.');
      if (dot !== null) {
        const optional = this.#taken('?') !== null;
        const name = this.#take();
        if (name.kind !== 'identifier' && name.kind !== 'escaped') throw this.#unexpected('IDENTIFIER', name);
        const open = optional || name.kind === 'escaped' ? null : this.#taken('(');
        if (['true', 'false', 'null', 'in'].includes(name.text)) throw this.#unexpected('IDENTIFIER', name);
        if (open !== null) {
          const operands = this.#list(')');
          const target: Expression = whole;
          const called =
            expandMacro(open.at, name.text, target, operands) ??
            ({ node: 'call', at: open.at, name: name.text, target, operands } as const);
          whole = this.#deep(called, 1, [target, ...operands]);
          continue;
        }
        const field = name.kind === 'escaped' ? name.text.slice(1, -1) : name.text;
        const operand: Expression = whole;
        whole = this.#deep(
          optional
            ? call(dot.at, '_?._', operand, { node: 'literal', at: name.at, value: field })
            : { node: 'selection', at: dot.at, operand, field, tested: false },
          1,
          [operand],
        );
        continue;
      }
      const bracket = this.#taken('[');
      if (bracket === null) return whole;
      const optional = this.#taken('?') !== null;
      const index = this.#expression();
      this.#expect(']');
      whole = this.#deep(call(bracket.at, optional ? '_[?_]' : '_[_]', whole, index), 1, [whole, index]);
    }
  }

  #primary(): Expression {
    const token = this.#take();
    switch (token.kind) {
      case 'int':
      case 'uint':
      case 'double':
      case 'string':
      case 'bytes':
        return literal(token, false);
      case 'identifier':
        if (token.text === 'true' || token.text === 'false')
          return { node: 'literal', at: token.at, value: token.text === 'true' };
        if (token.text === 'null') return { node: 'literal', at: token.at, value: null };
        return this.#named(token, '');
      case 'sign':
        break;
      default:
        throw this.#unexpected('an expression', token);
    }
    switch (token.text) {
      case '-': {
        const number = this.#take();
        if (number.kind !== 'int' && number.kind !== 'double') throw this.#unexpected('a number', number);
        return literal({ ...number, at: token.at }, true);
      }
      case '.': {
        const name = this.#take();
        if (name.kind !== 'identifier') throw this.#unexpected('IDENTIFIER', name);
        return this.#named(name, '.');
      }
      case '(': {
        const inner = this.#expression();
        this.#expect(')');
        return inner;
      }
      case '[':
        return this.#listLiteral(token.at);
      case '{':
        return this.#mapLiteral(token.at);
      default:
        throw this.#unexpected('an expression', token);
    }
  }

  #named(token: Token, dot: string): Expression {
    const open = this.#taken('(');
    if (token.text === 'in') throw this.#unexpected('an expression', token);
    if (reserved.has(token.text)) throw new SyntaxFault(token.at, `reserved identifier: ${token.text}`);
    const name = dot + token.text;
    if (open !== null) {
      const operands = this.#list(')');
      const called = expandMacro(open.at, name, null, operands) ?? call(open.at, name, ...operands);
      return this.#deep(called, 0, operands);
    }
    return this.#message(name) ?? { node: 'identifier', at: token.at, name };
  }

  /** `a.b.C{field: value}`: looked for ahead, because `a.b` alone is a selection. */
  #message(first: string): MessageLiteral | null {
    let ahead = 0;
    let name = first;
    while (this.#peek(ahead).text === '.' && this.#peek(ahead + 1).kind === 'identifier') {
      name += `.${this.#peek(ahead + 1).text}`;
      ahead += 2;
    }
    const open = this.#peek(ahead);
    if (open.kind !== 'sign' || open.text !== '{') return null;
    this.#next += ahead + 1;
    const fields: { name: string; value: Expression }[] = [];
    while (this.#peek().text !== '}') {
      this.#taken('?');
      const field = this.#take();
      if (field.kind !== 'identifier' && field.kind !== 'escaped') throw this.#unexpected('IDENTIFIER', field);
      this.#expect(':');
      fields.push({ name: field.text, value: this.#expression() });
      if (this.#taken(',') === null) break;
    }
    this.#expect('}');
    return this.#deep(
      { node: 'message', at: open.at, name, fields },
      0,
      fields.map(({ value }) => value),
    );
  }

  #listLiteral(at: number): ListLiteral {
    const items: { value: Expression; optional: boolean }[] = [];
    while (this.#peek().text !== ']') {
      const optional = this.#taken('?') !== null;
      items.push({ value: this.#expression(), optional });
      if (this.#taken(',') === null) break;
    }
    this.#expect(']');
    return this.#deep(
      { node: 'list', at, items },
      0,
      items.map(({ value }) => value),
    );
  }

  #mapLiteral(at: number): MapLiteral {
    const entries: { key: Expression; value: Expression; optional: boolean }[] = [];
    while (this.#peek().text !== '}') {
      const optional = this.#taken('?') !== null;
      const key = this.#expression();
      this.#expect(':');
      entries.push({ key, value: this.#expression(), optional });
      if (this.#taken(',') === null) break;
    }
    this.#expect('}');
    return this.#deep(
      { node: 'map', at, entries },
      0,
      entries.flatMap(({ key, value }) => [key, value]),
    );
  }

  /** Arguments up to the closing bracket, which takes no comma before it. */
  #list(close: string): Expression[] {
    const items: Expression[] = [];
    if (this.#taken(close) !== null) return items;
    do items.push(this.#expression());
    while (this.#taken(',') !== null);
    this.#expect(close);
    return items;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)]!;
  }
  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }
  #taken(operator: string): Token | null {
    const token = this.#peek();
    if (token.kind !== 'sign' || token.text !== operator) return null;
    this.#next++;
    return token;
  }
  #expect(operator: string): void {
    if (this.#taken(operator) === null) throw this.#unexpected(`'${operator}'`);
  }
  #unexpected(wanted: string, token = this.#peek()): SyntaxFault {
    return new SyntaxFault(token.at, `Syntax error: mismatched input '${token.text}' expecting ${wanted}`);
  }
}

function isOperator(token: Token): boolean {
  return token.kind === 'sign' || (token.kind === 'identifier' && token.text === 'in');
}

function call(at: number, name: string, ...operands: Expression[]): Expression {
  return { node: 'call', at, name, target: null, operands };
}

function literal(token: Token, negative: boolean): Expression {
  return { node: 'literal', at: token.at, value: literalValue(token, negative) };
}

function literalValue(token: Token, negative: boolean): Value {
  switch (token.kind) {
    case 'int': {
      const value = negative ? -BigInt(token.text) : BigInt(token.text);
      if (value !== BigInt.asIntN(64, value)) throw new SyntaxFault(token.at, 'invalid int literal');
      return value;
    }
    case 'uint': {
      const value = BigInt(token.text.slice(0, -1));
      if (value !== BigInt.asUintN(64, value)) throw new SyntaxFault(token.at, 'invalid uint literal');
      return new Uint(value);
    }
    case 'double': {
      const value = Number(token.text);
      if (!Number.isFinite(value)) throw new SyntaxFault(token.at, 'invalid double literal');
      return negative ? -value : value;
    }
    default:
      return unescape(token);
  }
}

/** Nodes of an expression, those that stand in it twice counted twice. */
function sizeOf(expression: Expression, known: Map<Expression, number>): number {
  let size = known.get(expression);
  if (size === undefined) {
    size = 1;
    for (const inner of below(expression)) size += sizeOf(inner, known);
    known.set(expression, size);
  }
  return size;
}
