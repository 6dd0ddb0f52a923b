import { add, compare, divide, modulo, multiply, negate, subtract } from '../arithmetic.ts';
import { equal } from '../compare.ts';
import { overload, type Overload, type Run } from '../functions.ts';
import { CelError, isFault, List, Mapping, noSuchOverload, Opaque, Unknown, type Value } from '../values.ts';
import { goTypeName } from '../runtime-type.ts';
import { matchesPattern } from './pattern.ts';
import { codePoints } from './text.ts';

const overloadNames: Readonly<Record<string, string>> = { int: 'int64', uint: 'uint64' };
const idOf = (type: string): string => overloadNames[type] ?? type;

function operators(name: string, word: string, types: readonly Operands[], run: Run): Overload[] {
  return types.map(([left, right, result]) => {
    const id = left === right ? `${word}_${idOf(left)}` : `${word}_${idOf(left)}_${idOf(right)}`;
    return overload(id, `${name}(${left}, ${right}) ${result}`, run, false);
  });
}

type Operands = readonly [left: string, right: string, result: string];
// In cel-go's order throughout: the first overload that fits gives a type to what had none.
const numbers = ['double', 'int', 'uint'];
const same = (types: readonly string[]): Operands[] => types.map((type) => [type, type, type]);
/** Any number may be compared with any other. */
const compared: readonly Operands[] = [
  ['bool', 'bool'],
  ['int', 'int'],
  ['int', 'double'],
  ['int', 'uint'],
  ['uint', 'uint'],
  ['uint', 'double'],
  ['uint', 'int'],
  ['double', 'double'],
  ['double', 'int'],
  ['double', 'uint'],
  ...['string', 'bytes', 'timestamp', 'duration'].map((type) => [type, type]),
].map(([left, right]): Operands => [left!, right!, 'bool']);

function comparison(name: string, word: string, holds: (order: number) => boolean): Overload[] {
  return operators(name, word, compared, (left: Value, right: Value): Value => {
    const order = compare(left, right);
    if (order === null) return new CelError(`no such overload: ${name}`);
    return order instanceof CelError ? order : holds(order);
  });
}

/** Operators that the evaluator itself computes; here for their types only. */
const never: Run = () => noSuchOverload;

function contains(item: Value, where: Value): Value {
  if (where instanceof Mapping) {
    const held = where.get(item);
    if (held instanceof Unknown) return held;
    if (typeof item !== 'string' && where.origin === 'struct') return structKey(item);
    return held !== undefined;
  }
  if (!(where instanceof List)) return isFault(where) ? where : noSuchOverload;
  let unknown: Unknown | null = null;
  for (const one of where.items) {
    const found = where.origin === 'struct' ? equal(one, item) : equal(item, one);
    if (found === true) return true;
    if (found instanceof Unknown) unknown = found.join(unknown);
  }
  return unknown ?? false;
}

/** A struct of the API server is asked only for names. */
export function structKey(key: Value): CelError {
  return new CelError(`unsupported map key type: ${goTypeName(key)}`);
}

/** Undefined for what has no size: numbers, null, types. Texts count characters, not bytes. */
export function sizeOf(value: Value): number | Unknown | undefined {
  if (typeof value === 'string') return codePoints(value);
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof List) return value.size;
  if (value instanceof Mapping) return value.more ?? value.size;
  return value instanceof Opaque ? value.size() : undefined;
}

function size(value: Value): Value {
  const found = sizeOf(value);
  if (found === undefined) return new CelError('no such overload: size');
  return typeof found === 'number' ? BigInt(found) : found;
}

const text =
  (test: (text: string, part: string) => boolean): Run =>
  (value: Value, part: Value): Value =>
    typeof value === 'string' && typeof part === 'string' ? test(value, part) : noSuchOverload;

/** The operators and functions of CEL itself, conversions and times apart (cel-go, common/stdlib). */
export const standard: readonly Overload[] = [
  overload('conditional', '_?_:_(bool, A, A) A', never),
  overload('logical_and', '_&&_(bool, bool) bool', never),
  overload('logical_or', '_||_(bool, bool) bool', never),
  overload(
    'logical_not',
    '!_(bool) bool',
    (value: Value): Value => (typeof value === 'boolean' ? !value : noSuchOverload),
    false,
  ),
  overload('not_strictly_false', '@not_strictly_false(bool) bool', never),
  overload('equals', '_==_(A, A) bool', never),
  overload('not_equals', '_!=_(A, A) bool', never),
  ...operators(
    '_+_',
    'add',
    [
      ['bytes', 'bytes', 'bytes'],
      ['double', 'double', 'double'],
      ['duration', 'duration', 'duration'],
      ['duration', 'timestamp', 'timestamp'],
      ['timestamp', 'duration', 'timestamp'],
      ['int', 'int', 'int'],
      ['list(A)', 'list(A)', 'list(A)'],
      ['string', 'string', 'string'],
      ['uint', 'uint', 'uint'],
    ],
    add,
  ),
  ...operators(
    '_-_',
    'subtract',
    [
      ...same(['double', 'duration', 'int']),
      ['timestamp', 'duration', 'timestamp'],
      ['timestamp', 'timestamp', 'duration'],
      ['uint', 'uint', 'uint'],
    ],
    subtract,
  ),
  ...operators('_*_', 'multiply', same(numbers), multiply),
  ...operators('_/_', 'divide', same(numbers), divide),
  ...operators('_%_', 'modulo', same(['int', 'uint']), modulo),
  overload('negate_double', '-_(double) double', negate, false),
  overload('negate_int64', '-_(int) int', negate, false),
  ...comparison('_<_', 'less', (order) => order < 0),
  ...comparison('_<=_', 'less_equals', (order) => order <= 0),
  ...comparison('_>_', 'greater', (order) => order > 0),
  ...comparison('_>=_', 'greater_equals', (order) => order >= 0),
  overload('index_list', '_[_](list(A), int) A', never),
  overload('index_map', '_[_](map(A, B), A) B', never),
  overload('in_list', '@in(A, list(A)) bool', contains, false),
  overload('in_map', '@in(A, map(A, B)) bool', contains, false),
  ...['bytes', 'list(A)', 'map(A, B)', 'string'].flatMap((type) => {
    const word = type.replace(/\(.*/, '');
    return [
      overload(`size_${word}`, `size(${type}) int`, size, false),
      overload(`${word}_size`, `${type}::size() int`, size, false),
    ];
  }),
  overload(
    'contains_string',
    'string::contains(string) bool',
    text((value, part) => value.includes(part)),
    false,
  ),
  overload(
    'ends_with_string',
    'string::endsWith(string) bool',
    text((value, part) => value.endsWith(part)),
    false,
  ),
  overload(
    'starts_with_string',
    'string::startsWith(string) bool',
    text((value, part) => value.startsWith(part)),
    false,
  ),
  overload('matches', 'matches(string, string) bool', matchesPattern, false),
  overload('matches_string', 'string::matches(string) bool', matchesPattern, false),
];
