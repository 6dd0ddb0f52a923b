import type { Located } from '../../model/located.ts';
import { labelKeyFault, labelValueFault } from './names.ts';
import { seen, type Seen } from '../../model/seen.ts';

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A label selector: what it asks for, all of it at once. No requirement at all selects everything. */
export type Selector = readonly Requirement[];

/** Why the API server would refuse a selector. */
export interface SelectorFault {
  readonly at: Located;
  readonly why: string;
  /** A field that is not known: refused under strict field validation alone, dropped otherwise. */
  readonly unknownField: boolean;
}

/**
 * Reads a LabelSelector (k8s.io/apimachinery meta/v1): `matchLabels` and `matchExpressions` are
 * joined by AND. An absent, null or empty selector selects everything: that is what the API makes
 * of NetworkPolicy's `podSelector`; of a peer's selectors the caller tells absent ones apart. What the API server would
 * refuse reads as undefined with its reason, never as a guess.
 */
export function readSelector(at: Located): Seen<Selector> {
  const { selector, faults } = parseSelector(at);
  const [first] = faults;
  return first === undefined ? seen<Selector>(selector, at.at) : seen<Selector>(undefined, first.at.at, first.why);
}

/**
 * The same with every fault. The selector means nothing when there is one.
 *
 * @param keyFault what is wrong with a key, for languages that are alike but for their keys
 */
export function parseSelector(
  at: Located,
  keyFault: (key: string) => string | null = labelKeyFault,
): { readonly selector: Selector; readonly faults: readonly SelectorFault[] } {
  const requirements: Requirement[] = [];
  const faults: SelectorFault[] = [];
  const fault = (where: Located, why: string | null, unknownField = false): void => {
    if (why !== null) faults.push({ at: where, why, unknownField });
  };
  if (at.empty) return { selector: requirements, faults };
  if (!at.isMap) fault(at, 'the selector is not a mapping');
  const labels = at.lacks('matchLabels') ? null : at.get('matchLabels');
  if (labels !== null && !labels.isMap) fault(labels, 'matchLabels is not a mapping');
  for (const [key, value] of labels?.entries() ?? []) {
    const text = textOf(value);
    if (text === null) fault(value, `the label ${key} of the selector ${value.string().why ?? 'is no string'}`);
    else fault(value, said(`the label ${key} of the selector`, keyFault(key) ?? labelValueFault(text)));
    requirements.push({ key, operator: 'In', values: [text ?? ''] });
  }
  const expressions = at.lacks('matchExpressions') ? null : at.get('matchExpressions');
  if (expressions !== null && !expressions.isList) fault(expressions, 'matchExpressions is not a list');
  for (const expression of expressions?.items() ?? []) requirements.push(readExpression(expression, keyFault, fault));
  for (const key of at.isMap ? Object.keys(at.value as object) : []) {
    if (key !== 'matchLabels' && key !== 'matchExpressions') fault(at.get(key), `a selector has no field ${key}`, true);
  }
  return { selector: requirements, faults };
}

/** null where a string stands is the empty string to Go; anything else that is no string reads as null here. */
function textOf(at: Located): string | null {
  const { value } = at;
  return typeof value === 'string' ? value : at.empty ? '' : null;
}

function said(what: string, wrong: string | null): string | null {
  return wrong === null ? null : `${what} ${wrong}`;
}

const none: Requirement = { key: '', operator: 'DoesNotExist', values: [] };

function readExpression(
  at: Located,
  keyFault: (key: string) => string | null,
  fault: (where: Located, why: string | null, unknownField?: boolean) => void,
): Requirement {
  if (!at.empty && !at.isMap) {
    fault(at, 'an expression of the selector is not a mapping');
    return none;
  }
  const key = textOf(at.get('key'));
  if (key === null || key === '') fault(at.get('key'), 'an expression of the selector has no key');
  else fault(at.get('key'), said(`the key ${key} of the selector`, keyFault(key)));
  const list = at.get('values');
  if (!list.empty && !list.isList) fault(list, 'the values of an expression are not a list');
  const values = list.items().map((item) => {
    const text = textOf(item);
    if (text === null) fault(item, 'a value of an expression is not a string');
    else fault(item, said('a value of an expression', labelValueFault(text)));
    return text ?? '';
  });
  const operator = at.get('operator').value;
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) fault(at, `${operator} needs values`);
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) fault(list, `${operator} takes no values`);
  } else fault(at.get('operator'), 'the operator of an expression is none of In, NotIn, Exists, DoesNotExist');
  for (const [name, value] of at.entries()) {
    if (!expressionFields.has(name)) fault(value, `an expression of a selector has no field ${name}`, true);
  }
  return { key: key ?? '', operator: isOperator(operator) ? operator : 'DoesNotExist', values };
}

const expressionFields = new Set(['key', 'operator', 'values']);
const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

function isOperator(value: unknown): value is Requirement['operator'] {
  return operators.some((operator) => operator === value);
}

export function selects(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  return selector.every(({ key, operator, values }) => {
    const has = Object.hasOwn(labels, key);
    switch (operator) {
      case 'In':
        return has && values.includes(labels[key]!);
      // A missing key is not in any list: NotIn matches it, as the API does.
      case 'NotIn':
        return !has || !values.includes(labels[key]!);
      case 'Exists':
        return has;
      case 'DoesNotExist':
        return !has;
    }
  });
}
