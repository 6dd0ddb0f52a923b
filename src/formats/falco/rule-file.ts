import type { Evidence } from '../../model/evidence.ts';
import type { Located } from '../../model/located.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { closeFlows } from './flow-ends.ts';
import { problemAt, type RuleProblem } from './rule-problem.ts';

/** One item of a rule file: a list, a macro, a rule or a requirement, not yet held against the others. */
export interface RuleItem {
  readonly kind: 'list' | 'macro' | 'rule' | 'required_engine_version' | 'required_plugin_versions';
  readonly name: string;
  readonly node: Located;
  readonly at: Evidence;
  readonly file: RuleText;
}

const kinds = ['list', 'macro', 'rule', 'required_engine_version', 'required_plugin_versions'] as const;

const keys: Readonly<Record<RuleItem['kind'], ReadonlySet<string>>> = {
  required_engine_version: new Set(['required_engine_version']),
  required_plugin_versions: new Set(['required_plugin_versions']),
  list: new Set(['list', 'items', 'append', 'override']),
  macro: new Set(['macro', 'condition', 'append', 'override']),
  rule: new Set([
    'rule',
    'condition',
    'output',
    'desc',
    'priority',
    'source',
    'enabled',
    'tags',
    'exceptions',
    'warn_evttypes',
    'skip-if-unknown-filter',
    'capture',
    'capture_duration',
    'append',
    'override',
  ]),
};

/** The text of a file, from which scalars are read as they are written: a list may hold `0644`, `yes` and `1.10`. */
export class RuleText {
  readonly file: string;
  readonly #lines: readonly string[];
  constructor(text: string, file: string) {
    this.file = file;
    this.#lines = text.split('\n');
  }

  /** A scalar as text; undefined for what is none. */
  scalar(node: Located): string | undefined {
    const value = node.value;
    if (typeof value === 'string') return value;
    if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
    const { line = 1, column = 1 } = node.at;
    const rest = this.#lines[line - 1]?.slice(column - 1) ?? '';
    const [, written] = /^(?:["']?[\w.-]+["']?\s*:\s+)?(?:-\s+)?([^\s,\]}#]+)/.exec(rest) ?? [];
    return written ?? String(value);
  }

  /** Scalars of a list; `wrong` is called for what is none. */
  scalars(node: Located, wrong: (item: Located) => void): string[] {
    return node.items().flatMap((item) => {
      if (item.empty) return [];
      const text = this.scalar(item);
      if (text === undefined) wrong(item);
      return text ?? [];
    });
  }
}

/** Reads the items of one rule file (a YAML list). Unknown keys are warnings, wrong shapes errors. */
export function readRuleFile(
  text: string,
  file: string,
): { readonly items: readonly RuleItem[]; readonly problems: readonly RuleProblem[] } {
  const first = readYaml(text, file, 'rules', 'core');
  const closed = first.problems.some(({ because }) => because.includes('indentation')) ? closeFlows(text) : text;
  const yaml = closed === text ? first : readYaml(closed, file, 'rules', 'core');
  const source = new RuleText(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, file);
  const problems: RuleProblem[] = yaml.problems.map(({ because, line, column, code }) => ({
    severity: code === 'YAML_DUPLICATE_KEY' ? 'warning' : 'error',
    message: `YAML: ${because}`,
    file,
    line,
    column,
  }));
  const items: RuleItem[] = [];
  for (const { root } of yaml.documents) {
    if (!root.isList) {
      problems.push(problemAt('error', 'a rule file is a list of rules, macros and lists', root.at));
      continue;
    }
    for (const node of root.items()) {
      if (node.empty) continue;
      const item = itemOf(node, source, problems);
      if (item !== undefined) items.push(item);
    }
  }
  return { items, problems };
}

function itemOf(node: Located, file: RuleText, problems: RuleProblem[]): RuleItem | undefined {
  const kind = kinds.find((kind) => node.get(kind).exists);
  if (!node.isMap || kind === undefined) {
    problems.push(problemAt('error', `an item is none of ${kinds.join(', ')}`, node.at));
    return undefined;
  }
  for (const [key, value] of node.entries())
    if (!keys[kind].has(key))
      problems.push(problemAt('warning', `a ${kind} has no key ${key}; it is ignored`, value.at));
  const named = node.get(kind);
  if (kind === 'required_engine_version' || kind === 'required_plugin_versions')
    return { kind, name: '', node, at: named.at, file };
  const name = file.scalar(named);
  if (name === undefined || name === '') {
    problems.push(problemAt('error', `the name of a ${kind} is empty or no text`, named.at));
    return undefined;
  }
  return { kind, name, node, at: named.at, file };
}
