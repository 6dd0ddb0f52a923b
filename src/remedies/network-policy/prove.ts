import type { Connections, Protocol } from '../../model/connections.ts';
import { partAt } from '../../formats/connections/connections.ts';
import type { Endpoint } from '../../questions/network/reachability/layer.ts';
import type { Reachability } from '../../questions/network/reachability/reachability.ts';
import { endOf, nameOf, type Need } from './need.ts';

/** A connection that would be otherwise than it must be. */
export interface Breach {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly because: string;
}

/** Reachability with the policies, held against the needs and against that of today. */
export interface Proof {
  /** Needs that would not be let through. */
  readonly lost: readonly Breach[];
  /** Connections that only the policies would let through. */
  readonly widened: readonly Breach[];
  /** Needs of which it cannot be told: an end was not read, or it is unknown today. */
  readonly unproven: readonly Breach[];
  /** Pairs of workloads, and of workloads with addresses outside, with a port that may be used. */
  readonly pairs: { readonly all: number; readonly today: number; readonly after: number };
}

const shown = 100;

/** @param after with the policies among the facts */
export function prove(needs: readonly Need[], today: Reachability, after: Reachability): Proof {
  const lost: Breach[] = [];
  const unproven: Breach[] = [];
  for (const need of needs) {
    const from = endOf(need.from, after);
    const to = endOf(need.to, after);
    const breach = (protocol: Protocol, port: number, because: string): Breach => ({
      from: nameOf(need.from),
      to: nameOf(need.to),
      protocol,
      port,
      because,
    });
    for (const { protocol, first } of need.ports) {
      if (from === undefined || to === undefined) {
        unproven.push(breach(protocol, first, 'no Pod that was read stands for it'));
        continue;
      }
      const part = partAt(after.between(from, to), protocol, first);
      if (part?.verdict === 'allowed') continue;
      if (part?.verdict === 'denied') lost.push(breach(protocol, first, part.because[0]?.rule ?? 'it is denied'));
      else unproven.push(breach(protocol, first, part?.missing?.[0] ?? 'it is not known'));
    }
  }
  return { lost, unproven, ...compared(today, after) };
}

/** Pair by pair of what neither of both tells apart. */
function compared(today: Reachability, after: Reachability): Pick<Proof, 'widened' | 'pairs'> {
  const widened: Breach[] = [];
  const pairs = { all: 0, today: 0, after: 0 };
  // Layers know ends by what they are made of: those of today are other objects of the same ids.
  const known = new Map(today.endpoints.map((one) => [one.peer.id, one]));
  const old = (one: Endpoint): Endpoint => (one.blocks === undefined ? (known.get(one.peer.id) ?? one) : one);
  const groups = [
    ...Map.groupBy(after.endpoints, (one) =>
      one.blocks === undefined ? `${classOf(old(one), today)}\0${classOf(one, after)}` : one.peer.id,
    ).values(),
  ];
  for (const from of groups) {
    for (const to of groups) {
      const [source, destination] = [from[0]!, from === to ? (to[1] ?? to[0]!) : to[0]!];
      if (source.blocks !== undefined && destination.blocks !== undefined) continue;
      const count = from === to ? from.length * (from.length - 1) : from.length * to.length;
      if (count === 0) continue;
      const [before, now] = [today.between(old(source), old(destination)), after.between(source, destination)];
      pairs.all += count;
      if (isOpen(before)) pairs.today += count;
      if (isOpen(now)) pairs.after += count;
      for (const part of now) {
        if (part.verdict !== 'allowed' || widened.length >= shown) continue;
        const wider = before.find(
          ({ protocol, verdict, first, last }) =>
            protocol === part.protocol && verdict !== 'allowed' && first <= part.last && part.first <= last,
        );
        if (wider === undefined) continue;
        const port = Math.max(wider.first, part.first);
        const because = `it is ${wider.verdict} today`;
        widened.push({ from: source.peer.id, to: destination.peer.id, protocol: part.protocol, port, because });
      }
    }
  }
  return { widened, pairs };
}

function classOf(one: Endpoint, { layers }: Reachability): string {
  return layers.map((layer) => layer.classOf(one)).join('\0');
}

function isOpen(connections: Connections): boolean {
  return connections.some(({ verdict, protocol }) => verdict !== 'denied' && protocol !== 'ICMP');
}
