/** Types of CEL as its checker knows them; `param` is a type variable. */
export type Kind =
  | 'dyn'
  | 'error'
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'duration'
  | 'timestamp'
  | 'list'
  | 'map'
  | 'struct'
  | 'opaque'
  | 'type'
  | 'param';

export interface Type {
  readonly kind: Kind;
  /** As the type prints: `google.protobuf.Timestamp`, `kubernetes.Quantity`. */
  readonly name: string;
  readonly parameters: readonly Type[];
}

const simple = (kind: Kind, name: string): Type => ({ kind, name, parameters: [] });
export const dynType = simple('dyn', 'dyn');
export const errorType = simple('error', 'error');
export const nullType = simple('null', 'null_type');
export const boolType = simple('bool', 'bool');
export const intType = simple('int', 'int');
export const uintType = simple('uint', 'uint');
export const doubleType = simple('double', 'double');
export const stringType = simple('string', 'string');
export const bytesType = simple('bytes', 'bytes');
export const durationType = simple('duration', 'google.protobuf.Duration');
export const timestampType = simple('timestamp', 'google.protobuf.Timestamp');
export const typeType = simple('type', 'type');
export const listType = (item: Type): Type => ({ kind: 'list', name: 'list', parameters: [item] });
export const mapType = (key: Type, value: Type): Type => ({ kind: 'map', name: 'map', parameters: [key, value] });
export const optionalType = (value: Type): Type => ({ kind: 'opaque', name: 'optional_type', parameters: [value] });
export const structType = (name: string): Type => simple('struct', name);
export const opaqueType = (name: string): Type => simple('opaque', name);
export const paramType = (name: string): Type => simple('param', name);
export const typeOfType = (of: Type): Type => ({ kind: 'type', name: 'type', parameters: [of] });

export const urlType = structType('kubernetes.URL');
export const quantityType = structType('kubernetes.Quantity');
export const semverType = structType('kubernetes.Semver');
export const formatType = structType('kubernetes.NamedFormat');
export const ipType = opaqueType('net.IP');
export const cidrType = opaqueType('net.CIDR');

const named: Readonly<Record<string, Type>> = {
  dyn: dynType,
  bool: boolType,
  int: intType,
  uint: uintType,
  double: doubleType,
  string: stringType,
  bytes: bytesType,
  null: nullType,
  duration: durationType,
  timestamp: timestampType,
  type: typeType,
  URL: urlType,
  Quantity: quantityType,
  Semver: semverType,
  Format: formatType,
  IP: ipType,
  CIDR: cidrType,
  Authorizer: structType('kubernetes.authorization.Authorizer'),
  PathCheck: structType('kubernetes.authorization.PathCheck'),
  GroupCheck: structType('kubernetes.authorization.GroupCheck'),
  ResourceCheck: structType('kubernetes.authorization.ResourceCheck'),
  Decision: structType('kubernetes.authorization.Decision'),
};

/** `list(A)`, `map(string, list(string))`, `optional(V)`, `IP`: a single capital letter is a type variable. */
export function readType(text: string): Type {
  const open = text.indexOf('(');
  if (open === -1) return named[text] ?? paramType(text);
  const parameters = splitTypes(text.slice(open + 1, -1)).map((part) => readType(part));
  switch (text.slice(0, open)) {
    case 'list':
      return listType(parameters[0]!);
    case 'map':
      return mapType(parameters[0]!, parameters[1]!);
    case 'optional':
      return optionalType(parameters[0]!);
    default:
      return typeOfType(parameters[0]!);
  }
}

/** Parts of `A, list(B), C` at the outermost commas. */
export function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === '' ? parts : [...parts, last];
}

export function sameType(a: Type, b: Type): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.name === b.name &&
      a.parameters.length === b.parameters.length &&
      a.parameters.every((one, index) => sameType(one, b.parameters[index]!)))
  );
}

/** As the checker's messages write it: `map(string, dyn)`, `timestamp`. */
export function showType(type: Type): string {
  switch (type.kind) {
    case 'duration':
      return 'duration';
    case 'timestamp':
      return 'timestamp';
    case 'null':
      return 'null';
    case 'error':
      return '!error!';
    default:
      return withParameters(type, showType);
  }
}

/** As a type prints by itself: `google.protobuf.Timestamp`. */
export function printType(type: Type): string {
  return withParameters(type, printType);
}

function withParameters(type: Type, write: (type: Type) => string): string {
  if (type.parameters.length === 0) return type.name;
  return `${type.name}(${type.parameters.map((one) => write(one)).join(', ')})`;
}
