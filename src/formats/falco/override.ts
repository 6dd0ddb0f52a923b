import { problemAt, type RuleProblem } from './rule-problem.ts';
import type { RuleItem } from './rule-file.ts';

/** What an item does with a key that an earlier one of its name has. */
export type Manner = 'define' | 'append' | 'replace';

const appendable: Readonly<Record<string, readonly string[]>> = {
  list: ['items'],
  macro: ['condition'],
  rule: ['condition', 'output', 'desc', 'tags', 'exceptions'],
};
const replaceable: Readonly<Record<string, readonly string[]>> = {
  list: ['items'],
  macro: ['condition'],
  rule: [
    ...appendable.rule!,
    'priority',
    'enabled',
    'warn_evttypes',
    'skip-if-unknown-filter',
    'capture',
    'capture_duration',
  ],
};

/** How each key of an item is meant: by `override`, or by `append: true` of old. Undefined when it has a mistake. */
export function overrideOf(item: RuleItem, problems: RuleProblem[]): ((key: string) => Manner) | undefined {
  const { node, kind, name } = item;
  const before = problems.length;
  const fault = (message: string, at = item.at): void =>
    void problems.push(problemAt('error', `${kind} ${name}: ${message}`, at));
  const append = node.get('append');
  const override = node.get('override');
  const { value: appends } = append.boolean();
  if (!append.empty && appends === undefined) fault('append is neither true nor false', append.at);
  if (override.empty) {
    if (appends === true) problems.push(problemAt('warning', 'append is old; write override', append.at));
    return problems.length > before && appends === undefined
      ? undefined
      : () => (appends === true ? 'append' : 'define');
  }
  if (!append.empty) fault('append and override cannot stand together', append.at);
  if (!override.isMap) fault('override is a mapping of keys to append or replace', override.at);
  const manners = new Map<string, Manner>();
  for (const [key, value] of override.entries()) {
    const manner = value.value;
    if (manner !== 'append' && manner !== 'replace')
      fault(`override of ${key} is neither append nor replace`, value.at);
    else if (!(manner === 'append' ? appendable : replaceable)[kind]!.includes(key))
      fault(`${key} cannot be ${manner === 'append' ? 'appended to' : 'replaced'}`, value.at);
    else if (!node.get(key).exists) fault(`override names ${key}, which is not there`, value.at);
    else manners.set(key, manner);
  }
  for (const [key, value] of node.entries())
    if (replaceable[kind]!.includes(key) && !override.get(key).exists)
      fault(`${key} stands there and is not in override`, value.at);
  return problems.length > before ? undefined : (key) => manners.get(key) ?? 'replace';
}
