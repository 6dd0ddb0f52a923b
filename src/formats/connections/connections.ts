import {
  protocols,
  type Because,
  type Connections,
  type ConnectionVerdict,
  type Part,
  type Protocol,
} from '../../model/connections.ts';

/** A run of ports of one protocol, both ends inclusive; of ICMP a run of types. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

/** Every port of each protocol. */
export const everyPort: Readonly<Record<Protocol, PortRange>> = {
  TCP: { protocol: 'TCP', first: 1, last: 65535 },
  UDP: { protocol: 'UDP', first: 1, last: 65535 },
  SCTP: { protocol: 'SCTP', first: 1, last: 65535 },
  ICMP: { protocol: 'ICMP', first: 0, last: 255 },
};

/** What is said about some ports. */
export type Saying = Pick<Part, 'verdict' | 'because' | 'missing'>;

export const allowed = (...because: Because[]): Saying => ({ verdict: 'allowed', because });
export const denied = (...because: Because[]): Saying => ({ verdict: 'denied', because });
export const notKnown = (missing: readonly string[], ...because: Because[]): Saying => ({
  verdict: 'unknown',
  because,
  missing,
});

/** One saying about every port of every protocol. */
export function full(saying: Saying): Connections {
  return protocols.map((protocol) => partOf(everyPort[protocol], saying));
}

/** One saying about some ports, another about all the rest. Ports out of range are left out. */
export function only(ranges: readonly PortRange[], inside: Saying, outside: Saying): Connections {
  return overlay(
    ranges.map((range) => partOf(range, inside)),
    (found) => (found.length > 0 ? inside : outside),
  );
}

/**
 * What all of several places let through: where one denies it is denied, else where one does not know it is
 * unknown, else allowed. The reasons are those of the places that decided: all of them where it is allowed.
 * Of no place at all nothing is known.
 */
export function combine(...all: readonly Connections[]): Connections {
  if (all.length === 0) return full(silence);
  if (all.length === 1) return all[0]!;
  return all.reduce((a, b) => meet(a, b) ?? overlayOf(a, b));
}

function overlayOf(a: Connections, b: Connections): Connections {
  return overlay([...a, ...b], (found) => decide(found.length < 2 ? [...found, silence] : found));
}

/** Two of which each covers every port in order, in one walk; undefined when one does not. */
function meet(a: Connections, b: Connections): Connections | undefined {
  const made: Part[] = [];
  let [left, right] = [0, 0];
  for (const protocol of protocols) {
    const { first: low, last: high } = everyPort[protocol];
    let next = low;
    while (next <= high) {
      const [one, other] = [a[left], b[right]];
      if (one?.protocol !== protocol || other?.protocol !== protocol) return undefined;
      if (one.first > next || other.first > next || one.last < next || other.last < next) return undefined;
      const last = Math.min(one.last, other.last);
      const saying = one.verdict === other.verdict ? decide([one, other]) : decideTwo(one, other);
      const before = made.at(-1);
      if (before?.protocol === protocol && same(before, saying)) made[made.length - 1] = { ...before, last };
      else made.push(partOf({ protocol, first: next, last }, saying));
      next = last + 1;
      if (one.last === last) left += 1;
      if (other.last === last) right += 1;
    }
  }
  return made;
}

/** Of different verdicts. */
function decideTwo(one: Saying, other: Saying): Saying {
  return strictest.indexOf(one.verdict) < strictest.indexOf(other.verdict) ? one : other;
}

const silence: Saying = { verdict: 'unknown', because: [], missing: ['nothing that was read speaks of it'] };

/** What at least one of several ways lets through: allowed before unknown before denied. */
export function anyOf(...all: readonly Connections[]): Connections {
  return overlay(all.flat(), (found) => decide(found, ['allowed', 'unknown', 'denied']));
}

/** What is said alike of all of several peers; unknown, for the reason given, where they differ. */
export function common(all: readonly Connections[], differ: string): Connections {
  return overlay(all.flat(), (found) => {
    if (found.every(({ verdict }) => verdict === found[0]?.verdict)) return decide(found);
    return notKnown([differ], ...new Set(found.flatMap((part) => part.because)));
  });
}

/**
 * Parts in any order, overlapping or with holes, as `Connections`: overlaps are decided as `combine` does,
 * holes are filled with `rest`.
 */
export function normalise(parts: readonly Part[], rest: Saying = silence): Connections {
  return overlay(parts, (found) => (found.length === 0 ? rest : decide(found)));
}

