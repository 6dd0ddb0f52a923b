import type { RangeEvent } from '../osv/record.ts';

/**
 * A range as npm writes it (https://github.com/npm/node-semver#ranges) as events of OSV: one list for
 * each alternative. Null for what is no such range. That npm leaves pre-releases out of most ranges is
 * a rule for installing, not for being vulnerable, and is not kept: 1.2.0-rc.1 is one of `1.2.x`.
 *
 * Where a range ends because its release line does (`1.x`), that is a limit: nothing says that the next
 * line has a fix. Only `<1.2.3` names one.
 */
export function eventsOfNodeRange(text: string): RangeEvent[][] | null {
  if (text.length > 2000) return null;
  const alternatives: RangeEvent[][] = [];
  for (const part of text.split('||')) {
    const events = eventsOf(part.trim());
    if (events === null) return null;
    alternatives.push(events);
  }
  return alternatives;
}

interface Bounds {
  /** Inclusive. */
  from: string;
  /** The version before which, or at which, the range ends. */
  end: RangeEvent | null;
}

const comparator =
  /\s*(>=|<=|>|<|=|~>?|\^)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([\w.-]+))?(?:\+[\w.-]+)?(?=\s|$|[<>=~^])/y;

function eventsOf(part: string): RangeEvent[] | null {
  const bounds: Bounds = { from: '0', end: null };
  let rest = part;
  // `1.2.3 - 2.3.4` is a range of both ends.
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(part);
  if (hyphen !== null) rest = `>=${hyphen[1]} <=${hyphen[2]}`;
  comparator.lastIndex = 0;
  while (comparator.lastIndex < rest.length) {
    const found = comparator.exec(rest);
    // Two bounds of one kind would have to be compared to know which counts.
    if (found === null || !narrow(bounds, found)) return null;
  }
  return [['introduced', bounds.from], ...(bounds.end === null ? [] : [bounds.end])];
}

function narrow(bounds: Bounds, [, sign = '', major, minor, patch, pre]: RegExpExecArray): boolean {
  const numbers = [major, minor, patch].map((text) =>
    text === undefined || /^[xX*]$/.test(text) ? null : Number(text),
  );
  const known = numbers.indexOf(null) === -1 ? 3 : numbers.indexOf(null);
  if (numbers.some((number) => number !== null && !Number.isSafeInteger(number + 1))) return false;
  if (known === 0) return sign === '' || sign === '>=' || sign === '<=';
  const low = `${numbers.map((number) => number ?? 0).join('.')}${pre === undefined ? '' : `-${pre}`}`;
  /** The first version that is not of the same major, minor or patch; its own pre-releases come after the range. */
  const after = (places: number): string =>
    `${numbers.map((number, index) => (index >= places ? 0 : index === places - 1 ? (number ?? 0) + 1 : number)).join('.')}-0`;
  const from = (version: string): boolean => {
    if (bounds.from !== '0') return false;
    bounds.from = version;
    return true;
  };
  const end = (event: RangeEvent): boolean => {
    if (bounds.end !== null) return false;
    bounds.end = event;
    return true;
  };
  switch (sign) {
    case '>=':
      return from(low);
    case '>':
      return from(known < 3 ? after(known) : pre === undefined ? after(3) : `${low}.0`);
    case '<':
      return end(['fixed', low]);
    case '<=':
      return end(known < 3 ? ['limit', after(known)] : ['last_affected', low]);
    case '~':
    case '~>':
      return from(low) && end(['limit', after(Math.min(known, 2))]);
    case '^': {
      const first = numbers.findIndex((number) => number !== 0);
      return from(low) && end(['limit', after(first === -1 ? known : Math.min(first + 1, known))]);
    }
    default:
      return from(known < 3 ? `${low}-0` : low) && end(known < 3 ? ['limit', after(known)] : ['last_affected', low]);
  }
}
