import { readAddress } from '../../../formats/packet-filter/addresses.ts';
import { everyPortOf, type PortsVerdict } from '../../../formats/packet-filter/connection.ts';
import type { Step } from '../../../formats/packet-filter/evaluation.ts';
import type { Family, Value } from '../../../formats/packet-filter/rule-set.ts';
import type { Firewall } from './firewalls.ts';
import { outerInterface, ownAddress, routeOf } from './packets.ts';

/** Ports of the host that one thing holds of, for senders all over the internet. */
export interface Opening {
  readonly protocol: 'TCP' | 'UDP';
  readonly first: number;
  readonly last: number;
  /** `open`: for half of the internet or more; `partly`: for less of it. */
  readonly openness: 'open' | 'partly' | 'closed' | 'unknown';
  /** Rules by which it is so. */
  readonly path: readonly Step[];
  readonly missing: readonly string[];
}

/**
 * Strangers all over the address space: what lets in half of them lets in half the internet, however it is
 * written (`0.0.0.0/1` with `128.0.0.0/1`).
 */
const strangers: Readonly<Record<Family, readonly Value[]>> = {
  4: [5, 23, 45, 67, 84, 103, 115, 122, 133, 146, 158, 171, 187, 199, 209, 219].map(
    (first) => readAddress(`${first}.137.91.203`)!.first,
  ),
  6: Array.from({ length: 16 }, (_, at) => readAddress(`${(0x2001 + at * 0x200).toString(16)}:4d3:9a1:7::c5`)!.first),
};
/** Of large rule sets fewer are asked: each costs as much as there are rules. */
const manyRules = 5_000;

const known = new WeakMap<Firewall, Map<Family, readonly Opening[]>>();

/** What of the host itself is open to the internet, every port of TCP and UDP in order. */
export function openingsOf(firewall: Firewall, family: Family): readonly Opening[] {
  let both = known.get(firewall);
  if (both === undefined) known.set(firewall, (both = new Map()));
  let found = both.get(family);
  if (found === undefined) {
    found = (['TCP', 'UDP'] as const).flatMap((protocol) => openings(firewall, family, protocol));
    both.set(family, found);
  }
  return found;
}

function openings(firewall: Firewall, family: Family, protocol: 'TCP' | 'UDP'): Opening[] {
  const route = routeOf(firewall, 'outside');
  const size = firewall.ruleSet.tables.reduce(
    (sum, { chains }) => sum + chains.reduce((count, { rules }) => count + rules.length, 0),
    0,
  );
  const asked = strangers[family].filter((_, at) => size < manyRules || at % 4 === 1);
  const answers: (readonly PortsVerdict[])[] = [];
  for (const value of asked) {
    // What was found for one sender may have been found for others as well.
    const same = answers.find((runs) =>
      runs.every(({ sources }) => sources !== undefined && sources.first <= value && value <= sources.last),
    );
    answers.push(
      same ??
        everyPortOf(
          firewall.ruleSet,
          {
            family,
            protocol,
            src: { value },
            srcHere: false,
            dst: ownAddress(firewall, family),
            dstHere: true,
            in: outerInterface(firewall),
          },
          route,
        ),
    );
  }
  const starts = [...new Set(answers.flatMap((runs) => runs.map(({ first }) => first)))].toSorted((a, b) => a - b);
  const cursors = answers.map(() => 0);
  const found: Opening[] = [];
  for (const [index, first] of starts.entries()) {
    const last = (starts[index + 1] ?? 65_536) - 1;
    const here = answers.map((runs, at) => {
      while (runs[cursors[at]!]!.last < first) cursors[at]! += 1;
      return runs[cursors[at]!]!;
    });
    const one = together(protocol, first, last, here);
    const before = found.at(-1);
    if (before !== undefined && before.openness === one.openness && before.path === one.path)
      found[found.length - 1] = { ...before, last };
    else found.push(one);
  }
  return found;
}

function together(protocol: 'TCP' | 'UDP', first: number, last: number, answers: readonly PortsVerdict[]): Opening {
  const of = (verdict: PortsVerdict['verdict']): readonly PortsVerdict[] =>
    answers.filter((one) => one.verdict === verdict);
  const [allowed, unsure] = [of('allowed'), of('unknown')];
  const half = answers.length / 2;
  const say = (openness: Opening['openness'], by: PortsVerdict): Opening => ({
    protocol,
    first,
    last,
    openness,
    path: by.path,
    missing: by.missing,
  });
  if (allowed.length >= half) return say('open', allowed[0]!);
  if (allowed.length + unsure.length >= half) return say('unknown', unsure[0]!);
  if (allowed.length > 0) return say('partly', allowed[0]!);
  return say('closed', of('denied')[0] ?? answers[0]!);
}

/** `22, 80-90`, at most eight runs. */
export function portsText(openings: readonly Pick<Opening, 'protocol' | 'first' | 'last'>[]): string {
  const runs: { protocol: string; first: number; last: number }[] = [];
  for (const { protocol, first, last } of openings) {
    const before = runs.at(-1);
    if (before?.protocol === protocol && before.last + 1 === first) before.last = last;
    else runs.push({ protocol, first, last });
  }
  const words = runs
    .slice(0, 8)
    .map(({ protocol, first, last }) => `${protocol} ${first === last ? first : `${first}-${last}`}`);
  return runs.length > 8 ? `${words.join(', ')} and ${runs.length - 8} more` : words.join(', ');
}
