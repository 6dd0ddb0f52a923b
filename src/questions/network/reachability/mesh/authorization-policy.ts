import { objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import { contradicting } from '../../selection/contradicting.ts';
import { inOrder } from '../../selection/order.ts';
import { namespaceOf } from '../../selection/policies.ts';
import { workloadSelector, type WorkloadSelector } from './workload-selector.ts';

export type Action = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';

/** One attribute of a request: one of `values`, and none of `notValues`. */
export interface Test {
  /** As conditions name it: `source.principal`, `destination.port`, `request.path`. */
  readonly attribute: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
}

/** Parts are joined by AND; within `sources` and `operations` one is enough, and none at all is every one. */
export interface Rule {
  readonly sources: readonly (readonly Test[])[];
  readonly operations: readonly (readonly Test[])[];
  readonly conditions: readonly Test[];
  /** Why it cannot be read: the API server or Istio would refuse it, or it has a field that is not known. */
  readonly fault?: string;
  readonly at: Evidence;
}

export interface Target {
  readonly kind: string;
  readonly name: string;
}

/** One AuthorizationPolicy of Istio (security/v1/authorization_policy.proto). */
export interface AuthorizationPolicy {
  readonly fact: Fact<KubernetesObject>;
  readonly namespace: string;
  readonly action: Action | 'unread';
  /** Logs what it would do, and decides nothing (annotation `istio.io/dry-run`). */
  readonly dryRun: boolean;
  readonly selects: WorkloadSelector;
  /** What it is bound to in place of workloads: Gateways, Services, GatewayClasses. */
  readonly targets: readonly Target[];
  readonly rules: readonly Rule[];
  /** Why its rules as a whole cannot be read. */
  readonly fault?: string;
}

export function authorizationPolicies(objects: readonly Fact<KubernetesObject>[]): AuthorizationPolicy[] {
  const own = inOrder(
    objectsOfKind(objects, 'AuthorizationPolicy').filter(({ value }) =>
      value.apiVersion.startsWith('security.istio.io/'),
    ),
  );
  const doubted = contradicting(own);
  return own.map((fact) => {
    const spec = fact.value.root.get('spec');
    const namespace = namespaceOf(fact.value.namespace);
    const action = spec.get('action');
    const named = action.empty ? 'ALLOW' : action.string().value;
    const known = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'].includes(named ?? '');
    const rules = spec.get('rules');
    const fault = doubted.has(fact) ? 'others by its name say something else' : faultOf(spec, rules);
    const targets = [
      ...(spec.get('targetRef').empty ? [] : [spec.get('targetRef')]),
      ...spec.get('targetRefs').items(),
    ];
    return {
      fact,
      namespace,
      action: known ? (named as Action) : 'unread',
      dryRun: /^(1|t|true)$/i.test(fact.value.annotations['istio.io/dry-run'] ?? '') && named !== 'CUSTOM',
      selects: workloadSelector(spec.get('selector')),
      targets: targets.map((at) => ({
        kind: at.get('kind').text().value ?? '',
        name: at.get('name').text().value ?? '',
      })),
      rules: rules.items().map((rule) => ruleOf(rule, namespace)),
      ...(fault === null ? {} : { fault }),
    };
  });
}

const fields = new Set(['selector', 'targetRef', 'targetRefs', 'rules', 'action', 'provider']);

function faultOf(spec: Located, rules: Located): string | null {
  if (!spec.empty && !spec.isMap) return 'its spec is not a mapping';
  if (!rules.empty && !rules.isList) return 'its rules are not a list';
  const strange = spec.entries().find(([key]) => !fields.has(key));
  return strange === undefined ? null : `it has a field ${strange[0]}, which an AuthorizationPolicy has not`;
}

/** Fields of a source and of an operation, by the attribute that a condition would name. */
const attributes: Readonly<Record<'source' | 'operation', Readonly<Record<string, string>>>> = {
  source: {
    principals: 'source.principal',
    requestPrincipals: 'request.auth.principal',
    namespaces: 'source.namespace',
    serviceAccounts: 'source.serviceAccount',
    trustDomains: 'source.trustDomain',
    ipBlocks: 'source.ip',
    remoteIpBlocks: 'remote.ip',
  },
  operation: { hosts: 'request.host', ports: 'destination.port', methods: 'request.method', paths: 'request.path' },
};

function ruleOf(at: Located, namespace: string): Rule {
  const faults: string[] = [];
  if (!at.isMap && !at.empty) faults.push('a rule is not a mapping');
  for (const [key] of at.entries())
    if (!['from', 'to', 'when'].includes(key)) faults.push(`a rule has no field ${key}`);
  const listOf = (key: string): Located[] => {
    const list = at.get(key);
    if (!list.empty && !list.isList && at.isMap) faults.push(`${key} is not a list`);
    return list.items();
  };
  const sources = listOf('from').map((item) => testsOf(item, 'source', faults, namespace));
  const operations = listOf('to').map((item) => testsOf(item, 'operation', faults, namespace));
  const conditions = listOf('when').map((item) => conditionOf(item, faults));
  return { sources, operations, conditions, at: at.at, ...(faults[0] === undefined ? {} : { fault: faults[0] }) };
}

function testsOf(item: Located, inner: 'source' | 'operation', faults: string[], namespace: string): Test[] {
  const at = item.get(inner);
  const known = attributes[inner];
  // An empty one would match every request, and Istio's validation refuses it.
  if (!at.isMap || at.entries().length === 0 || item.entries().length !== 1) faults.push(`a ${inner} names nothing`);
  const tests = new Map<string, { values: readonly string[]; notValues: readonly string[] }>();
  for (const [key, value] of at.entries()) {
    const negated = /^not[A-Z]/.test(key);
    const plain = negated ? key[3]!.toLowerCase() + key.slice(4) : key;
    const attribute = Object.hasOwn(known, plain) ? known[plain]! : undefined;
    const list = value.strings().value;
    if (attribute === undefined) faults.push(`a ${inner} has no field ${key}`);
    else if (list === undefined && !value.empty) faults.push(`${key} is not a list of strings`);
    else if (list !== undefined && list.length > 0) {
      checkValues(attribute, list, faults);
      // An account without a namespace is one of the policy's own.
      const whole =
        attribute === 'source.serviceAccount'
          ? list.map((one) => (one.includes('/') ? one : `${namespace}/${one}`))
          : list;
      const held = tests.get(attribute) ?? { values: [], notValues: [] };
      tests.set(attribute, negated ? { ...held, notValues: whole } : { ...held, values: whole });
    }
  }
  return [...tests].map(([attribute, lists]) => ({ attribute, ...lists }));
}

function conditionOf(at: Located, faults: string[]): Test {
  const attribute = at.get('key').string().value;
  const values = at.get('values').strings().value ?? [];
  const notValues = at.get('notValues').strings().value ?? [];
  if (attribute === undefined || attribute === '') faults.push('a condition has no key');
  else checkValues(attribute, [...values, ...notValues], faults);
  if (values.length + notValues.length === 0) faults.push('a condition has neither values nor notValues');
  for (const [key] of at.entries())
    if (!['key', 'values', 'notValues'].includes(key)) faults.push(`a condition has no field ${key}`);
  return { attribute: attribute ?? '', values, notValues };
}

function checkValues(attribute: string, values: readonly string[], faults: string[]): void {
  if (values.includes('')) faults.push(`a value of ${attribute} is empty`);
  if (attribute === 'destination.port' && values.some((value) => !/^\d{1,5}$/.test(value) || Number(value) > 65_535))
    faults.push(`"${values.find((value) => !/^\d{1,5}$/.test(value) || Number(value) > 65_535)!}" is no port`);
}

/** Attributes that only a request of HTTP has. */
export function isHttpOnly(attribute: string): boolean {
  return attribute.startsWith('request.');
}

export function titleOf({ fact, namespace }: AuthorizationPolicy): string {
  return `AuthorizationPolicy ${namespace}/${fact.value.name}`;
}
