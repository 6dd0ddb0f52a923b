import type { Order } from './contract.ts';

/** Orders two numbers written in decimal digits, of any length and exactly; an empty text is zero. */
export function compareDigits(a: string, b: string): Order {
  const left = withoutLeadingZeros(a);
  const right = withoutLeadingZeros(b);
  return left.length === right.length ? compareText(left, right) : left.length < right.length ? -1 : 1;
}

/** By code units, which for ASCII are the bytes: what strcmp does. */
export function compareText(a: string, b: string): Order {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function compareNumbers(a: number, b: number): Order {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Component by component; where one list ends, `rest` says what the other's next component means. */
export function compareLists<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => Order,
  rest: (next: T) => Order = () => 1,
): Order {
  for (let at = 0; at < a.length || at < b.length; at++) {
    const left = a[at];
    const right = b[at];
    const order =
      left === undefined ? (-rest(right!) as Order) : right === undefined ? rest(left) : compare(left, right);
    // Negating 0 gives -0, which equality takes for 0.
    if (order !== 0) return order;
  }
  return 0;
}

export function withoutLeadingZeros(digits: string): string {
  let at = 0;
  while (digits[at] === '0') at++;
  return digits.slice(at);
}

export function isDigits(text: string): boolean {
  return /^[0-9]+$/.test(text);
}
