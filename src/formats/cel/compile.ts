import { check, type Declarations } from './check.ts';
import { perCallLimit } from './cost.ts';
import { parse } from './parse.ts';
import { Meter, OverBudget, PlanFault, ServerPanic, type Frame } from './meter.ts';
import { planProgram } from './plan.ts';
import type { Expression, Issue } from './syntax.ts';
import { SyntaxFault } from './tokens.ts';
import { printType, sameType, type Type } from './types.ts';
import { validate } from './validate.ts';
import { CelError, Unknown, type Value } from './values.ts';
import { TooLarge, startWork } from './work.ts';

/** Why the API server would not take an expression. */
export interface Refusal {
  /** In the server's words, but for mistakes of syntax. */
  readonly message: string;
  /** Offset in the expression of the first mistake; 0 when it is of the whole. */
  readonly at: number;
}

/** How an evaluation ended. */
export interface Evaluated {
  readonly value: Value;
  readonly cost: number;
  /** `budget`: the server's limit for one expression; `work`: ours alone, so the server's answer is not known. */
  readonly stopped: 'budget' | 'work' | null;
}

export interface Program {
  readonly text: string;
  readonly result: Type;
  evaluate(variables: Frame['variables']): Evaluated;
}

export type Compiled = { readonly program: Program } | { readonly refusal: Refusal };

/**
 * Reads, types and plans an expression as the API server does when it admits a policy.
 *
 * @param wanted the types that it may have; null for any
 */
export function compile(text: string, declarations: Declarations, wanted: readonly Type[] | null): Compiled {
  let expression: Expression;
  try {
    expression = parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return refuse(text, [error.issue]);
  }
  const checked = check(expression, declarations);
  if (checked.issues.length > 0) return refuse(text, checked.issues);
  const issues = validate(expression, checked);
  if (issues.length > 0) return refuse(text, issues);
  if (wanted !== null && !wanted.some((type) => sameType(type, checked.result)))
    return { refusal: { message: `must evaluate to ${shown(wanted)} but got ${printType(checked.result)}`, at: 0 } };
  let frame: Frame | null = null;
  try {
    const run = planProgram(expression, checked, () => frame!);
    return {
      program: {
        text,
        result: checked.result,
        evaluate(variables) {
          const outer = frame;
          const meter = new Meter();
          meter.limit = perCallLimit;
          frame = { meter, variables };
          if (outer === null) startWork();
          try {
            return { value: run(), cost: meter.cost, stopped: null };
          } catch (error) {
            return stopped(error, meter.cost);
          } finally {
            frame = outer;
          }
        },
      },
    };
  } catch (error) {
    if (!(error instanceof PlanFault)) throw error;
    return { refusal: { message: `program instantiation failed: ${error.message}`, at: 0 } };
  }
}

function stopped(error: unknown, cost: number): Evaluated {
  if (error instanceof OverBudget)
    return { value: new CelError('operation cancelled: actual cost limit exceeded'), cost, stopped: 'budget' };
  if (error instanceof ServerPanic) return { value: new CelError(error.message), cost, stopped: null };
  if (error instanceof TooLarge)
    return { value: new Unknown([`the expression makes ${error.message}`]), cost, stopped: 'work' };
  throw error;
}

function shown(wanted: readonly Type[]): string {
  const names = wanted.map((type) => printType(type));
  return names.length === 1 ? names[0]! : `one of [${names.join(' ')}]`;
}

function refuse(text: string, issues: readonly Issue[]): Compiled {
  const sorted = issues.toSorted((a, b) => a.at - b.at);
  const shownIssues = sorted.slice(0, 100).map((issue) => display(text, issue));
  if (sorted.length > 100) shownIssues.push(`${sorted.length - 100} more errors were truncated`);
  return { refusal: { message: `compilation failed: ${shownIssues.join('\n')}`, at: Math.max(0, sorted[0]!.at) } };
}

const maxSnippet = 16_384;

/** An issue under its line, as cel-go shows it (common/error.go). */
function display(text: string, { at, message }: Issue): string {
  if (at === -1) return `ERROR: <input>:-1:0: ${message}`;
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(0, start).split('\n').length;
  const before = Array.from(text.slice(start, at));
  const head = `ERROR: <input>:${line}:${before.length + 1}: ${message}`;
  const end = text.indexOf('\n', start);
  const snippet = (end === -1 ? text.slice(start) : text.slice(start, end)).replaceAll('\t', ' ');
  if (Buffer.byteLength(snippet) > maxSnippet) return head;
  const wide = (character: string | undefined): boolean => character !== undefined && character > '\x7f';
  const dots = before.map((character) => (wide(character) ? '\uff0e' : '.')).join('');
  const under = wide(Array.from(text.slice(at, at + 2))[0]) ? '\uff3e' : '^';
  return `${head}\n | ${snippet}\n | ${dots}${under}`;
}
