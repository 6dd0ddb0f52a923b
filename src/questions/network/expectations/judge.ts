import { lookupIn } from '../../../model/connection-groups.ts';
import type { Connections, ConnectionVerdict, Part, Peer } from '../../../model/connections.ts';
import type { Gap } from '../../../model/gap.ts';
import {
  doubtsOf,
  missingOf,
  type Counterexample,
  type ExpectationResult,
  type PortRun,
} from '../../../model/network-report.ts';
import { encryptionOf } from '../encrypted.ts';
import { hasInstances } from '../instances.ts';
import type { Expectation, Selection } from './read.ts';
import { selector, type Peers, type Picked } from './select.ts';

/** What assertions are judged by. */
export interface Reach extends Peers {
  between(from: string, to: string): Connections;
}

/**
 * Whether each assertion is kept. What is not known keeps none of them, and neither does a selection that
 * takes nobody: a misspelt name would be kept for ever.
 *
 * @param gaps what was not seen: where a rule may stand in it, nothing is surely kept or broken
 */
export function judgeExpectations(
  expectations: readonly Expectation[],
  reach: Reach,
  gaps: readonly Gap[],
): readonly ExpectationResult[] {
  const select = selector(reach);
  const lookup = lookupIn(reach.map);
  return expectations.map((expectation) => {
    const found = judge(expectation);
    const [doubt] = doubtsOf(gaps, expectation.assertion === 'must-be-encrypted');
    if (doubt === undefined || found.verdict === 'unknown') return found;
    const because = `as far as was seen, ${found.because}; but ${missingOf(doubt)}`;
    return { ...found, verdict: 'unknown', because, toKnow: doubt.toKnow };
  });

  function judge(expectation: Expectation): ExpectationResult {
    const { name, assertion, at, ports } = expectation;
    const [from, to] = [select(expectation.from), select(expectation.to)];
    const told = { name, assertion, at };
    for (const [side, selected, selection] of [
      ['from', from, expectation.from],
      ['to', to, expectation.to],
    ] as const) {
      const [first] = selected.unheld;
      if (selected.picked.length === 0 && first === undefined) return { ...told, ...nobody(side, selection) };
      if (selected.idle !== undefined)
        return { ...told, ...nobody(side, selection, `nobody by ${selected.idle}, a part of it`) };
      if (first !== undefined) {
        const because = `nothing is known of the addresses ${first}`;
        return { ...told, verdict: 'unknown', because, toKnow: mapHint, pairs: 0, against: 0, counterexample: null };
      }
    }
    let pairs = 0;
    const against: Record<'fail' | 'unknown', { count: number; first: Against | null }> = {
      fail: { count: 0, first: null },
      unknown: { count: 0, first: null },
    };
    for (const one of from.picked) {
      for (const other of to.picked) {
        const count = countOf(one, other);
        if (count === 0) continue;
        pairs += count;
        const parts =
          strangeTraffic(one, other) ??
          ownTraffic(one, other) ??
          lookup(one.group, other.group) ??
          unspokenTraffic(one, other);
        const broken = brokenBy(expectation, parts, ports);
        if (broken === null) continue;
        const kind = against[broken.verdict];
        kind.count += count;
        kind.first ??= { ...broken, from: one, to: other };
      }
    }
    const { fail, unknown } = against;
    if (pairs === 0) return { ...told, ...nobody('to', expectation.to, 'only one peer, and to itself') };
    if (fail.first !== null) {
      return {
        ...told,
        verdict: 'fail',
        because: `${fail.count} of ${pairs} ${pairs === 1 ? 'pair does' : 'pairs do'} not keep it: ${fail.first.why}`,
        toKnow: null,
        pairs,
        against: fail.count,
        counterexample: counterexampleOf(fail.first),
      };
    }
    if (unknown.first !== null) {
      return {
        ...told,
        verdict: 'unknown',
        because: `of ${unknown.count} of ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} it is not known: ${unknown.first.why}`,
        toKnow: toKnowOf(unknown.first),
        pairs,
        against: unknown.count,
        counterexample: counterexampleOf(unknown.first),
      };
    }
    const because = `${pairs} ${pairs === 1 ? 'pair keeps' : 'pairs keep'} it`;
    return { ...told, verdict: 'pass', because, toKnow: null, pairs, against: 0, counterexample: null };
  }

  /** Who is in no map is asked for. */
  function strangeTraffic(from: Picked, to: Picked): Connections | undefined {
    const [one, other] = [from.peers[0], to.peers[0]];
    if (one === undefined || other === undefined || ![one, other].some((peer) => peer === reach.stranger))
      return undefined;
    return reach.between(one.id, other.id);
  }

  /** A map leaves out what nothing speaks of, where one end is a host or a machine: that is not denied. */
  function unspokenTraffic(from: Picked, to: Picked): Connections | undefined {
    const [one, other] = [from.peers[0], to.peers[0]];
    if (one === undefined || other === undefined || ![one, other].some(({ kind }) => machines.has(kind)))
      return undefined;
    return reach.between(one.id, other.id);
  }

  /** A map leaves out what several instances of one workload let each other. */
  function ownTraffic(from: Picked, to: Picked): Connections | undefined {
    const [one] = from.peers;
    // Only a peer that stands for several is called otherwise than they are.
    return one === undefined || from.group !== to.group || one.id !== from.group
      ? undefined
      : reach.between(one.id, one.id);
  }

  function counterexampleOf({ from, to, run, part }: Against): Counterexample {
    const [one, other] = ends(from, to);
    // A map leaves out why a pair is denied, and of very many pairs tells the reasons of one for all.
    const own = reach
      .between(one.id, other.id)
      .find(({ protocol, first, last }) => protocol === run.protocol && first <= run.first && run.first <= last);
    const verdict = part?.verdict ?? 'denied';
    return {
      from: one.id,
      to: other.id,
      ...(from.address === undefined ? {} : { fromAddress: from.address }),
      ...(to.address === undefined ? {} : { toAddress: to.address }),
      protocol: run.protocol,
      port: run.first,
      verdict,
      proof: (own?.verdict === verdict ? own : part)?.because ?? [],
    };
  }
}

