import type { Range, Value } from './rule-set.ts';
import type { Span } from './packet.ts';

export function before(value: Value): Value {
  return typeof value === 'bigint' ? value - 1n : value - 1;
}

export function after(value: Value): Value {
  return typeof value === 'bigint' ? value + 1n : value + 1;
}

/** Sorted, disjoint, neighbours joined. */
export function unite(ranges: readonly Range[]): Range[] {
  const found: Range[] = [];
  for (const one of ranges.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const last = found.at(-1);
    if (last !== undefined && one.first <= after(last.last)) {
      if (one.last > last.last) found[found.length - 1] = { first: last.first, last: one.last };
    } else found.push(one);
  }
  return found;
}

/** Whether one of these sorted, disjoint ranges holds the value; narrows the span to those for which it is the same. */
export function holds(ranges: readonly Range[], value: Value, span: Span | undefined): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle]!;
    if (value < range.first) high = middle - 1;
    else if (value > range.last) low = middle + 1;
    else {
      if (span !== undefined) narrow(span, range.first, range.last);
      return true;
    }
  }
  if (span !== undefined) {
    const [left, right] = [ranges[high], ranges[low]];
    narrow(
      span,
      left === undefined ? span.first : after(left.last),
      right === undefined ? span.last : before(right.first),
    );
  }
  return false;
}

export function narrow(span: Span, first: Value, last: Value): void {
  if (first > span.first) span.first = first;
  if (last < span.last) span.last = last;
}
