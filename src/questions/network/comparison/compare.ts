import { lookupIn, type MapLookup } from '../../../model/connection-groups.ts';
import type { Because, Connections, ConnectionVerdict, Part } from '../../../model/connections.ts';
import type { ConnectionChange, DiffReport, PortRun } from '../../../model/network-report.ts';
import { jointPeers, type JointPeer } from './joint-peers.ts';
import { encryptionOf } from '../encrypted.ts';
import { hasInstances } from '../instances.ts';
import type { Side } from './side.ts';

export type Comparison = Pick<DiffReport, 'peers' | 'unknown'> & {
  readonly changes: readonly Omit<ConnectionChange, 'causes'>[];
};

/**
 * What differs between two maps, pair by pair. Peers that neither map tells apart are compared once, and
 * addresses by the blocks that both maps have whole.
 */
export function compare(old: Side, now: Side): Comparison {
  const peers = jointPeers(old, now);
  const [before, after] = [lookupIn(old.map), lookupIn(now.map)];
  const changes: Omit<ConnectionChange, 'causes'>[] = [];
  const touched = new Set<JointPeer>();
  let unknown = 0;
  const swept = new Map<Connections, Map<Connections, Sweep>>();
  for (const from of peers) {
    for (const to of peers) {
      const oldParts = partsOf(from, to, 'old', before, old);
      const newParts = partsOf(from, to, 'now', after, now);
      if (oldParts === newParts) {
        // The same list, or nothing let through on either side.
        if (oldParts?.some(({ verdict }) => verdict === 'unknown') === true) unknown += 1;
        continue;
      }
      const { differences, open } = sweepOnce(swept, oldParts ?? nothing, newParts ?? nothing);
      if (open) unknown += 1;
      for (const one of differences) {
        const [wasThere, isThere] = [from.old !== null && to.old !== null, from.now !== null && to.now !== null];
        touched.add(from).add(to);
        changes.push({
          from: from.peer.id,
          to: to.peer.id,
          ports: one.ports,
          before: wasThere ? one.before : null,
          after: isThere ? one.after : null,
          proofBefore: wasThere
            ? proofOf(one.proofBefore, one.ports, changes.length < mostAsked ? undefined : oldParts, old, from, to)
            : [],
          proofAfter: isThere
            ? proofOf(one.proofAfter, one.ports, changes.length < mostAsked ? undefined : newParts, now, from, to)
            : [],
          missing: one.missing,
          encryption: one.encryption,
        });
      }
    }
  }
  const told = peers.filter((one) => touched.has(one) || (one.old === null) !== (one.now === null));
  return {
    peers: told.map(({ peer, old: was, now: is }) =>
      was !== null && is !== null ? peer : { ...peer, only: was === null ? ('new' as const) : ('old' as const) },
    ),
    changes,
    unknown,
  };
}

/** Changes whose own reasons are asked for; of more, those of a map are good enough. */
const mostAsked = 2000;

/** A pair that a map does not name is denied on every port. */
const nothing: Connections = (
  [
    ['TCP', 1, 65535],
    ['UDP', 1, 65535],
    ['SCTP', 1, 65535],
    ['ICMP', 0, 255],
  ] as const
).map(([protocol, first, last]) => ({ protocol, first, last, verdict: 'denied', because: [] }));

interface Difference {
  readonly before: ConnectionVerdict;
  readonly after: ConnectionVerdict;
  readonly ports: PortRun[];
  readonly proofBefore: Set<Because>;
  readonly proofAfter: Set<Because>;
  readonly missing: string[];
  readonly encryption: ConnectionChange['encryption'];
}

interface Sweep {
  readonly differences: readonly Difference[];
  /** Whether something is unknown on both sides. */
  readonly open: boolean;
}

/** Many pairs share their lists of parts, and so what differs between them. */
function sweepOnce(known: Map<Connections, Map<Connections, Sweep>>, old: Connections, now: Connections): Sweep {
  let row = known.get(old);
  if (row === undefined) known.set(old, (row = new Map()));
  let found = row.get(now);
  if (found === undefined) row.set(now, (found = sweep(old, now)));
  return found;
}

