import { evaluate } from './evaluate.ts';
import type { Evaluation, Route, Step, Verdict } from './evaluation.ts';
import {
  firstPacket,
  furtherTo,
  portOfClient,
  protocolNumbers,
  replyTo,
  type Packet,
  type PacketWords,
  type Span,
} from './packet.ts';
import { after } from './ranges.ts';
import type { RuleSet, Step as RuleStep, Value } from './rule-set.ts';

/** Whether a connection can be had: its first packet, the answer, and what follows. */
export interface ConnectionVerdict {
  readonly verdict: Verdict;
  readonly path: readonly Step[];
  readonly missing: readonly string[];
  /** Which of its packets decided. */
  readonly decided: 'first' | 'reply' | 'further';
  /** The first packet as it arrives; null when it surely does not. */
  readonly arrived: Packet | null;
  /** How many rules were tried for its first packet. */
  readonly tried: number;
}

/**
 * A connection is had when its first packet and the answer to it pass, and of TCP and SCTP what the first
 * side then sends. Of ICMP that asks for no answer the first packet alone counts.
 */
export function evaluateConnection(ruleSet: RuleSet, words: PacketWords, route: Route): ConnectionVerdict {
  const first = firstPacket(words);
  const there = evaluate(ruleSet, first, route);
  const { packet: arrived } = there;
  const done = (found: Evaluation, decided: ConnectionVerdict['decided'], verdict: Verdict): ConnectionVerdict => ({
    verdict,
    decided,
    path: decided === 'first' ? found.path : [...there.path, ...found.path],
    missing: found.missing,
    arrived,
    tried: there.tried,
  });
  if (there.verdict === 'denied' || arrived === null) return done(there, 'first', there.verdict);
  if (!isAnswered(first)) return done(there, 'first', there.verdict);
  const here = route.from === 'host';
  // What goes back begins where the packet arrived.
  const back: Route = {
    ...route,
    from: arrived.dstHere === true ? 'host' : 'outside',
    out: (family, address) => (here ? route.out(family, address) : first.in),
    translated: {
      dst:
        arrived.translatedSrc === false
          ? undefined
          : { dst: first.src, dport: portOfClient(first.sport), dstHere: here },
      src: arrived.translatedDst === false ? undefined : { src: first.dst, sport: first.dport, srcHere: first.dstHere },
    },
  };
  const reply = replyTo(first, arrived);
  const answer = evaluate(ruleSet, { ...reply, dstHere: reply.dstHere ?? here }, back);
  if (answer.verdict === 'denied') return done(answer, 'reply', 'denied');
  const unsure = (): ConnectionVerdict | null => {
    if (there.verdict === 'unknown') return done(there, 'first', 'unknown');
    return answer.verdict === 'unknown' ? done(answer, 'reply', 'unknown') : null;
  };
  if (!isStream(first)) return unsure() ?? done(there, 'first', 'allowed');
  const on: Route = {
    ...route,
    translated: {
      dst:
        arrived.translatedDst === false
          ? undefined
          : { dst: arrived.dst, dport: arrived.dport, dstHere: arrived.dstHere },
      src:
        arrived.translatedSrc === false
          ? undefined
          : { src: arrived.src, sport: arrived.sport, srcHere: arrived.srcHere },
    },
  };
  // Each packet of a connection leaves its mark for the next one.
  const further = evaluate(ruleSet, { ...furtherTo(first, arrived), ctMark: answer.packet?.ctMark }, on);
  if (further.verdict === 'denied') return done(further, 'further', 'denied');
  const doubted = unsure();
  if (doubted !== null) return doubted;
  if (further.verdict === 'unknown') return done(further, 'further', 'unknown');
  if (!tellsPacketsApart(ruleSet)) return done(there, 'first', 'allowed');
  // What follows the answer bears no SYN any more.
  const onward = evaluate(
    ruleSet,
    { ...reply, dstHere: reply.dstHere ?? here, tcpFlags: { value: 16 }, ctMark: further.packet?.ctMark },
    back,
  );
  return onward.verdict === 'allowed' ? done(there, 'first', 'allowed') : done(onward, 'further', onward.verdict);
}

const told = new WeakMap<RuleSet, boolean>();

/** Whether rules may treat what follows otherwise than the first packets: by flags of TCP, or marks of the connection. */
function tellsPacketsApart(ruleSet: RuleSet): boolean {
  let known = told.get(ruleSet);
  if (known === undefined) {
    known = ruleSet.tables.some(({ chains }) =>
      chains.some(({ rules }) =>
        rules.some(({ steps }) =>
          steps.some(
            (step) =>
              (step.kind === 'field' && step.field === 'tcpFlags') ||
              marks(step) ||
              (step.kind === 'choose' && step.elements.some(({ actions }) => actions.some(marks))),
          ),
        ),
      ),
    );
    told.set(ruleSet, known);
  }
  return known;
}

