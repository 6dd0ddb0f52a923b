import type { Declarations } from './check.ts';
import { declare, type FunctionDeclaration } from './functions.ts';
import { addresses } from './library/addresses.ts';
import { authorizer } from './library/authorizer.ts';
import { conversions } from './library/conversions.ts';
import { kubernetesLists, lists, sets } from './library/lists.ts';
import { namedFormats } from './library/named-formats.ts';
import { insertions, optionals } from './library/optionals.ts';
import { patterns } from './library/pattern.ts';
import { quantities } from './library/quantities.ts';
import { standard } from './library/standard.ts';
import { strings } from './library/strings.ts';
import { times } from './library/times.ts';
import { urls } from './library/urls.ts';
import { versions } from './library/versions.ts';
import {
  boolType,
  bytesType,
  cidrType,
  doubleType,
  durationType,
  intType,
  ipType,
  listType,
  mapType,
  nullType,
  optionalType,
  paramType,
  stringType,
  timestampType,
  typeType,
  uintType,
  type Type,
} from './types.ts';

/** Every function of the environment of API servers from 1.36 on (k8s.io/apiserver/pkg/cel/environment/base.go). */
const functions: ReadonlyMap<string, FunctionDeclaration> = declare([
  // In the server's order: where a call fits several overloads, the first that does gives it its type.
  ...standard,
  ...conversions,
  ...times,
  ...urls,
  ...patterns,
  ...kubernetesLists,
  ...authorizer,
  ...optionals,
  ...quantities,
  ...strings,
  ...sets,
  ...addresses,
  ...namedFormats,
  ...insertions,
  ...versions,
  ...lists,
]);

const types: ReadonlyMap<string, Type> = new Map(
  [
    boolType,
    bytesType,
    doubleType,
    durationType,
    intType,
    listType(paramType('A')),
    mapType(paramType('A'), paramType('B')),
    nullType,
    stringType,
    timestampType,
    typeType,
    uintType,
    ipType,
    cidrType,
    optionalType(paramType('V')),
  ].map((type) => [type.name, type] as const),
);

/** The declarations of an expression: Kubernetes' functions and these variables and structs. */
export function environment(
  variables: ReadonlyMap<string, Type>,
  structs: ReadonlyMap<string, ReadonlyMap<string, Type>> = new Map(),
): Declarations {
  return { variables, functions, types, structs };
}
