import type { Program } from '../cel/compile.ts';
import { matchConditionsBudget, policyBudget } from '../cel/cost.ts';
import { trimSpace } from '../cel/library/strings.ts';
import { CelError, Mapping, Unknown, type Value } from '../cel/values.ts';
import type { CompiledPolicy } from './compile-policy.ts';

/** What a policy says of one request. `index` is that of the validation; null when it is of the whole. */
export interface Decision {
  readonly verdict: 'admit' | 'deny' | 'error' | 'unknown';
  readonly index: number | null;
  /** The server's own words for a denial or an error; the reason for what is unknown. */
  readonly message: string;
  readonly reason: string;
  /** An expression was stopped: by the server's budget, or by a limit of Plimsoll's own. */
  readonly stopped: 'budget' | 'work' | null;
}

/** The names that expressions use, `variables` apart. */
export type Inputs = Readonly<Record<string, Value>>;

const outOfBudget = 'validation failed due to running out of cost budget, no further validation rules will be run';
const maxMessage = 5 * 1024;

/** Evaluates as k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go; an empty list: the conditions leave the request out. */
export function evaluatePolicy(compiled: CompiledPolicy, inputs: Inputs): readonly Decision[] {
  const run = new Run(compiled, inputs);
  const conditions = run.conditions();
  if (conditions !== 'met') return conditions;
  const budget = new Budget(policyBudget);
  const decisions: Decision[] = [];
  const results: { value: Value; stopped: Decision['stopped'] }[] = [];
  run.fresh();
  for (const { program } of compiled.validations) {
    const result = run.evaluate(program, budget);
    // Out of the budget of all together, nothing of the policy stands.
    if (result === null) return [decision('error', null, outOfBudget, 'Invalid', 'budget')];
    results.push(result);
  }
  run.fresh();
  const messages = run.messages(budget);
  for (const [index, { value, stopped }] of results.entries()) {
    const { written } = compiled.validations[index]!;
    if (value === true) decisions.push(decision('admit', index, '', written.reason, stopped));
    else if (value instanceof Unknown) decisions.push(decision('unknown', index, value.why.join('; '), '', stopped));
    else if (value instanceof CelError)
      decisions.push(decision('error', index, failed(written.expression.text, value), 'Invalid', stopped));
    else if (messages === null)
      decisions.push(decision('error', index, `failed messageExpression: ${outOfBudget}`, 'Invalid', 'budget'));
    else decisions.push(decision('deny', index, messageFor(messages[index]!, written), written.reason, stopped));
  }
  return [...decisions, ...run.annotations()];
}

function decision(
  verdict: Decision['verdict'],
  index: number | null,
  message: string,
  reason: string,
  stopped: Decision['stopped'] = null,
): Decision {
  return { verdict, index, message, reason, stopped };
}

function failed(text: string, { message }: CelError): string {
  return `expression '${text}' resulted in error: ${message}`;
}

function messageFor(found: Value, { message, expression }: CompiledPolicy['validations'][number]['written']): string {
  if (typeof found === 'string') {
    const text = trimSpace(found);
    if (text !== '' && !text.includes('\n') && Buffer.byteLength(text) <= maxMessage) return text;
  }
  const own = trimSpace(message);
  return own === '' ? `failed expression: ${trimSpace(expression.text)}` : own;
}

class Budget {
  left: number;
  constructor(left: number) {
    this.left = left;
  }
}

/** The evaluation of one policy over one request: its variables are computed when they are first named. */
class Run {
  readonly #compiled: CompiledPolicy;
  readonly #inputs: Inputs;
  #variables: Mapping;
  /** What variables cost since the last expression was accounted for. */
  #spent = 0;
  #stopped: Decision['stopped'] = null;
  #inConditions = false;

  constructor(compiled: CompiledPolicy, inputs: Inputs) {
    this.#compiled = compiled;
    this.#inputs = inputs;
    this.#variables = this.#lazyVariables();
  }

  /** Validations, messages and annotations each compute the variables anew, and pay for them. */
  fresh(): void {
    this.#variables = this.#lazyVariables();
  }

