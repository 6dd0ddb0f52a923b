import type { Checked } from './check.ts';
import { FormatFault, formatMessage, readFormat, type Clause } from './library/format-string.ts';
import { compilePattern } from './library/pattern.ts';
import { below, type Call, type Expression, type Issue } from './syntax.ts';
import { readDuration, readTimestamp } from './time.ts';
import { sameType, showType, type Kind, type Type } from './types.ts';
import { CelError, type Value } from './values.ts';

/**
 * What the API server looks for in an expression whose types are right: literals of times and patterns
 * that cannot be read, lists of mixed types, formats that do not fit their arguments.
 */
export function validate(root: Expression, checked: Checked): Issue[] {
  const issues: Issue[] = [];
  const visit = (expression: Expression, exempt: boolean): void => {
    if (expression.node === 'call') issues.push(...literalIssues(expression), ...formatIssues(expression, checked));
    if (!exempt && expression.node === 'list') issues.push(...listIssues(expression, checked));
    if (!exempt && expression.node === 'map') issues.push(...mapIssues(expression, checked));
    const within = exempt || (expression.node === 'call' && expression.name === 'format');
    for (const inner of below(expression)) visit(inner, within);
  };
  visit(root, false);
  return issues;
}

/** Whether the text of a literal cannot be read by the function that gets it. */
const unreadable: Readonly<Record<string, (value: Value) => boolean>> = {
  duration: (value) => typeof value === 'string' && readDuration(value) === null,
  timestamp: (value) => {
    const read = typeof value === 'string' ? readTimestamp(value) : undefined;
    if (typeof value === 'bigint') return value < -62_135_596_800n || value > 253_402_300_799n;
    return read === null || read instanceof CelError;
  },
  matches: (value) => typeof value === 'string' && compilePattern(value) instanceof CelError,
};

function literalIssues({ name, operands }: Call): Issue[] {
  const test = Object.hasOwn(unreadable, name) ? unreadable[name] : undefined;
  const [first] = operands;
  if (test === undefined || first?.node !== 'literal' || !test(first.value)) return [];
  return [{ at: first.at, message: `invalid ${name} argument` }];
}

function mismatch(at: number, wanted: Type, found: Type): Issue {
  return { at, message: `expected type '${showType(wanted)}' but found '${showType(found)}'` };
}

function memberType(expression: Expression, optional: boolean, { types }: Checked): Type {
  const type = types.get(expression)!;
  return optional ? (type.parameters[0] ?? type) : type;
}

function listIssues(list: Extract<Expression, { node: 'list' }>, checked: Checked): Issue[] {
  let wanted: Type | undefined;
  for (const { value, optional } of list.items) {
    const type = memberType(value, optional, checked);
    if (wanted === undefined) wanted = type;
    else if (!equivalent(wanted, type)) return [mismatch(value.at, wanted, type)];
  }
  return [];
}

function mapIssues(map: Extract<Expression, { node: 'map' }>, checked: Checked): Issue[] {
  const issues: Issue[] = [];
  const [first] = map.entries;
  if (first === undefined) return issues;
  const keys = checked.types.get(first.key)!;
  const values = memberType(first.value, first.optional, checked);
  for (const { key, value, optional } of map.entries.slice(1)) {
    const [keyType, valueType] = [checked.types.get(key)!, memberType(value, optional, checked)];
    if (!equivalent(keys, keyType)) issues.push(mismatch(key.at, keys, keyType));
    if (!equivalent(values, valueType)) issues.push(mismatch(value.at, values, valueType));
  }
  return issues;
}

function equivalent(a: Type, b: Type): boolean {
  return sameType(a, b);
}

/** Kinds that each clause of a format takes. */
const taken: Readonly<Record<string, readonly Kind[]>> = {
  d: ['int', 'uint'],
  f: ['double', 'string'],
  e: ['double', 'string'],
  b: ['int', 'uint', 'bool'],
  o: ['int', 'uint'],
  x: ['int', 'uint', 'string', 'bytes'],
  X: ['int', 'uint', 'string', 'bytes'],
  s: ['list', 'map', 'int', 'uint', 'double', 'bool', 'string', 'timestamp', 'bytes', 'duration', 'type', 'null'],
};

class ClauseFault extends FormatFault {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

function formatIssues(call: Call, checked: Checked): Issue[] {
  const { target, operands, name } = call;
  const [given] = operands;
  if (name !== 'format' || target?.node !== 'literal' || typeof target.value !== 'string') return [];
  if (operands.length !== 1 || given?.node !== 'list') return [];
  const { items } = given;
  let seen = 0;
  const take = ({ verb }: Clause, index: number): string => {
    seen++;
    const bad = firstMisfit(items[index]!.value, verb, checked);
    if (bad !== null) {
      const message = `error during formatting: ${formatMessage(verb, checked.types.get(bad)!.name)}`;
      throw new ClauseFault(bad.at, message);
    }
    return '';
  };
  try {
    readFormat(target.value, take, items.length);
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    return [{ at: error instanceof ClauseFault ? error.at : call.at, message: error.message }];
  }
  if (items.length <= seen) return [];
  const message = `too many arguments supplied to string.format (expected ${seen}, got ${items.length})`;
  return [{ at: call.at, message }];
}

function firstMisfit(expression: Expression, verb: string, checked: Checked): Expression | null {
  const type = checked.types.get(expression)!;
  if (type.kind !== 'dyn' && !taken[verb]!.includes(type.kind)) return expression;
  if (verb !== 's' || (expression.node !== 'list' && expression.node !== 'map')) return null;
  for (const inner of below(expression)) {
    const bad = firstMisfit(inner, verb, checked);
    if (bad !== null) return bad;
  }
  return null;
}
