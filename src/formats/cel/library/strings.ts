import { describe, escapes } from '../describe.ts';
import { overload, type Overload } from '../functions.ts';
import { CelError, List, type Value } from '../values.ts';
import { formatString } from './format-string.ts';
import { codePoints, isPlain } from './text.ts';
import { maxLength, TooLarge } from '../work.ts';

const outOfRange = (index: bigint): CelError => new CelError(`index out of range: ${index}`);

/** Characters of a text, as the positions of these functions count them. */
const characters = (text: string): readonly string[] | string => (isPlain(text) ? text : Array.from(text));
const join = (part: readonly string[] | string): string => (typeof part === 'string' ? part : part.join(''));

function charAt(text: string, index: bigint): Value {
  const all = characters(text);
  if (index < 0n || index > BigInt(all.length)) return outOfRange(index);
  return all[Number(index)] ?? '';
}

function indexOf(text: string, part: string, offset = 0n): Value {
  if (offset < 0n) return outOfRange(offset);
  const length = BigInt(codePoints(text));
  if (part === '') return offset > length ? length : offset;
  if (offset >= length) return -1n;
  const at = text.indexOf(part, unitsOf(text, Number(offset)));
  return at === -1 ? -1n : BigInt(codePoints(text.slice(0, at)));
}

function lastIndexOf(text: string, part: string, offset?: bigint): Value {
  const length = BigInt(codePoints(text));
  if (offset === undefined) {
    if (part === '') return length;
    if (Buffer.byteLength(text) < Buffer.byteLength(part)) return -1n;
    offset = length - 1n;
  }
  if (offset < 0n) return outOfRange(offset);
  if (part === '') return offset > length ? length : offset;
  if (offset >= length) return -1n;
  const at = text.lastIndexOf(part, unitsOf(text, Number(offset)));
  return at === -1 ? -1n : BigInt(codePoints(text.slice(0, at)));
}

/** Code units before the nth character. */
function unitsOf(text: string, count: number): number {
  return isPlain(text) ? count : Array.from(text).slice(0, count).join('').length;
}

function substring(text: string, start: bigint, end?: bigint): Value {
  const all = characters(text);
  const length = BigInt(all.length);
  if (end !== undefined && start > end) return new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0n || start > length) return outOfRange(start);
  if (end !== undefined && (end < 0n || end > length)) return outOfRange(end);
  return join(all.slice(Number(start), end === undefined ? undefined : Number(end)));
}

function replace(text: string, old: string, by: string, limit = -1n): Value {
  if (limit === 0n || old === by) return text;
  const found = old === '' ? codePoints(text) + 1 : text.split(old).length - 1;
  const count = limit < 0n || BigInt(found) < limit ? found : Number(limit);
  bounded(text.length + count * (by.length - old.length));
  if (old === '') {
    const all = Array.from(text);
    let made = '';
    for (let index = 0; index <= all.length; index++) made += (index < count ? by : '') + (all[index] ?? '');
    return made;
  }
  const pieces = text.split(old);
  return [pieces.slice(0, count + 1).join(by), ...pieces.slice(count + 1)].join(old);
}

function bounded(length: number): void {
  if (length > maxLength) throw new TooLarge(`a text of more than ${maxLength} characters`);
}

/** Go's `strings.SplitN`: the last part holds the rest; zero gives none, a negative number all. */
function split(text: string, separator: string, limit = -1n): Value {
  if (limit === 0n) return List.of([]);
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  if (limit < 0n || limit >= BigInt(parts.length)) return List.of(parts);
  const kept = Number(limit) - 1;
  return List.of([...parts.slice(0, kept), parts.slice(kept).join(separator)]);
}

function joinList(list: List, separator = ''): Value {
  let length = 0;
  for (const item of list.items) {
    if (typeof item !== 'string') return new CelError(`join: invalid input: ${describe(item)}`);
    length += item.length + separator.length;
  }
  bounded(length);
  return (list.items as readonly string[]).join(separator);
}

/** What Go's `strings.TrimSpace` takes off: Unicode's White_Space, of which JavaScript also counts U+FEFF. */
const edges =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

export function trimSpace(text: string): string {
  return text.replace(edges, '');
}

/** cel-go's ext/strings.go in version 2, which is the API server's. */
export const strings: readonly Overload[] = [
  overload('string_char_at_int', 'string::charAt(int) string', charAt),
  overload('string_index_of_string', 'string::indexOf(string) int', indexOf),
  overload('string_index_of_string_int', 'string::indexOf(string, int) int', indexOf),
  overload('string_last_index_of_string', 'string::lastIndexOf(string) int', lastIndexOf),
  overload('string_last_index_of_string_int', 'string::lastIndexOf(string, int) int', lastIndexOf),
  overload('string_lower_ascii', 'string::lowerAscii() string', (text: string): Value =>
    text.replace(/[A-Z]+/g, (found) => found.toLowerCase()),
  ),
  overload('string_replace_string_string', 'string::replace(string, string) string', replace),
  overload('string_replace_string_string_int', 'string::replace(string, string, int) string', replace),
  overload('string_split_string', 'string::split(string) list(string)', split),
  overload('string_split_string_int', 'string::split(string, int) list(string)', split),
  overload('string_substring_int', 'string::substring(int) string', substring),
  overload('string_substring_int_int', 'string::substring(int, int) string', substring),
  overload('string_trim', 'string::trim() string', trimSpace),
  overload('string_upper_ascii', 'string::upperAscii() string', (text: string): Value =>
    text.replace(/[a-z]+/g, (found) => found.toUpperCase()),
  ),
  overload('string_format', 'string::format(list(dyn)) string', formatString),
  overload(
    'strings_quote',
    'strings.quote(string) string',
    (text: string): Value => `"${Array.from(text, (character) => escapes[character] ?? character).join('')}"`,
  ),
  overload('list_join', 'list(string)::join() string', joinList),
  overload('list_join_string', 'list(string)::join(string) string', joinList),
];
