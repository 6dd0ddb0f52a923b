import {
  listOperators,
  modifiers,
  numberOperators,
  textOperators,
  transformers,
  type Condition,
  type Modifier,
  type Operand,
  type Operator,
  type Right,
  type Text,
  type Transformer,
  type TransformerInput,
} from './condition.ts';
import { FalcoSyntaxError, Lexer } from './lexer.ts';

/** Parentheses, `not` and transformers within each other; Falco's own limit for rules. */
const maxDepth = 1000;
/** Characters of one condition with its lists put in; that of the longest known rule has some 20,000. */
export const maxConditionLength = 1_000_000;
const reserved = new Set(['and', 'or', 'not']);

/**
 * Reads a condition (falco.org/docs/concepts/rules/conditions). `not` binds closer than `and`, `and` closer than `or`.
 *
 * @throws FalcoSyntaxError with the offset of the fault
 */
export function parseCondition(text: string): Condition {
  if (text.length > maxConditionLength)
    throw new FalcoSyntaxError(`the condition is longer than ${maxConditionLength} characters`, 0);
  return new Parser(text).whole();
}

class Parser {
  readonly #lexer: Lexer;
  #depth = 0;
  constructor(text: string) {
    this.#lexer = new Lexer(text);
  }

  whole(): Condition {
    const condition = this.#or();
    this.#lexer.blanks();
    if (!this.#lexer.atEnd) throw this.#fault(`${this.#next()} stands where \`and\`, \`or\` or the end was expected`);
    return condition;
  }

  #or(): Condition {
    return this.#chain('or', () => this.#chain('and', () => this.#not()));
  }

