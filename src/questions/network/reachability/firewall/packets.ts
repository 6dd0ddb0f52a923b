import { everyPort } from '../../../../formats/connections/connections.ts';
import type { PortsVerdict } from '../../../../formats/packet-filter/connection.ts';
import type { Step } from '../../../../formats/packet-filter/evaluation.ts';
import type { Held, PacketWords, Span } from '../../../../formats/packet-filter/packet.ts';
import type { Value } from '../../../../formats/packet-filter/rule-set.ts';
import type { Because, Part, Protocol } from '../../../../model/connections.ts';
import type { Firewall } from '../../host-firewall/firewalls.ts';

/** Words of a packet, but for its protocol and destination port. */
export type Words = Omit<PacketWords, 'protocol' | 'dport' | 'icmpType'>;

/** A verdict as a part, with the rules that a person must know to follow it. */
export function partOf(firewall: Firewall, protocol: Protocol, first: number, last: number, run: PortsVerdict): Part {
  const { verdict, missing } = run;
  const because = decisive(run.path).map((step) => becauseOf(firewall, step));
  return {
    protocol,
    first: Math.max(first, everyPort[protocol].first),
    last,
    verdict,
    because: because.length > 0 ? because : [nothing(firewall)],
    ...(verdict === 'unknown' ? { missing: missing.length > 0 ? missing : ['what a rule of the firewall means'] } : {}),
  };
}

const kept = 6;

/** What translated it and what decided last in each hook: rules that only may have decided count as well. */
function decisive(path: readonly Step[]): Step[] {
  const last = path.at(-1);
  const found = path.filter(
    (step, index) =>
      step === last ||
      step.effect === 'translates' ||
      step.effect.startsWith('may ') ||
      path[index + 1]?.hook !== step.hook,
  );
  return found.slice(-kept);
}

const made = new WeakMap<Firewall, Map<string, Because>>();

/** One object for each rule: parts of one reason are joined. */
function becauseOf(firewall: Firewall, step: Step): Because {
  const key = `${step.table} ${step.chain} ${step.place ?? step.line} ${step.rule} ${step.effect}`;
  let known = made.get(firewall);
  if (known === undefined) made.set(firewall, (known = new Map()));
  let found = known.get(key);
  if (found === undefined) {
    found = {
      layer: 'host-firewall',
      rule: `${step.table} ${step.chain}: ${step.rule}`,
      effect: effects[step.effect] ?? step.effect,
      at: firewall.evidence(step),
    };
    known.set(key, found);
  }
  return found;
}

const effects: Readonly<Record<string, string>> = { accepts: 'allows', drops: 'denies', refuses: 'denies' };

function nothing(firewall: Firewall): Because {
  const key = 'nothing';
  let known = made.get(firewall);
  if (known === undefined) made.set(firewall, (known = new Map()));
  let found = known.get(key);
  if (found === undefined) {
    found = { layer: 'host-firewall', rule: 'no rule of the host drops it', effect: 'allows', at: firewall.at };
    known.set(key, found);
  }
  return found;
}

/** Runs of destination addresses that the rules do not tell apart, at most so many; null beyond. */
export function overDestinations<T>(first: Value, last: Value, most: number, ask: (dst: Held) => T): T[] | null {
  const found: T[] = [];
  let next = first;
  while (next <= last) {
    if (found.length >= most) return null;
    const span: Span = { first: next, last };
    found.push(ask({ value: next, span }));
    next = typeof span.last === 'bigint' ? span.last + 1n : span.last + 1;
  }
  return found;
}
