import type { Evidence } from '../../model/evidence.ts';
import { checkCondition } from './check-condition.ts';
import type { Condition } from './condition.ts';
import { readExceptions, withExceptions, type RuleException } from './exceptions.ts';
import { FalcoSyntaxError } from './lexer.ts';
import { ListLimit, ListTexts, type ListDefinition } from './lists.ts';
import { parseOutput, type OutputPiece } from './output.ts';
import { parseCondition } from './parse-condition.ts';
import { priorityOf, type Priority } from './priority.ts';
import { readRuleFile, type RuleItem } from './rule-file.ts';
import { overrideOf, type Manner } from './override.ts';
import { problemAt, type RuleProblem } from './rule-problem.ts';
import { eventTypesOf } from './event-types.ts';
import { unmetRequirement } from './versions.ts';

/** A rule with its lists, macros and exceptions put in. */
export interface Rule {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly condition: Condition;
  readonly output: readonly OutputPiece[];
  /** Types of events that can match; null for all. */
  readonly eventTypes: ReadonlySet<string> | null;
  readonly at: Evidence;
}

export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
  readonly macros: number;
  readonly lists: number;
}

/** Sources whose events are known (`Event.source`). */
const sources = new Set(['syscall', 'k8s_audit', 'docker', 'auditd']);
/** Comparisons of one rule with its macros put in, the same macro counted each time it stands. */
const maxNodes = 200_000;

interface MacroDefinition {
  readonly name: string;
  condition: string;
  at: Evidence;
  /** Moves with every redefinition and append: a macro sees those defined before. */
  visibility: number;
}

interface RuleDefinition {
  readonly name: string;
  condition: string;
  output: string;
  description: string;
  priority: Priority;
  source: string;
  enabled: boolean;
  tags: readonly string[];
  exceptions: readonly RuleException[];
  warnEventTypes: boolean;
  skipUnknown: boolean;
  at: Evidence;
  conditionAt: Evidence;
  outputAt: Evidence;
}

/** Reads rule files in their order: later ones may redefine, append to and override earlier ones. */
export function readRules(files: readonly { readonly text: string; readonly file: string }[]): RuleSet {
  const collector = new Collector();
  for (const { text, file } of files) collector.add(text, file);
  return collector.resolve();
}

class Collector {
  readonly #problems: RuleProblem[] = [];
  readonly #lists = new Map<string, ListDefinition & { at: Evidence }>();
  readonly #macros = new Map<string, MacroDefinition>();
  readonly #rules = new Map<string, RuleDefinition>();
  #visibility = 0;

  add(text: string, file: string): void {
    const { items, problems } = readRuleFile(text, file);
    this.#problems.push(...problems);
    for (const item of items) {
      if (item.kind === 'list') this.#list(item);
      else if (item.kind === 'macro') this.#macro(item);
      else if (item.kind === 'rule') this.#rule(item);
      else {
        const problem = unmetRequirement(item);
        if (problem !== undefined) this.#problems.push(problem);
      }
    }
  }

  #list(item: RuleItem): void {
    const manner = this.#mannerOf(item);
    if (manner === undefined) return;
    const node = item.node.get('items');
    if (!node.isList && !node.empty) return this.#fault('items are a list', node.at);
    if (!node.exists) return this.#fault(`the list ${item.name} has no items`, item.at);
    const items = item.file.scalars(node, (wrong) => this.#fault('an item is no text', wrong.at));
    const known = this.#lists.get(item.name);
    const how = manner('items');
    if (known === undefined && how !== 'define')
      return this.#fault(`the list ${item.name} is not defined before, so nothing can be put to it`, item.at);
    if (known !== undefined) known.items = how === 'append' ? [...known.items, ...items] : items;
    else this.#lists.set(item.name, { name: item.name, items, at: item.at });
  }