const marks = (step: RuleStep): boolean => step.kind === 'set' && step.field === 'ctMark';

/** Begins with more than a packet and its answer. */
function isStream({ protocol }: Packet): boolean {
  return protocol === protocolNumbers.TCP || protocol === protocolNumbers.SCTP;
}

function isAnswered({ protocol, icmpType }: Packet): boolean {
  if (protocol === protocolNumbers.ICMP) return icmpType.value === 8;
  if (protocol === protocolNumbers.ICMPv6) return icmpType.value === 128;
  return true;
}

/** Ports (types of ICMP) with one verdict, for one reason. */
export interface PortsVerdict extends ConnectionVerdict {
  readonly first: number;
  readonly last: number;
  /** All source addresses for which this was found. */
  readonly sources?: Span;
}

/** Evaluations for one question, and rules tried in them; what is beyond is not known. */
const maxRuns = 4_096;
const maxTried = 10_000_000;

/**
 * Every destination port (every type of ICMP) of a packet. An evaluation notes for which ports and source
 * addresses its comparisons would have come out the same, so that there are as few as the rules tell apart.
 */
export function everyPortOf(ruleSet: RuleSet, words: PacketWords, route: Route): PortsVerdict[] {
  const icmp = words.protocol === 'ICMP' || words.protocol === 'ICMPv6';
  const end = icmp ? 255 : 65_535;
  const found: PortsVerdict[] = [];
  let next = icmp ? 0 : 1;
  let tried = 0;
  while (next <= end) {
    const span: Span = { first: next, last: end };
    const sources = sourcesOf(words);
    const held = { value: next, span };
    const src = sources === undefined ? words.src : { value: words.src!.value, span: sources };
    const one = evaluateConnection(ruleSet, { ...words, src, ...(icmp ? { icmpType: held } : { dport: held }) }, route);
    tried += one.tried;
    const stop = found.length >= maxRuns || tried > maxTried;
    const last = stop ? end : Number(span.last);
    const before = found.at(-1);
    if (stop) {
      const missing = ['the rules tell more ports apart than are tried one by one'];
      found.push({ ...one, verdict: 'unknown', missing, first: next, last, ...(sources && { sources }) });
    } else if (before !== undefined && alike(before, one)) {
      const both = joined(before.sources, sources);
      found[found.length - 1] = { ...before, last, ...(both && { sources: both }) };
    } else found.push({ ...one, first: next, last, ...(sources && { sources }) });
    next = last + 1;
  }
  return found;
}

function sourcesOf({ src, family }: PacketWords): Span | undefined {
  if (src?.value === undefined) return undefined;
  if (src.span !== undefined) return { ...src.span };
  return family === 4 ? { first: 0, last: 0xffff_ffff } : { first: 0n, last: (1n << 128n) - 1n };
}

function joined(a: Span | undefined, b: Span | undefined): Span | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { first: a.first > b.first ? a.first : b.first, last: a.last < b.last ? a.last : b.last };
}

function alike(a: ConnectionVerdict, b: ConnectionVerdict): boolean {
  return (
    a.verdict === b.verdict &&
    a.path.length === b.path.length &&
    a.path.every((step, index) => {
      const other = b.path[index]!;
      return (
        step.line === other.line &&
        step.table === other.table &&
        step.chain === other.chain &&
        step.effect === other.effect &&
        step.rule === other.rule
      );
    }) &&
    a.missing.join('\n') === b.missing.join('\n')
  );
}

/** Source addresses of a block that the rules do not tell apart, and what holds of all ports for them. */
export interface SourceVerdicts {
  readonly first: Value;
  readonly last: Value;
  readonly ports: readonly PortsVerdict[];
}

/**
 * As `everyPortOf` for all sources of a block. Null when the rules tell more than `most` runs apart.
 */
export function everySourceOf(
  ruleSet: RuleSet,
  words: PacketWords,
  route: Route,
  block: { readonly first: Value; readonly last: Value },
  most: number,
): SourceVerdicts[] | null {
  const found: SourceVerdicts[] = [];
  let next = block.first;
  while (next <= block.last) {
    if (found.length >= most) return null;
    const ports = everyPortOf(
      ruleSet,
      { ...words, src: { value: next, span: { first: next, last: block.last } } },
      route,
    );
    let { last } = block;
    for (const { sources } of ports) if (sources !== undefined && sources.last < last) ({ last } = sources);
    found.push({ first: next, last, ports });
    next = after(last);
  }
  return found;
}