  #chain(kind: 'and' | 'or', part: () => Condition): Condition {
    const lexer = this.#lexer;
    const parts = [part()];
    for (;;) {
      lexer.blanks();
      if (!lexer.connective(kind)) break;
      parts.push(part());
    }
    return parts.length === 1 ? parts[0]! : { kind, parts };
  }

  #not(): Condition {
    const lexer = this.#lexer;
    let negated = false;
    lexer.blanks();
    while (lexer.connective('not')) {
      negated = !negated;
      lexer.blanks();
    }
    const part = this.#primary();
    return negated ? { kind: 'not', part } : part;
  }

  #primary(): Condition {
    const lexer = this.#lexer;
    const at = lexer.at;
    if (lexer.sign('(')) {
      const inner = this.#deeper(() => this.#or());
      lexer.blanks();
      if (!lexer.sign(')'))
        throw this.#fault(`a parenthesis is not closed: ${this.#next()} stands where ) was expected`);
      return inner;
    }
    const left = this.#operand();
    if (left !== undefined) return this.#check(left, at);
    const name = lexer.take('identifier');
    if (name === undefined) throw this.#fault(`${this.#next()} stands where a field, a macro or ( was expected`);
    if (reserved.has(name)) throw this.#fault(`\`${name}\` stands where a field, a macro or ( was expected`, at);
    return { kind: 'macro', name, at };
  }

  /** A field or a transformer call. */
  #operand(): Operand | undefined {
    const lexer = this.#lexer;
    const at = lexer.at;
    const name = lexer.take('field');
    if (name === undefined) return this.#transformer();
    const argument = this.#argument();
    return { kind: 'field', name, at, ...(argument === undefined ? {} : { argument }) };
  }

  #argument(): string | undefined {
    const lexer = this.#lexer;
    if (!lexer.sign('[')) return undefined;
    const argument = lexer.quoted() ?? lexer.take('argument');
    if (argument === undefined) throw this.#fault('the brackets of a field are empty or hold a blank');
    if (!lexer.sign(']')) throw this.#fault(`${this.#next()} stands where ] was expected`);
    return argument;
  }

  #transformer(): Operand | undefined {
    const lexer = this.#lexer;
    const at = lexer.at;
    const name = this.#call(transformers);
    if (name === undefined) return undefined;
    return this.#deeper(() => {
      const inputs = this.#inputs();
      const argument = this.#argument();
      checkInputs(name, inputs, argument, at);
      return { kind: 'transformer', name, inputs, at, ...(argument === undefined ? {} : { argument }) };
    });
  }

  /** Passes a name and the parenthesis behind it, or nothing. */
  #call<T extends string>(names: readonly T[]): T | undefined {
    const name = names.find((name) => this.#lexer.text.startsWith(`${name}(`, this.#lexer.at));
    if (name !== undefined) this.#lexer.at += name.length + 1;
    return name;
  }

  /** What stands up to the closing parenthesis of a transformer. */
  #inputs(): TransformerInput[] {
    const lexer = this.#lexer;
    const inputs: TransformerInput[] = [];
    do {
      lexer.blanks();
      const at = lexer.at;
      const operand = this.#operand();
      if (operand !== undefined) inputs.push(operand);
      else if (lexer.sign('(')) inputs.push({ kind: 'inputs', items: this.#deeper(() => this.#inputs()) });
      else {
        const quoted = lexer.quoted();
        const value = quoted ?? lexer.take('number');
        if (value === undefined)
          throw this.#fault(
            `${this.#next()} stands where a field, a transformer, a quoted text or a number was expected`,
          );
        inputs.push({ kind: 'text', value, quoted: quoted !== undefined, at });
      }
      lexer.blanks();
    } while (lexer.sign(','));
    if (!lexer.sign(')')) throw this.#fault(`${this.#next()} stands where , or ) was expected`);
    return inputs;
  }

  #check(left: Operand, at: number): Condition {
    const lexer = this.#lexer;
    lexer.blanks();
    if (lexer.word('exists')) return { kind: 'check', left, operator: 'exists', at };
    const number = numberOperators.find((sign) => lexer.sign(sign));
    if (number !== undefined) return this.#compared(left, number, at, (at) => this.#number(at));
    const text = textOperators.find((word) => (/\w/.test(word) ? this.#spaced(word) : lexer.sign(word)));
    if (text !== undefined) {
      const modifier = this.#modifier();
      if (modifier === undefined) return this.#compared(left, text, at, (at) => this.#text(at));
      const right = this.#list(lexer.at);
      return { kind: 'check', left, operator: text, modifier, right, at };
    }
    const list = listOperators.find((word) => lexer.word(word));
    if (list !== undefined) return this.#compared(left, list, at, (at) => this.#listed(at));
    throw this.#fault(`${this.#next()} stands where an operator was expected`);
  }

  #compared(left: Operand, operator: Operator, at: number, right: (at: number) => Right): Condition {
    this.#lexer.blanks();
    return { kind: 'check', left, operator, right: this.#computed() ?? right(this.#lexer.at), at };
  }

  /** `val(field)` or a transformer as the right side. */
  #computed(): Operand | undefined {
    const lexer = this.#lexer;
    if (this.#call(['val']) === undefined) return this.#transformer();
    lexer.blanks();
    const operand = this.#operand();
    if (operand === undefined) throw this.#fault(`${this.#next()} stands where a field was expected`);
    if (operand.kind === 'transformer') throw this.#fault('val() takes a field', operand.at);
    lexer.blanks();
    if (!lexer.sign(')')) throw this.#fault(`${this.#next()} stands where ) was expected`);
    return operand;
  }

  /** `anyof` and its like between a blank and the list that must follow; else it is a text as any other. */
  #modifier(): Modifier | undefined {
    const lexer = this.#lexer;
    const [, before, word, between] =
      /^([ \t\b\r\n]+)(oneof|anyof|allof)([ \t\b\r\n]+)\(/.exec(lexer.text.slice(lexer.at, lexer.at + 4096)) ?? [];
    if (word === undefined) return undefined;
    lexer.at += before!.length + word.length + between!.length;
    return modifiers.find((known) => known === word);
  }

  /** A word operator needs a blank behind it. */
  #spaced(word: string): boolean {
    const lexer = this.#lexer;
    if (!lexer.text.startsWith(word, lexer.at) || !/[ \t\b\r\n]/.test(lexer.text[lexer.at + word.length] ?? ''))
      return false;
    lexer.at += word.length;
    return true;
  }

  #number(at: number): Text {
    const value = this.#lexer.take('number');
    if (value === undefined) throw this.#fault(`${this.#next()} stands where a number was expected`);
    return { kind: 'text', value, quoted: false, at };
  }

  #text(at: number): Text {
    const quoted = this.#lexer.quoted();
    const value = quoted ?? this.#lexer.take('bare');
    if (value === undefined) throw this.#fault(`${this.#next()} stands where a value was expected`);
    return { kind: 'text', value, quoted: quoted !== undefined, at };
  }

  #listed(at: number): Right {
    if (this.#lexer.text[this.#lexer.at] === '(') return this.#list(at);
    const value = this.#lexer.take('identifier');
    if (value === undefined) throw this.#fault(`${this.#next()} stands where a list was expected`);
    return { kind: 'list', items: [{ kind: 'text', value, quoted: false, at }], at };
  }

  #list(at: number): Right {
    const lexer = this.#lexer;
    if (!lexer.sign('(')) throw this.#fault(`${this.#next()} stands where ( was expected`);
    const items: Text[] = [];
    lexer.blanks();
    if (lexer.sign(')')) return { kind: 'list', items, at };
    do {
      lexer.blanks();
      items.push(this.#text(lexer.at));
      lexer.blanks();
    } while (lexer.sign(','));
    if (!lexer.sign(')')) throw this.#fault(`${this.#next()} stands where , or ) was expected`);
    return { kind: 'list', items, at };
  }

  #deeper<T>(read: () => T): T {
    if (++this.#depth > maxDepth) throw this.#fault(`nested deeper than ${maxDepth} levels`);
    const found = read();
    this.#depth--;
    return found;
  }

  /** What stands here, for a message. */
  #next(): string {
    const rest = this.#lexer.text.slice(this.#lexer.at, this.#lexer.at + 24).replaceAll(/\s+/g, ' ');
    return rest === '' ? 'the end' : `\`${rest}\``;
  }

  #fault(message: string, at = this.#lexer.at): FalcoSyntaxError {
    return new FalcoSyntaxError(message, at);
  }
}

function checkInputs(
  name: Transformer,
  inputs: readonly TransformerInput[],
  argument: string | undefined,
  at: number,
): void {
  const [first, second] = inputs;
  const fault = (what: string): FalcoSyntaxError => new FalcoSyntaxError(`${name}() ${what}`, at);
  if ((name === 'getopt') !== (argument !== undefined) && name !== 'getopt') throw fault('takes no brackets');
  switch (name) {
    case 'join':
      if (inputs.length !== 2) throw fault('takes a separator and a list');
      return;
    case 'concat':
      if (inputs.length < 2) throw fault('takes at least two values');
      return;
    case 'getopt':
      if (inputs.length !== 2 || second?.kind !== 'text' || !second.quoted)
        throw fault('takes arguments and a quoted text of options');
      return;
    default:
      if (
        inputs.length !== 1 ||
        first === undefined ||
        (name !== 'len' && (first.kind === 'text' || first.kind === 'inputs'))
      )
        throw fault('takes one field or transformer');
  }
}
