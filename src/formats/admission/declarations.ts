import type { Declarations } from '../cel/check.ts';
import { environment } from '../cel/environment.ts';
import {
  boolType,
  dynType,
  intType,
  listType,
  mapType,
  readType,
  stringType,
  structType,
  timestampType,
  type Type,
} from '../cel/types.ts';

/** Which variables an expression of a policy may use beside `object`, `oldObject`, `request` and `namespaceObject`. */
export interface Offered {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** The types of the policy's own variables; null where the policy has none, and then `variables` is no name. */
  readonly variables: ReadonlyMap<string, Type> | null;
}

const request = structType('kubernetes.AdmissionRequest');
const namespace = structType('kubernetes.Namespace');
const variables = structType('kubernetes.variables');
const strings = listType(stringType);
const labels = mapType(stringType, stringType);

/** Types of the API server's admission (k8s.io/apiserver/pkg/admission/plugin/cel/compile.go). */
const structs: Readonly<Record<string, Readonly<Record<string, Type>>>> = {
  'kubernetes.GroupVersionKind': { group: stringType, version: stringType, kind: stringType },
  'kubernetes.GroupVersionResource': { group: stringType, version: stringType, resource: stringType },
  'kubernetes.UserInfo': {
    username: stringType,
    uid: stringType,
    groups: strings,
    extra: mapType(stringType, strings),
  },
  'kubernetes.AdmissionRequest': {
    kind: structType('kubernetes.GroupVersionKind'),
    resource: structType('kubernetes.GroupVersionResource'),
    subResource: stringType,
    requestKind: structType('kubernetes.GroupVersionKind'),
    requestResource: structType('kubernetes.GroupVersionResource'),
    requestSubResource: stringType,
    name: stringType,
    namespace: stringType,
    operation: stringType,
    userInfo: structType('kubernetes.UserInfo'),
    dryRun: boolType,
    options: dynType,
  },
  'kubernetes.NamespaceSpec': { finalizers: strings },
  'kubernetes.NamespaceCondition': {
    status: stringType,
    type: stringType,
    lastTransitionTime: timestampType,
    message: stringType,
    reason: stringType,
  },
  'kubernetes.NamespaceStatus': {
    conditions: listType(structType('kubernetes.NamespaceCondition')),
    phase: stringType,
  },
  'kubernetes.NamespaceMetadata': {
    name: stringType,
    generateName: stringType,
    namespace: stringType,
    labels,
    annotations: labels,
    UID: stringType,
    creationTimestamp: timestampType,
    deletionGracePeriodSeconds: intType,
    deletionTimestamp: timestampType,
    generation: intType,
    resourceVersion: stringType,
    finalizers: strings,
  },
  'kubernetes.Namespace': {
    metadata: structType('kubernetes.NamespaceMetadata'),
    spec: structType('kubernetes.NamespaceSpec'),
    status: structType('kubernetes.NamespaceStatus'),
  },
};

const fields: ReadonlyMap<string, ReadonlyMap<string, Type>> = new Map(
  Object.entries(structs).map(([name, own]) => [name, new Map(Object.entries(own))]),
);

export function declarationsOf(offered: Offered): Declarations {
  const names = new Map<string, Type>([
    ['object', dynType],
    ['oldObject', dynType],
    ['namespaceObject', namespace],
    ['request', request],
  ]);
  if (offered.params) names.set('params', dynType);
  if (offered.authorizer) {
    names.set('authorizer', readType('Authorizer'));
    names.set('authorizer.requestResource', readType('ResourceCheck'));
  }
  if (offered.variables === null) return environment(names, fields);
  names.set('variables', variables);
  return environment(names, new Map([...fields, [variables.name, offered.variables]]));
}

/**
 * The type that a variable has for those after it: lists and maps keep their types, Kubernetes' own
 * types and optionals become dyn (composition.go, convertCelTypeToDeclType).
 */
export function variableType(type: Type): Type {
  switch (type.kind) {
    case 'list':
      return listType(variableType(type.parameters[0]!));
    case 'map':
      return mapType(variableType(type.parameters[0]!), variableType(type.parameters[1]!));
    case 'struct':
    case 'opaque':
    case 'type':
    case 'param':
    case 'error':
      return dynType;
    default:
      return type;
  }
}
