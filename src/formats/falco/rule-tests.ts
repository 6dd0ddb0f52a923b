import type { Evidence } from '../../model/evidence.ts';
import type { Located } from '../../model/located.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { problemAt, type RuleProblem } from './rule-problem.ts';

/** One case: events by their fields, and the rules that must fire over them, no others. */
export interface RuleTest {
  readonly name: string;
  readonly source: string;
  readonly events: readonly Readonly<Record<string, FieldValue>>[];
  readonly alerts: readonly string[];
  readonly at: Evidence;
}

export type FieldValue = string | number | boolean | readonly (string | number)[];

/** Reads the cases that lie beside a rule file: `tests`, each with `name`, `events` and `alerts`. */
export function readRuleTests(
  text: string,
  file: string,
): { readonly tests: readonly RuleTest[]; readonly problems: readonly RuleProblem[] } {
  const { documents, problems: broken } = readYaml(text, file, 'rules', 'core');
  const problems: RuleProblem[] = broken.map(({ because, line, column }) => ({
    severity: 'error',
    message: because,
    file,
    line,
    column,
  }));
  const tests = documents.flatMap(({ root }) => {
    const list = root.get('tests');
    if (!list.isList) problems.push(problemAt('error', 'tests are a list', list.at));
    return list.items().flatMap((node) => testOf(node, problems) ?? []);
  });
  return { tests, problems };
}

const keys = new Set(['name', 'source', 'events', 'alerts']);

function testOf(node: Located, problems: RuleProblem[]): RuleTest | undefined {
  const before = problems.length;
  const fault = (message: string, at: Located): void => void problems.push(problemAt('error', message, at.at));
  const { value: name } = node.get('name').string();
  if (name === undefined) fault('a test has no name', node);
  for (const [key, value] of node.entries()) if (!keys.has(key)) fault(`a test has no key ${key}`, value);
  const { value: alerts } = node.get('alerts').strings();
  if (alerts === undefined) fault('alerts are a list of names of rules; [] for none', node.get('alerts'));
  const source = node.get('source');
  if (!source.empty && source.string().value === undefined) fault('source is no text', source);
  const events = node.get('events');
  if (!events.isList || events.items().length === 0) fault('events are a list of fields with values', events);
  const read = events.items().map((event) => fieldsOf(event, fault));
  if (problems.length > before) return undefined;
  return { name: name!, source: source.string().value ?? 'syscall', events: read, alerts: alerts!, at: node.at };
}

function fieldsOf(event: Located, fault: (message: string, at: Located) => void): Record<string, FieldValue> {
  const fields: [string, FieldValue][] = [];
  for (const [name, node] of event.entries()) {
    const value = node.value;
    const scalar = (item: unknown): boolean => typeof item === 'string' || typeof item === 'number';
    if (scalar(value) || typeof value === 'boolean' || (Array.isArray(value) && value.every(scalar)))
      fields.push([name, value as FieldValue]);
    else fault(`${name} is neither a text, a number, true or false nor a list of such`, node);
  }
  if (fields.length === 0) fault('an event has fields', event);
  return Object.fromEntries(fields);
}
