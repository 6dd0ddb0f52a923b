import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A label selector: what it asks for, all of it at once. No requirement at all selects everything. */
export type Selector = readonly Requirement[];

/**
 * Reads a LabelSelector (k8s.io/apimachinery meta/v1): `matchLabels` and `matchExpressions` are
 * joined by AND. An absent, null or empty selector selects everything: that is what the API makes
 * of NetworkPolicy's `podSelector`; of a peer's selectors the caller tells absent ones apart. What the API server would
 * refuse reads as undefined with its reason, never as a guess.
 */
export function readSelector(at: Located): Seen<Selector> {
  const invalid = (where: Located, why: string): Seen<Selector> => seen<Selector>(undefined, where.at, why);
  if (at.empty) return seen<Selector>([], at.at);
  if (!at.isMap) return invalid(at, 'the selector is not a mapping');
  const requirements: Requirement[] = [];
  const labels = at.get('matchLabels');
  if (!labels.empty && !labels.isMap) return invalid(labels, 'matchLabels is not a mapping');
  for (const [key, value] of labels.entries()) {
    const text = value.string();
    if (text.value === undefined)
      return invalid(value, `the label ${key} of the selector ${text.why ?? 'has no value'}`);
    requirements.push({ key, operator: 'In', values: [text.value] });
  }
  const expressions = at.get('matchExpressions');
  if (!expressions.empty && !expressions.isList) return invalid(expressions, 'matchExpressions is not a list');
  for (const expression of expressions.items()) {
    const requirement = readExpression(expression);
    if (typeof requirement === 'string') return invalid(expression, requirement);
    requirements.push(requirement);
  }
  for (const [key, value] of at.entries()) {
    if (key !== 'matchLabels' && key !== 'matchExpressions') return invalid(value, `a selector has no field ${key}`);
  }
  return seen<Selector>(requirements, at.at);
}

function readExpression(at: Located): Requirement | string {
  const key = at.get('key').string().value;
  const operator = at.get('operator').string().value;
  const list = at.get('values');
  if (key === undefined || key === '') return 'an expression of the selector has no key';
  if (!list.empty && !list.isList) return 'the values of an expression are not a list';
  const values: string[] = [];
  for (const item of list.items()) {
    const text = item.string().value;
    if (text === undefined) return 'a value of an expression is not a string';
    values.push(text);
  }
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length === 0 ? `${operator} needs values` : { key, operator, values };
    case 'Exists':
    case 'DoesNotExist':
      return values.length > 0 ? `${operator} takes no values` : { key, operator, values };
    default:
      return 'the operator of an expression is none of In, NotIn, Exists, DoesNotExist';
  }
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
