import { RE2JS } from 're2js';
import { overload, type Overload } from '../functions.ts';
import { CelError, isFault, List, noSuchOverload, type Value } from '../values.ts';

const compiled = new Map<string, RE2JS | CelError>();
const maxKept = 256;

/**
 * A pattern in the syntax of RE2 (https://github.com/google/re2/wiki/Syntax), which runs in linear time.
 * The error's words are those of Go's `regexp`.
 */
export function compilePattern(pattern: string): RE2JS | CelError {
  let found = compiled.get(pattern);
  if (found === undefined) {
    found = attempt(pattern);
    if (compiled.size >= maxKept) compiled.clear();
    compiled.set(pattern, found);
  }
  return found;
}

function attempt(pattern: string): RE2JS | CelError {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return new CelError(error instanceof Error ? error.message : String(error));
  }
}

export function matchesPattern(text: Value, pattern: Value): Value {
  if (typeof text !== 'string') return isFault(text) ? text : noSuchOverload;
  if (typeof pattern !== 'string') return isFault(pattern) ? pattern : noSuchOverload;
  const re = compilePattern(pattern);
  return re instanceof CelError ? re : re.matcher(text).find();
}

function find(text: string, pattern: string): Value {
  const re = compilePattern(pattern);
  if (re instanceof CelError) return new CelError(`Illegal regex: ${re.message}`);
  const matcher = re.matcher(text);
  return matcher.find() ? (matcher.group() ?? '') : '';
}

/** As Go's `FindAllString`: an empty match right after the one before it is left out. */
function findAll(text: string, pattern: string, limit = -1n): Value {
  const re = compilePattern(pattern);
  if (re instanceof CelError) return new CelError(`Illegal regex: ${re.message}`);
  const matcher = re.matcher(text);
  const found: Value[] = [];
  let end = -1;
  const most = limit < 0n ? Infinity : Number(limit);
  while (found.length < most && matcher.find()) {
    const [from, to] = [matcher.start(), matcher.end()];
    if (from === to && from === end) continue;
    end = to;
    found.push(text.slice(from, to));
  }
  return List.of(found);
}

/** `find` and `findAll` of Kubernetes (k8s.io/apiserver/pkg/cel/library/regex.go). */
export const patterns: readonly Overload[] = [
  overload('string_find_string', 'string::find(string) string', find),
  overload('string_find_all_string', 'string::findAll(string) list(string)', findAll),
  overload('string_find_all_string_int', 'string::findAll(string, int) list(string)', findAll),
];