function sweep(old: Connections, now: Connections): Sweep {
  const found = new Map<string, Difference>();
  let open = false;
  for (const { first, last, was, is } of segments(old, now)) {
    const encryption = encryptionChange(was, is);
    if (was.verdict === is.verdict && encryption === null) {
      open ||= was.verdict === 'unknown';
      continue;
    }
    const key = JSON.stringify([was.verdict, is.verdict, encryption]);
    const fresh: Difference = {
      before: was.verdict,
      after: is.verdict,
      ports: [],
      proofBefore: new Set(),
      proofAfter: new Set(),
      missing: [],
      encryption,
    };
    const one = found.get(key) ?? fresh;
    found.set(key, one);
    const neighbour = one.ports.at(-1);
    if (neighbour?.protocol === was.protocol && neighbour.last + 1 === first)
      one.ports[one.ports.length - 1] = { ...neighbour, last };
    else one.ports.push({ protocol: was.protocol, first, last });
    for (const step of was.because) one.proofBefore.add(step);
    for (const step of is.because) one.proofAfter.add(step);
    for (const text of [...(was.missing ?? []), ...(is.missing ?? [])])
      if (!one.missing.includes(text)) one.missing.push(text);
  }
  return { differences: [...found.values()], open };
}

/** Of what passes on both sides: that it is encrypted on one of them alone. */
function encryptionChange(was: Part, is: Part): ConnectionChange['encryption'] {
  if (was.verdict !== 'allowed' || is.verdict !== 'allowed') return null;
  const [before, after] = [encryptionOf(was), encryptionOf(is)];
  return before !== after && (before === 'encrypts' || after === 'encrypts') ? { before, after } : null;
}

/** Runs of ports on which both lists say one thing each; both cover every port in one order. */
function* segments(
  old: Connections,
  now: Connections,
): Generator<{ readonly first: number; readonly last: number; readonly was: Part; readonly is: Part }> {
  let [i, j] = [0, 0];
  let first: number | null = null;
  while (i < old.length && j < now.length) {
    const [was, is] = [old[i]!, now[j]!];
    first ??= was.first;
    const last = Math.min(was.last, is.last);
    yield { first, last, was, is };
    first = last + 1;
    if (was.last === last) i += 1;
    if (is.last === last) j += 1;
    // The next protocol begins at its own first port.
    if (old[i]?.protocol !== was.protocol) first = null;
  }
}

/** Of a pair that the map leaves out, or of which it tells the reasons of others like it, its own are asked for. */
function proofOf(
  told: ReadonlySet<Because>,
  ports: readonly PortRun[],
  parts: Connections | undefined,
  side: Side,
  from: JointPeer,
  to: JointPeer,
): readonly Because[] {
  if (parts !== undefined) return [...told];
  const found = new Set<Because>();
  for (const { protocol, first, last, because } of side.between(...pairOf(from, to))) {
    if (ports.some((run) => run.protocol === protocol && run.first <= last && first <= run.last))
      for (const step of because) found.add(step);
  }
  return [...found];
}

/** Two of those that the peers stand for, which are not the same one where there are others. */
function pairOf(from: JointPeer, to: JointPeer): readonly [from: string, to: string] {
  const second = from === to ? from.peer.members?.find((id) => id !== from.peer.id) : undefined;
  return [from.peer.id, second ?? to.peer.id];
}

/** What one side lets through; a map leaves out what several instances of one workload let each other. */
function partsOf(
  from: JointPeer,
  to: JointPeer,
  when: 'old' | 'now',
  lookup: MapLookup,
  side: Side,
): Connections | undefined {
  const [one, other] = [from[when], to[when]];
  if (one === null || other === null) return undefined;
  const { stranger } = side;
  if (stranger !== undefined && [one, other].includes(stranger.id))
    return from === to || [from, to].some(({ peer }) => peer.blocks !== undefined)
      ? undefined
      : side.between(from.peer.id, to.peer.id);
  if (from === to && from.peer.members === undefined && from.peer.blocks === undefined)
    return hasInstances(from.peer) ? side.between(from.peer.id, to.peer.id) : undefined;
  return lookup(one, other);
}
