import { keyFaults, labelValueFaults } from '../cel/library/named-formats.ts';
import type { Located } from '../../model/located.ts';
import type { ResourceRule } from './policy.ts';

/** Tells what has not the shape that the API server takes. */
export type Fault = (at: Located, because: string) => void;

/**
 * What the API server refuses of a policy or binding although each field has its type
 * (k8s.io/kubernetes/pkg/apis/admissionregistration/validation): what it does not take, denies nothing.
 */

const operations = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*'];
const scopes = ['*', 'Cluster', 'Namespaced'];
const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];

export function ruleFaults(at: Located, rule: ResourceRule, fault: Fault): void {
  for (const [name, items] of [
    ['apiGroups', rule.groups],
    ['apiVersions', rule.versions],
    ['operations', rule.operations],
  ] as const) {
    if (items.includes('*') && items.length > 1) fault(at.get(name), "has '*' and must name nothing else then");
    if (name !== 'apiGroups' && items.includes('')) fault(at.get(name), 'names the empty text');
  }
  const odd = rule.operations.find((one) => one !== '' && !operations.includes(one));
  if (odd !== undefined) fault(at.get('operations'), `names ${JSON.stringify(odd)}, which is no operation`);
  if (!scopes.includes(rule.scope)) fault(at.get('scope'), `is none of ${scopes.join(', ')}`);
  resourceFaults(at.get('resources'), rule.resources, fault);
}

function resourceFaults(at: Located, resources: readonly string[], fault: Fault): void {
  if (resources.includes('')) fault(at, 'names the empty text');
  if (resources.includes('*/*') && resources.length > 1) fault(at, "has '*/*' and must name nothing else then");
  const plain = resources.filter((one) => one !== '' && one !== '*' && !one.includes('/'));
  if (resources.includes('*') && plain.length > 0) fault(at, "has '*' and must name no other resource then");
  const whole = new Set<string>();
  const everywhere = new Set<string>();
  for (const one of resources) {
    const slash = one.indexOf('/');
    if (slash === -1 || one === '*/*') continue;
    const [resource, sub] = [one.slice(0, slash), one.slice(slash + 1)];
    if (whole.has(resource) || everywhere.has(sub)) fault(at, `names ${one}, which a pattern before it holds already`);
    if (sub === '*') whole.add(resource);
    if (resource === '*') everywhere.add(sub);
  }
}

export function selectorFaults(at: Located, fault: Fault): void {
  const keyed = (of: Located, key: string): void => {
    const [first] = keyFaults(key);
    if (first !== undefined) fault(of, `${JSON.stringify(key)} is no key of a label: ${first}`);
  };
  for (const [key, value] of at.get('matchLabels').entries()) {
    keyed(value, key);
    const [first] = labelValueFaults(value.string().value ?? '');
    if (first !== undefined) fault(value, first);
  }
  for (const one of at.get('matchExpressions').items()) {
    const { value: operator = '' } = one.get('operator').string();
    const values = one.get('values');
    if (!values.empty && values.strings().value === undefined) fault(values, 'must be a list of strings');
    const needs = operator === 'In' || operator === 'NotIn';
    if (needs !== values.items().length > 0)
      fault(values, needs ? `must be given with ${operator}` : `must not be given with ${operator}`);
    for (const value of needs ? values.items() : []) {
      const [first] = labelValueFaults(value.string().value ?? '');
      if (first !== undefined) fault(value, first);
    }
    keyed(one.get('key'), one.get('key').string().value ?? '');
  }
}

/** Names of match conditions and keys of audit annotations: names with an optional prefix, each once. */
export function nameFaults(named: readonly Located[], most: number, fault: Fault): void {
  const met = new Set<string>();
  for (const [index, at] of named.entries()) {
    const { value: name = '' } = at.string();
    const [first] = name === '' ? [] : keyFaults(name);
    if (first !== undefined) fault(at, `${JSON.stringify(name)} is no name: ${first}`);
    if (met.has(name)) fault(at, `${JSON.stringify(name)} is there twice`);
    if (index === most) fault(at, `is one of more than ${most}`);
    met.add(name);
  }
}

export function validationFaults(at: Located, reason: string, fault: Fault): void {
  if (!reasons.includes(reason)) fault(at.get('reason'), `is none of ${reasons.join(', ')}`);
  for (const name of ['message', 'messageExpression']) {
    const { value } = at.get(name).string();
    if (value === undefined || value === '') continue;
    if (value.trim() === '') fault(at.get(name), 'is empty');
    else if (name === 'message' && /[\r\n]/.test(value.trim())) fault(at.get(name), 'has more than one line');
  }
}

export function actionFaults(at: Located, actions: readonly string[], fault: Fault): void {
  if (new Set(actions).size < actions.length) fault(at, 'names one twice');
  if (actions.includes('Deny') && actions.includes('Warn')) fault(at, 'names both Deny and Warn');
}
