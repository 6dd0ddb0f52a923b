import { byteLength } from './library/text.ts';
import { NamedFormat } from './library/named-formats.ts';
import { sizeOf } from './library/standard.ts';
import { List, Mapping, Opaque, Optional, type Value } from './values.ts';
import { spend } from './work.ts';

/** What the API server lets one expression cost, all of one policy, and all of its match conditions (apis/cel/config.go). */
export const perCallLimit = 1_000_000;
export const policyBudget = 10_000_000;
export const matchConditionsBudget = 2_500_000;

export const listCost = 10;
export const mapCost = 30;
const perCharacter = 0.1;
const perPatternCharacter = 0.25;

const one = new Set(
  `serviceAccount path group resource subresource namespace name allowed reason error errored masked prefixLength
  family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast format.named sign asInteger
  isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch getScheme getHostname getHost
  getPort getEscapedPath getQuery`.split(/\s+/),
);
const traversed = new Set(['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf']);
const read = new Set(
  `url lowerAscii upperAscii substring trim cidr isIP isCIDR ip quantity isQuantity semver isSemver`.split(' '),
);

/**
 * What one call costs, as the API server counts it: its own table
 * (k8s.io/apiserver/pkg/cel/library/cost.go) after those of cel-go's extensions and before cel-go's own
 * (interpreter/runtimecost.go).
 *
 * @param id the overload, empty where several could be meant
 */
export function callCost(name: string, id: string, operands: readonly Value[], result: Value): number {
  const extension = extensionCost(id, operands, result);
  if (extension !== null) return extension;
  const own = kubernetesCost(name, id, operands, result);
  return own ?? standardCost(id, operands);
}

function extensionCost(id: string, operands: readonly Value[], result: Value): number | null {
  switch (id) {
    case 'list_sets_contains_list':
    case 'list_sets_intersects_list':
      return 1 + plainSize(operands[0]!) * plainSize(operands[1]!);
    case 'list_sets_equivalent_list':
      return 1 + plainSize(operands[0]!) * plainSize(operands[1]!) * 2;
    case 'list_slice':
    case 'lists_range':
    case 'list_reverse':
      return allocating(1, plainSize(result));
    case 'list_flatten':
    case 'list_flatten_int':
      return allocating(operands.length === 2 ? Number(operands[1]) : 1, plainSize(operands[0]!));
    case 'list_distinct':
      return selfCompared(operands[0]!);
    default:
      if (/^list_\S+_sort$/.test(id)) return selfCompared(operands[0]!);
      return id.endsWith('_sortByAssociatedKeys') ? selfCompared(operands[1]!) : null;
  }
}

function allocating(factor: number, size: number): number {
  return Math.trunc(size * (factor < 0 ? 1 : factor)) + 1 + listCost;
}

function selfCompared(list: Value): number {
  if (!(list instanceof List)) return 1 + listCost;
  const [first] = list.items;
  const texts = typeof first === 'string' || first instanceof Uint8Array;
  return allocating(texts ? 2 + perCharacter : 2, list.size * list.size);
}

function kubernetesCost(name: string, id: string, operands: readonly Value[], result: Value): number | null {
  const [first] = operands;
  if (first === undefined) return one.has(name) ? 1 : null;
  if (name === 'check') return 350_000;
  if (one.has(name)) return 1;
  if (traversed.has(name)) return traversal(first);
  const characters = (value: Value, factor = perCharacter): number => Math.ceil(plainSize(value) * factor);
  switch (name) {
    case 'fieldSelector':
    case 'labelSelector':
      return operands.length < 2 ? null : selectorCost(plainSize(operands[1]!));
    case 'replace':
    case 'split':
    case 'ip.isCanonical':
      return characters(first, 2 * perCharacter);
    case 'join':
      return characters(result, 2 * perCharacter);
    case 'find':
    case 'findAll':
      return operands.length < 2 ? null : patternCost(first, plainSize(operands[1]!));
    case 'containsIP':
    case 'containsCIDR':
      return operands.length < 2 ? null : containment(name, id, plainSize(first), plainSize(operands[1]!));
    case 'validate':
      return first instanceof NamedFormat ? patternCost(operands[1]!, first.patternLength) : null;
    case '_==_':
      return first instanceof Opaque ? 1 : null;
    default:
      if (id === 'cidr_ip') return 1;
      return read.has(name) ? characters(first) : null;
  }
}

function selectorCost(length: number): number {
  return listCost + Math.ceil(length * perCharacter) + Math.ceil(Math.ceil(length * 0.5) * 50);
}

/** One is added to the text's length, or an empty text would make any pattern free. */
function patternCost(text: Value, pattern: number): number {
  return Math.ceil((1 + plainSize(text)) * perCharacter) * Math.ceil(pattern * perPatternCharacter);
}

function containment(name: string, id: string, size: number, other: number): number {
  let cost = Math.ceil(2 * size * perCharacter);
  if (name === 'containsCIDR') cost += Math.ceil(size * perCharacter) + 1;
  if (id === 'cidr_contains_ip_string' || id === 'cidr_contains_cidr_string') cost += Math.ceil(other * perCharacter);
  return cost;
}

const compared = /^(less|greater|less_equals|greater_equals)_(string|bytes)$/;

function standardCost(id: string, operands: readonly Value[]): number {
  const [first, second] = operands as [Value, Value];
  switch (id) {
    case 'starts_with_string':
    case 'ends_with_string':
      return Math.ceil(actualSize(second) * perCharacter);
    case 'string_to_bytes':
    case 'bytes_to_string':
    case 'strings_quote':
    case 'string_format':
      return Math.ceil(actualSize(first) * perCharacter);
    case 'in_list':
      return actualSize(second);
    case 'equals':
    case 'not_equals':
      return Math.ceil(Math.min(actualSize(first), actualSize(second)) * perCharacter);
    case 'add_string':
    case 'add_bytes':
      return Math.ceil((actualSize(first) + actualSize(second)) * perCharacter);
    case 'matches':
    case 'matches_string':
      return Math.ceil((1 + actualSize(first)) * perCharacter) * Math.ceil(actualSize(second) * perPatternCharacter);
    case 'contains_string':
      return Math.ceil(actualSize(first) * perCharacter) * Math.ceil(actualSize(second) * perCharacter);
    default:
      return compared.test(id) ? Math.ceil(Math.min(actualSize(first), actualSize(second)) * perCharacter) : 1;
  }
}

function plainSize(value: Value): number {
  const size = sizeOf(value);
  return typeof size === 'number' ? size : 1;
}

/** As `plainSize`, but an optional counts as what it holds. */
function actualSize(value: Value): number {
  if (value instanceof Optional && value.value !== undefined) return actualSize(value.value);
  return plainSize(value);
}

/** Every member of a value looked at once; a text by its bytes. */
function traversal(value: Value): number {
  spend(1);
  if (typeof value === 'string') return Math.trunc(byteLength(value) * perCharacter);
  if (value instanceof Uint8Array) return Math.trunc(value.length * perCharacter);
  let cost = 0;
  if (value instanceof List) for (const item of value.items) cost += traversal(item);
  else if (value instanceof Mapping)
    for (const [key, held] of value.entries()) cost += traversal(key) + traversal(held);
  else return 1;
  return cost;
}
