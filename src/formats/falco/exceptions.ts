import type { Located } from '../../model/located.ts';
import { listOperators, modifiers, numberOperators, textOperators } from './condition.ts';
import { findField } from './fields.ts';
import { quoted } from './lists.ts';
import { problemAt, type RuleProblem } from './rule-problem.ts';
import type { RuleText } from './rule-file.ts';

type Value = string | readonly string[];

/** When a rule is not to fire: rows of values over fields. */
export interface RuleException {
  readonly name: string;
  /** One field: `values` is its list; several: each row has a value for each. */
  readonly fields: string | readonly string[];
  readonly comparisons: string | readonly string[];
  readonly values: readonly (Value | readonly Value[])[];
}

const operators = new Set<string>([...textOperators, ...numberOperators, ...listOperators]);

/**
 * Reads `exceptions` of a rule, added to those it has when `onto` is given: by name, values are appended.
 * What is wrong is an error, and the whole is undefined then.
 */
export function readExceptions(
  node: Located,
  file: RuleText,
  onto: readonly RuleException[],
  problems: RuleProblem[],
): readonly RuleException[] | undefined {
  const found = new Map(onto.map((exception) => [exception.name, exception]));
  const before = problems.length;
  if (!node.isList && !node.empty) problems.push(problemAt('error', 'exceptions are a list', node.at));
  for (const item of node.items()) {
    const name = file.scalar(item.get('name'));
    if (name === undefined) {
      problems.push(problemAt('error', 'an exception has no name', item.at));
      continue;
    }
    const exception = exceptionOf(item, name, file, found.get(name), problems);
    if (exception !== undefined) found.set(name, exception);
  }
  return problems.length > before ? undefined : [...found.values()];
}

function exceptionOf(
  item: Located,
  name: string,
  file: RuleText,
  known: RuleException | undefined,
  problems: RuleProblem[],
): RuleException | undefined {
  const fault = (message: string, at: Located): undefined =>
    void problems.push(problemAt('error', `exception ${name}: ${message}`, at.at));
  const read = (node: Located): Value | undefined =>
    node.isList ? file.scalars(node, (wrong) => fault('a text was expected', wrong)) : file.scalar(node);
  const fields = read(item.get('fields')) ?? known?.fields;
  if (fields === undefined) return fault('it names no fields', item);
  for (const field of [fields].flat())
    if (findField(field.replace(/\[.*$/, '')) === undefined && !field.includes('('))
      fault(`there is no field ${field}`, item.get('fields').exists ? item.get('fields') : item);
  const given = read(item.get('comps'));
  const comparisons = given ?? known?.comparisons ?? (typeof fields === 'string' ? 'in' : fields.map(() => '='));
  if (typeof fields !== typeof comparisons || (typeof fields !== 'string' && fields.length !== comparisons.length))
    return fault('fields and comps are not equally many', item.get('comps'));
  for (const comparison of [comparisons].flat()) {
    const [operator, modifier, ...rest] = comparison.split(/\s+/);
    const known = operators.has(operator!) && (modifier === undefined || modifiers.some((word) => word === modifier));
    if (!known || rest.length > 0) return fault(`there is no comparison ${comparison}`, item.get('comps'));
  }
  const rows: (Value | readonly Value[])[] = [...(known?.values ?? [])];
  const values = item.get('values');
  if (!values.isList && !values.empty) return fault('values are a list', values);
  for (const row of values.items()) {
    if (typeof fields === 'string') {
      const value = read(row);
      if (value === undefined) return fault('a value is no text', row);
      rows.push(value);
      continue;
    }
    const columns = row.items().map(read);
    if (!row.isList || columns.length !== fields.length || columns.includes(undefined))
      return fault(`a row of values must have ${fields.length}, one for each field`, row);
    rows.push(columns as Value[]);
  }
  return { name, fields, comparisons, values: rows };
}

/** The condition with its exceptions: `(condition) and not (…)`. */
export function withExceptions(condition: string, exceptions: readonly RuleException[]): string {
  const parts = exceptions.flatMap(({ fields, comparisons, values }) => {
    if (values.length === 0) return [];
    if (typeof fields === 'string') {
      const items = values.flat(2).map(quoted).join(', ');
      return [`${fields} ${comparisons as string} (${items})`];
    }
    return values.map((row) => {
      const tests = fields.map((field, at) => `${field} ${compared(comparisons[at]!, (row as readonly Value[])[at]!)}`);
      return `(${tests.join(' and ')})`;
    });
  });
  return parts.length === 0 ? condition : `(${condition}) and not (${parts.join(' or ')})`;
}

function compared(comparison: string, value: Value): string {
  const takesList = listOperators.some((word) => word === comparison) || comparison.includes(' ');
  if (!takesList && typeof value === 'string') return `${comparison} ${quoted(value)}`;
  const items = [value].flat().map(quoted).join(', ');
  // A value may bring its own parentheses, as rules of old do: "(a, b)".
  return typeof value === 'string' && /^\(.*\)$/s.test(value) ? `${comparison} ${value}` : `${comparison} (${items})`;
}
