import type { Event, EventValue } from '../../facts/event.ts';
import type { Rule } from '../../formats/falco/rule-set.ts';
import type { Alert } from './alert.ts';
import { Compiler, type Getter, type Test } from './compile.ts';
import { explain } from './explain.ts';
import { shown } from './values.ts';

/** Lists of rules by type of event are kept for so many types; a stream of made-up ones makes no more. */
const maxTypes = 4096;

interface CompiledRule {
  readonly rule: Rule;
  readonly test: Test;
  readonly output: readonly (
    | string
    | { readonly name: string; readonly get: Getter; readonly width: number | undefined }
  )[];
}

/** Runs the enabled rules of a set over events. Every rule that matches fires. */
export class RuleEngine {
  readonly #compiler = new Compiler();
  readonly #bySource = new Map<string, CompiledRule[]>();
  readonly #byType = new Map<string, Map<string, readonly CompiledRule[]>>();

  constructor(rules: readonly Rule[]) {
    for (const rule of rules) {
      if (!rule.enabled) continue;
      const compiled = this.#compile(rule);
      const others = this.#bySource.get(rule.source);
      if (others === undefined) this.#bySource.set(rule.source, [compiled]);
      else others.push(compiled);
    }
    for (const source of this.#bySource.keys()) this.#byType.set(source, new Map());
  }

  /** The alerts of one event, in the order of the rules. */
  match(event: Event): Alert[] {
    const rules = this.#rulesFor(event);
    this.#compiler.next();
    const alerts: Alert[] = [];
    for (const compiled of rules) if (compiled.test(event)) alerts.push(this.#alert(compiled, event));
    return alerts;
  }

  #rulesFor({ source, type }: Event): readonly CompiledRule[] {
    const types = this.#byType.get(source);
    if (types === undefined) return [];
    const known = types.get(type);
    if (known !== undefined) return known;
    const rules = this.#bySource.get(source)!.filter(({ rule }) => rule.eventTypes?.has(type) ?? true);
    if (types.size < maxTypes) types.set(type, rules);
    return rules;
  }

  #compile(rule: Rule): CompiledRule {
    return {
      rule,
      test: this.#compiler.test(rule.condition),
      output: rule.output.map((piece) =>
        piece.kind === 'text'
          ? piece.text
          : { name: piece.name, get: this.#compiler.getter(piece.operand), width: piece.width },
      ),
    };
  }

  #alert({ rule, output }: CompiledRule, event: Event): Alert {
    const fields = new Map<string, EventValue | undefined>();
    let message = '';
    for (const piece of output) {
      if (typeof piece === 'string') {
        message += piece;
        continue;
      }
      const value = piece.get(event);
      fields.set(piece.name, value);
      const text = shown(value);
      message += piece.width === undefined ? text : text.slice(0, piece.width).padEnd(piece.width);
    }
    const { name, priority, source, tags, condition } = rule;
    const reasons = (): ReturnType<Alert['reasons']> => {
      // A reader may ask after later events were looked at.
      this.#compiler.next();
      return explain(condition, event, this.#compiler);
    };
    return { time: event.time, rule: name, priority, source, message, fields, tags, reasons };
  }
}