  #lazyVariables(): Mapping {
    const known = new Map<string, Value>();
    const get = (name: string): Value | undefined => {
      const program = this.#compiled.variables.get(name);
      if (program === undefined) return undefined;
      let value = known.get(name);
      if (value === undefined) {
        value = this.#variable(name, program);
        known.set(name, value);
      }
      return value;
    };
    return Mapping.ofData({ keys: () => [...this.#compiled.variables.keys()], get }, 'plain', 'kubernetes.variables');
  }

  #variable(name: string, program: Program): Value {
    const { value, cost, stopped } = program.evaluate({ get: (input) => this.#get(input) });
    this.#spent += cost;
    this.#stopped ??= stopped;
    if (!(value instanceof CelError)) return value;
    return new CelError(`composited variable "${name}" fails to evaluate: ${value.message}`);
  }

  #get(name: string): Value {
    if (name === 'variables') return this.#variables;
    // Match conditions are evaluated before the server looks up the namespace.
    if (name === 'namespaceObject' && this.#inConditions) return null;
    return this.#inputs[name] ?? null;
  }

  /** Null when the budget of all expressions together is spent. */
  evaluate(program: Program, budget: Budget): { value: Value; stopped: Decision['stopped'] } | null {
    this.#spent = 0;
    this.#stopped = null;
    const { value, cost, stopped } = program.evaluate({ get: (input) => this.#get(input) });
    budget.left -= this.#spent + cost;
    return budget.left < 0 ? null : { value, stopped: stopped ?? this.#stopped };
  }

  conditions(): 'met' | readonly Decision[] {
    const { conditions, policy } = this.#compiled;
    const budget = new Budget(matchConditionsBudget);
    const errors: string[] = [];
    let unknown: Unknown | null = null;
    let stoppedBy: Decision['stopped'] = null;
    const results: Value[] = [];
    this.#inConditions = true;
    for (const program of conditions) {
      const result = this.evaluate(program, budget);
      if (result === null)
        return policy.failurePolicy === 'Ignore' ? [] : [decision('error', null, outOfBudget, 'Invalid', 'budget')];
      stoppedBy ??= result.stopped;
      results.push(result.value);
    }
    this.#inConditions = false;
    for (const [index, value] of results.entries()) {
      if (value === false) return [];
      if (value instanceof Unknown) unknown = value.join(unknown);
      if (value instanceof CelError) errors.push(failed(conditions[index]!.text, value));
    }
    if (unknown !== null) return [decision('unknown', null, unknown.why.join('; '), '', stoppedBy)];
    if (errors.length === 0) return 'met';
    if (policy.failurePolicy === 'Ignore') return [];
    const message = errors.length === 1 ? errors[0]! : `[${[...new Set(errors)].join(', ')}]`;
    return [decision('error', null, message, 'Invalid', stoppedBy)];
  }

  /** What each message expression gives, null for none; null as a whole when the budget ends. */
  messages(budget: Budget): readonly Value[] | null {
    const found: Value[] = [];
    for (const { message } of this.#compiled.validations) {
      const result = message === null ? { value: null } : this.evaluate(message, budget);
      if (result === null) return null;
      found.push(result.value);
    }
    return found;
  }

  /** Of annotations only errors decide: they deny, whatever the binding's actions, unless failures are ignored. */
  annotations(): readonly Decision[] {
    const { annotations, policy } = this.#compiled;
    if (annotations.length === 0) return [];
    this.fresh();
    const budget = new Budget(policyBudget);
    const decisions: Decision[] = [];
    for (const { program } of annotations) {
      const result = this.evaluate(program, budget);
      if (result === null) return [decision('error', null, outOfBudget, 'Invalid', 'budget')];
      if (result.value instanceof CelError && policy.failurePolicy === 'Fail')
        decisions.push(decision('error', null, failed(program.text, result.value), 'Invalid', result.stopped));
      else if (result.value instanceof Unknown)
        decisions.push(decision('unknown', null, result.value.why.join('; '), '', result.stopped));
    }
    return decisions;
  }
}
