import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  errorType,
  intType,
  listType,
  mapType,
  nullType,
  opaqueType,
  optionalType,
  stringType,
  structType,
  timestampType,
  typeType,
  uintType,
  type Type,
} from './types.ts';
import {
  CelError,
  Duration,
  isFault,
  List,
  Mapping,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './values.ts';

const anyList = listType(dynType);
const anyMap = mapType(dynType, dynType);
const anyOptional = optionalType(dynType);
const unknownType = opaqueType('unknown');

/** The type that a value has when it is computed with. */
export function typeOf(value: Value): Type {
  switch (typeof value) {
    case 'boolean':
      return boolType;
    case 'bigint':
      return intType;
    case 'number':
      return doubleType;
    case 'string':
      return stringType;
    default:
      break;
  }
  if (value === null) return nullType;
  if (value instanceof List) return anyList;
  if (value instanceof Mapping) return value.typeName === 'map' ? anyMap : structType(value.typeName);
  if (value instanceof Uint) return uintType;
  if (value instanceof Uint8Array) return bytesType;
  if (value instanceof Duration) return durationType;
  if (value instanceof Timestamp) return timestampType;
  if (value instanceof TypeValue) return typeType;
  if (value instanceof Optional) return anyOptional;
  if (value instanceof Opaque) return value.type;
  return value instanceof CelError ? errorType : unknownType;
}

/** Whether an overload's operand takes this value. Of lists and maps the first member speaks for all, as in cel-go. */
export function takes(wanted: Type, value: Value): boolean {
  if (wanted.kind === 'dyn' || wanted.kind === 'param') return !isFault(value);
  const type = typeOf(value);
  if (type.name !== wanted.name) return false;
  if (wanted.kind === 'list') {
    const [first] = (value as List).items;
    return first === undefined || takes(wanted.parameters[0]!, first);
  }
  if (wanted.kind === 'map') {
    const map = value as Mapping;
    const key = map.firstKey();
    return key === undefined || (takes(wanted.parameters[0]!, key) && takes(wanted.parameters[1]!, map.get(key)!));
  }
  return true;
}

/** How Go names the type in messages that print it: `types.Int`. */
export function goTypeName(value: Value): string {
  switch (typeof value) {
    case 'boolean':
      return 'types.Bool';
    case 'bigint':
      return 'types.Int';
    case 'number':
      return 'types.Double';
    case 'string':
      return 'types.String';
    default:
      break;
  }
  if (value === null) return 'types.Null';
  if (value instanceof Uint) return 'types.Uint';
  if (value instanceof Uint8Array) return 'types.Bytes';
  if (value instanceof Duration) return 'types.Duration';
  if (value instanceof Timestamp) return 'types.Timestamp';
  if (value instanceof TypeValue) return '*types.Type';
  if (value instanceof Optional) return '*types.Optional';
  if (value instanceof List)
    return value.origin === 'struct' ? '*common.reflectSchemalessTypedList' : '*types.baseList';
  if (value instanceof Mapping)
    return value.origin === 'struct' ? '*common.reflectSchemalessTypedMap' : '*types.baseMap';
  const opaque = typeOf(value).name;
  return { 'net.IP': 'cel.IP', 'net.CIDR': 'cel.CIDR' }[opaque] ?? opaque.replace('kubernetes.', 'cel.');
}