/** Ends that are no workload; that they are not told of is no answer. */
const machines = new Set(['Host', 'Neighbours', 'Node', 'Instance']);

const mapHint = '`plimsoll network map` shows every peer by its name.';

function nobody(
  side: 'from' | 'to',
  { text }: Selection,
  what = 'nobody',
): Pick<ExpectationResult, 'verdict' | 'because' | 'toKnow' | 'pairs' | 'against' | 'counterexample'> {
  return {
    verdict: 'unknown',
    because: `\`${side}\` takes ${what}: ${text}`,
    toKnow: mapHint,
    pairs: 0,
    against: 0,
    counterexample: null,
  };
}

interface Broken {
  readonly verdict: 'fail' | 'unknown';
  readonly why: string;
  readonly run: PortRun;
  /** Undefined for a pair that is denied on every port. */
  readonly part: Part | undefined;
}

interface Against extends Broken {
  readonly from: Picked;
  readonly to: Picked;
}

/** What a part of the traffic does to an assertion: nothing, or why it does not keep it. */
function brokenBy(
  { assertion }: Expectation,
  parts: Connections | undefined,
  ports: readonly PortRun[],
): Broken | null {
  let unknown: Broken | null = null;
  for (const { run, part } of within(parts, ports)) {
    const said = against(assertion, part);
    if (said === null) continue;
    const broken = { ...said, run, part };
    if (said.verdict === 'fail') return broken;
    unknown ??= broken;
  }
  return unknown;
}

/** The parts of a pair inside the ports that are asserted, cut to them. */
function* within(
  parts: Connections | undefined,
  ports: readonly PortRun[],
): Generator<{ readonly run: PortRun; readonly part: Part | undefined }> {
  for (const run of ports) {
    if (parts === undefined) yield { run, part: undefined };
    for (const part of parts ?? []) {
      if (part.protocol !== run.protocol || part.last < run.first || run.last < part.first) continue;
      const first = Math.max(part.first, run.first);
      yield { run: { protocol: run.protocol, first, last: Math.min(part.last, run.last) }, part };
    }
  }
}

function against(
  assertion: Expectation['assertion'],
  part: Part | undefined,
): { readonly verdict: 'fail' | 'unknown'; readonly why: string } | null {
  const verdict: ConnectionVerdict = part?.verdict ?? 'denied';
  if (verdict === 'unknown') return { verdict, why: part?.missing?.join('; ') ?? 'it is not known whether it passes' };
  if (assertion === 'must-allow') return verdict === 'allowed' ? null : { verdict: 'fail', why: 'it is denied' };
  if (verdict === 'denied') return null;
  if (assertion === 'must-deny') return { verdict: 'fail', why: 'it is allowed' };
  const encryption = part === undefined ? null : encryptionOf(part);
  if (encryption === 'encrypts') return null;
  if (encryption !== null) return { verdict: 'fail', why: 'it may pass in plain text' };
  return { verdict: 'unknown', why: 'nothing that was seen says whether it is encrypted' };
}

/** Real pairs behind two groups: not one instance to itself, and not addresses outside among each other. */
function countOf(from: Picked, to: Picked): number {
  if (from.address !== undefined && to.address !== undefined) return 0;
  const self = from.peers.filter((peer) => !hasInstances(peer) && to.peers.includes(peer)).length;
  return from.peers.length * to.peers.length - self;
}

/** One pair of the two groups, which is not one instance with itself. */
function ends(from: Picked, to: Picked): readonly [Peer, Peer] {
  for (const one of from.peers)
    for (const other of to.peers) if (one !== other || hasInstances(one)) return [one, other];
  throw new Error('two groups without a pair are not judged');
}

function toKnowOf({ why, part }: Against): string {
  return part?.verdict === 'unknown'
    ? `Find out ${why}, and ask again with it: \`plimsoll network explain\` shows the whole chain.`
    : 'Ask a target that holds the settings of the mesh, or of the encryption of the network plugin.';
}