/** Whether both give the same verdict for every port, whatever the reasons. */
export function equal(a: Connections, b: Connections): boolean {
  if (a === b) return true;
  const [one, other] = [verdictsOf(a), verdictsOf(b)];
  return (
    one.length === other.length &&
    one.every((part, index) => {
      const { protocol, first, last, verdict } = other[index]!;
      return part.protocol === protocol && part.first === first && part.last === last && part.verdict === verdict;
    })
  );
}

/** The parts of one verdict. */
export function partsOf(connections: Connections, verdict: ConnectionVerdict): Part[] {
  return connections.filter((part) => part.verdict === verdict);
}

/** The part that holds a port (a type of ICMP); undefined when there is no such port. */
export function partAt(connections: Connections, protocol: Protocol, port: number): Part | undefined {
  return connections.find((part) => part.protocol === protocol && part.first <= port && port <= part.last);
}

/** `TCP 80, 443-450, UDP every port`; `everything` and `nothing` for those. Ranges that touch are one. */
export function describePorts(ranges: readonly PortRange[]): string {
  const texts: string[] = [];
  let every = 0;
  for (const protocol of protocols) {
    const own = uniteRanges(ranges.filter((range) => range.protocol === protocol));
    if (own.length === 0) continue;
    const whole = own[0]!.first <= everyPort[protocol].first && own[0]!.last >= everyPort[protocol].last;
    if (whole) every += 1;
    const runs = own.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
    texts.push(whole ? `every ${protocol} ${protocol === 'ICMP' ? 'type' : 'port'}` : `${protocol} ${runs}`);
  }
  if (every === protocols.length) return 'everything';
  return texts.length === 0 ? 'nothing' : texts.join(', ');
}

/** Ranges of one protocol in order, those that touch or overlap as one. */
export function uniteRanges(ranges: readonly PortRange[]): PortRange[] {
  const found: PortRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = found.at(-1);
    if (before !== undefined && range.first <= before.last + 1) {
      if (range.last > before.last) found[found.length - 1] = { ...before, last: range.last };
    } else found.push(range);
  }
  return found;
}

/** Every run of ports that no part begins or ends within, said of it what `say` makes of the parts that cover it. */
function overlay(parts: readonly Part[], say: (found: readonly Part[]) => Saying): Connections {
  const made: Part[] = [];
  for (const protocol of protocols) {
    const { first: low, last: high } = everyPort[protocol];
    const own = parts.filter((part) => part.protocol === protocol && part.first <= high && part.last >= low);
    const starts = new Set([low]);
    for (const { first, last } of own) {
      if (first > low) starts.add(first);
      if (last < high) starts.add(last + 1);
    }
    const cuts = [...starts].toSorted((a, b) => a - b);
    for (const [index, first] of cuts.entries()) {
      const last = (cuts[index + 1] ?? high + 1) - 1;
      const saying = say(own.filter((part) => part.first <= first && part.last >= last));
      const before = made.at(-1);
      if (before?.protocol === protocol && same(before, saying)) made[made.length - 1] = { ...before, last };
      else made.push(partOf({ protocol, first, last }, saying));
    }
  }
  return made;
}

const strictest = ['denied', 'unknown', 'allowed'] as const;

function decide(found: readonly Saying[], order: readonly ConnectionVerdict[] = strictest): Saying {
  if (found.length === 0) return silence;
  const verdict = order.find((one) => found.some((part) => part.verdict === one))!;
  const deciding = found.filter((part) => part.verdict === verdict);
  if (deciding.length === 1) return deciding[0]!;
  const because = [...new Set(deciding.flatMap((part) => part.because))];
  if (verdict !== 'unknown') return { verdict, because };
  return { verdict, because, missing: [...new Set(deciding.flatMap(({ missing }) => missing ?? []))] };
}

function partOf({ protocol, first, last }: PortRange, { verdict, because, missing }: Saying): Part {
  return missing === undefined
    ? { protocol, first, last, verdict, because }
    : { protocol, first, last, verdict, because, missing };
}

/** Reasons are compared by what they are: places that say the same make them once. */
function same(a: Saying, b: Saying): boolean {
  return a.verdict === b.verdict && listed(a.because, b.because) && listed(a.missing ?? [], b.missing ?? []);
}

function listed(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((one, index) => one === b[index]));
}

function verdictsOf(connections: Connections): Connections {
  const because: Because[] = [];
  return overlay(connections, (found) => ({ verdict: found[0]?.verdict ?? 'unknown', because }));
}