  #macro(item: RuleItem): void {
    const manner = this.#mannerOf(item);
    if (manner === undefined) return;
    const node = item.node.get('condition');
    const condition = item.file.scalar(node);
    if (condition === undefined || condition.trim() === '')
      return this.#fault(`the macro ${item.name} has no condition`, item.at);
    if (!/^[a-zA-Z]\w*$/.test(item.name) || ['and', 'or', 'not'].includes(item.name))
      return this.#fault(`a macro cannot be called ${item.name}: no condition could name it`, item.at);
    const known = this.#macros.get(item.name);
    const how = manner('condition');
    if (known === undefined && how === 'append')
      return this.#fault(`the macro ${item.name} is not defined before, so nothing can be put to it`, item.at);
    const visibility = this.#visibility++;
    if (known === undefined) this.#macros.set(item.name, { name: item.name, condition, at: node.at, visibility });
    else
      Object.assign(known, {
        condition: how === 'append' ? `${known.condition} ${condition}` : condition,
        at: node.at,
        visibility,
      });
  }

  #rule(item: RuleItem): void {
    const { node, file, name, at } = item;
    const manner = this.#mannerOf(item);
    if (manner === undefined) return;
    const known = this.#rules.get(name);
    const enabled = this.#flag(item, 'enabled', true);
    const onlyEnabled = node.entries().every(([key]) => key === 'rule' || key === 'enabled');
    if (onlyEnabled && node.get('enabled').exists) {
      if (known === undefined) this.#fault(`the rule ${name} is not defined before`, at);
      else known.enabled = enabled;
      return;
    }
    const changes = node.get('override').exists || this.#appends(item);
    if (changes && known === undefined)
      return this.#fault(`the rule ${name} is not defined before, so nothing can be put to it`, at);
    const text = (key: string, before: string | undefined): string | undefined => {
      const held = file.scalar(node.get(key));
      if (held !== undefined) return changes && manner(key) === 'append' ? `${before ?? ''} ${held}` : held;
      if (node.get(key).empty && changes) return before;
      this.#fault(`the rule ${name} has no ${key}`, node.get(key).exists ? node.get(key).at : at);
      return undefined;
    };
    const was = changes ? known : undefined;
    const condition = text('condition', was?.condition);
    const output = text('output', was?.output);
    const description = text('desc', was?.description);
    const named =
      node.get('priority').empty && was ? was.priority : priorityOf(file.scalar(node.get('priority')) ?? '');
    if (named === undefined)
      this.#fault(
        node.get('priority').empty
          ? `the rule ${name} has no priority`
          : `${JSON.stringify(node.get('priority').value)} is no priority`,
        node.get('priority').at,
      );
    const exceptions = readExceptions(
      node.get('exceptions'),
      file,
      was && (node.get('exceptions').empty || manner('exceptions') === 'append') ? was.exceptions : [],
      this.#problems,
    );
    if (condition === undefined || output === undefined || description === undefined) return;
    if (named === undefined || exceptions === undefined) return;
    const source = file.scalar(node.get('source')) ?? was?.source ?? 'syscall';
    if (!sources.has(source))
      return void this.#problems.push(
        problemAt(
          'warning',
          `events of the source ${source} are not known; the rule ${name} is left out`,
          node.get('source').at,
        ),
      );
    const tags = file.scalars(node.get('tags'), (wrong) => this.#fault('a tag is no text', wrong.at));
    const rule: RuleDefinition = {
      name,
      condition,
      output,
      description,
      priority: named,
      source,
      enabled: node.get('enabled').empty && was ? was.enabled : enabled,
      tags: !was
        ? tags
        : node.get('tags').empty
          ? was.tags
          : manner('tags') === 'append'
            ? [...was.tags, ...tags]
            : tags,
      exceptions,
      warnEventTypes:
        node.get('warn_evttypes').empty && was ? was.warnEventTypes : this.#flag(item, 'warn_evttypes', true),
      skipUnknown:
        node.get('skip-if-unknown-filter').empty && was
          ? was.skipUnknown
          : this.#flag(item, 'skip-if-unknown-filter', false),
      at,
      conditionAt: node.get('condition').empty && was ? was.conditionAt : node.get('condition').at,
      outputAt: node.get('output').empty && was ? was.outputAt : node.get('output').at,
    };
    if (known === undefined) this.#rules.set(name, rule);
    else Object.assign(known, rule);
  }

  #flag(item: RuleItem, key: string, otherwise: boolean): boolean {
    const { value, at } = item.node.get(key).boolean();
    if (value === undefined && !item.node.get(key).empty) this.#fault(`${key} is neither true nor false`, at);
    return value ?? otherwise;
  }

  #appends(item: RuleItem): boolean {
    return item.node.get('append').value === true;
  }

  #mannerOf(item: RuleItem): ((key: string) => Manner) | undefined {
    return overrideOf(item, this.#problems);
  }

  #fault(message: string, at: Evidence): void {
    this.#problems.push(problemAt('error', message, at));
  }

  resolve(): RuleSet {
    const lists = new ListTexts([...this.#lists.values()]);
    const macros = new Map<
      string,
      { readonly condition: Condition; readonly nodes: number; readonly visibility: number }
    >();
    const used = new Set<string>();
    const put = (condition: Condition, visibility: number, counter: { nodes: number }): Condition => {
      if (++counter.nodes > maxNodes) throw new ListLimit(`macros make it larger than ${maxNodes} comparisons`);
      if (condition.kind === 'check') return condition;
      if (condition.kind === 'not') return { kind: 'not', part: put(condition.part, visibility, counter) };
      if (condition.kind !== 'macro')
        return { kind: condition.kind, parts: condition.parts.map((part) => put(part, visibility, counter)) };
      const macro = macros.get(condition.name);
      const defined = this.#macros.get(condition.name);
      used.add(condition.name);
      if (macro === undefined || macro.visibility >= visibility) {
        const why =
          defined === undefined
            ? `there is no macro ${condition.name}`
            : defined.visibility >= visibility
              ? `the macro ${condition.name} is defined only later, or names itself`
              : `the macro ${condition.name} has a mistake of its own`;
        throw new FalcoSyntaxError(why, condition.at);
      }
      counter.nodes += macro.nodes;
      if (counter.nodes > maxNodes) throw new ListLimit(`macros make it larger than ${maxNodes} comparisons`);
      return macro.condition;
    };
    const parse = (
      text: string,
      at: Evidence,
      what: string,
      visibility: number,
    ): { condition: Condition; nodes: number } | undefined => {
      try {
        const counter = { nodes: 0 };
        const condition = put(parseCondition(lists.putIn(text)), visibility, counter);
        return { condition, nodes: counter.nodes };
      } catch (error) {
        if (error instanceof FalcoSyntaxError) this.#fault(`${what}: ${error.message}${placeIn(text, error.at)}`, at);
        else if (error instanceof ListLimit) this.#fault(`${what}: ${error.message}`, at);
        else throw error;
        return undefined;
      }
    };
    const ordered = [...this.#macros.values()].toSorted((a, b) => a.visibility - b.visibility);
    for (const { name, condition, at, visibility } of ordered) {
      const parsed = parse(condition, at, `macro ${name}`, visibility);
      if (parsed !== undefined) macros.set(name, { ...parsed, visibility });
    }
    const rules: Rule[] = [];
    for (const rule of this.#rules.values()) {
      const parsed = parse(
        withExceptions(rule.condition, rule.exceptions),
        rule.conditionAt,
        `rule ${rule.name}`,
        Infinity,
      );
      if (parsed === undefined) continue;
      const made = this.#checked(rule, parsed.condition);
      if (made !== undefined) rules.push(made);
    }
    for (const macro of this.#macros.values())
      if (!used.has(macro.name))
        this.#problems.push(problemAt('warning', `the macro ${macro.name} is used by no rule`, macro.at));
    for (const list of this.#lists.values())
      if (!lists.used.has(list.name))
        this.#problems.push(problemAt('warning', `the list ${list.name} is used by no rule`, list.at));
    return { rules, problems: this.#problems, macros: this.#macros.size, lists: this.#lists.size };
  }

  #checked(rule: RuleDefinition, condition: Condition): Rule | undefined {
    const faults = checkCondition(condition, rule.source);
    if (rule.skipUnknown && faults.some(({ unknownField }) => unknownField)) {
      this.#problems.push(
        problemAt('warning', `rule ${rule.name} is skipped: ${faults[0]!.message}`, rule.conditionAt),
      );
      return undefined;
    }
    for (const { message } of faults) this.#fault(`rule ${rule.name}: ${message}`, rule.conditionAt);
    let output: readonly OutputPiece[] = [];
    try {
      output = parseOutput(rule.output);
      for (const piece of output)
        if (piece.kind === 'value')
          for (const { message } of checkCondition(
            { kind: 'check', left: piece.operand, operator: 'exists', at: 0 },
            rule.source,
          )) {
            this.#fault(`rule ${rule.name}, output: ${message}`, rule.outputAt);
            return undefined;
          }
    } catch (error) {
      if (!(error instanceof FalcoSyntaxError)) throw error;
      this.#fault(`rule ${rule.name}, output: ${error.message}`, rule.outputAt);
      return undefined;
    }
    if (faults.length > 0) return undefined;
    const eventTypes = eventTypesOf(condition);
    if (eventTypes === null && rule.source === 'syscall' && rule.warnEventTypes)
      this.#problems.push(
        problemAt('warning', `rule ${rule.name} names no evt.type, so it is tried on every event`, rule.conditionAt),
      );
    const { name, description, source, priority, enabled, at } = rule;
    return {
      name,
      description,
      source,
      priority,
      tags: [...new Set(rule.tags)],
      enabled,
      condition,
      output,
      eventTypes,
      at,
    };
  }
}

/** Where in a condition, when lists did not move it. */
function placeIn(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return at > text.length ? '' : ` (at ${lines.length}:${lines.at(-1)!.length + 1} of the condition)`;
}
