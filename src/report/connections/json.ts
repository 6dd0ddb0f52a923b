import type { Because, Connections, Peer } from '../../model/connections.ts';
import type { Evidence } from '../../model/evidence.ts';
import type {
  CanReport,
  ConnectionChange,
  DiffReport,
  DoorReport,
  ExpectationResult,
  ExpectReport,
  Exposure,
  MapReport,
  ObjectChange,
  PortRun,
  ProofReport,
} from '../../model/network-report.ts';
import { doubtsOf } from '../../model/network-report.ts';
import { evidenceOf, gapOf, list, ordered } from '../json.ts';
import { safeJson } from '../safe-json.ts';
import { trafficOf } from './ports.ts';

const peerKeys = ['id', 'kind', 'namespace', 'name', 'labels', 'blocks', 'members', 'only', 'at'];

type Any = MapReport | CanReport | ProofReport | DiffReport | ExpectReport;

function* head({ schema, tool, asked, plugin }: Any): Generator<string> {
  yield `{\n  "schema": ${JSON.stringify(schema)},\n`;
  yield `  "tool": ${safeJson({ name: tool.name, version: tool.version })},\n`;
  yield `  "asked": ${safeJson(ordered(asked, ['targets', 'at', 'configuration', 'cni']))},\n`;
  const told = plugin === null ? null : { ...plugin, at: plugin.at.map(evidenceOf) };
  yield `  "plugin": ${safeJson(told)},\n`;
}

/** `sure` is false when something was not seen behind which a deciding rule may stand. */
function* tail({ gaps, schema }: Any): Generator<string> {
  yield* list('gaps', gaps, gapOf);
  yield `  "sure": ${doubtsOf(gaps, schema === 'plimsoll.expect/1').length === 0}\n}\n`;
}

/**
 * `plimsoll.connections/1`, piece by piece; each peer and each connection has a line of its own. What no
 * connection names is denied, for `sure` maps.
 *
 * Of very many peers, some are groups: what holds for a group holds for each pair of its members that has no
 * connection of its own.
 */
export function* renderMapJson(report: MapReport): Generator<string> {
  yield* head(report);
  yield* list('peers', report.map.peers, peerOf);
  yield '  "connections": [';
  let first = true;
  const known = new WeakMap<Connections, readonly string[]>();
  for (const { from, to, parts } of report.map.connections) {
    let told = known.get(parts);
    if (told === undefined) known.set(parts, (told = trafficJson(parts)));
    const ends = safeJson({ from, to }).slice(0, -1);
    for (const one of told) {
      yield `${first ? '' : ','}\n    ${ends},${one}`;
      first = false;
    }
  }
  yield first ? '],\n' : '\n  ],\n';
  yield* list('exposure', report.exposure, exposureOf);
  yield* list('doors', report.doors, doorOf);
  yield* tail(report);
}

/** The rest of a connection after its ends, once for all pairs of which the same is said. */
function trafficJson(parts: Connections): readonly string[] {
  // Only a pair that groups let through and that is denied by its own reasons is told to be denied.
  const isDenied = parts.every(({ verdict }) => verdict === 'denied');
  return trafficOf(parts)
    .filter(({ verdict }) => isDenied || verdict !== 'denied')
    .map(({ verdict, ports, because, missing }) => {
      const unknown = verdict === 'unknown' ? { missing } : {};
      return safeJson({ ports: ports.map(portOf), verdict, because: because.map(stepOf), ...unknown }).slice(1);
    });
}

export function* renderCanJson(report: CanReport): Generator<string> {
  const { from, to, protocol, port, verdict, proof, missing } = report;
  yield* head(report);
  yield `  "from": ${safeJson(peerOf(from))},\n  "to": ${safeJson(peerOf(to))},\n`;
  yield `  "protocol": "${protocol}",\n  "port": ${port},\n  "verdict": "${verdict}",\n`;
  yield* list('proof', proof, stepOf);
  yield `  "missing": ${safeJson(missing)},\n`;
  yield* tail(report);
}

export function* renderProofJson(report: ProofReport): Generator<string> {
  const { from, to, parts } = report;
  yield* head(report);
  yield `  "from": ${safeJson(peerOf(from))},\n  "to": ${safeJson(peerOf(to))},\n`;
  yield* list('parts', trafficOf(parts), ({ verdict, ports, because, missing }) => ({
    ports: ports.map(portOf),
    verdict,
    proof: because.map(stepOf),
    missing,
  }));
  yield* tail(report);
}

export function* renderDiffJson(report: DiffReport): Generator<string> {
  yield* head(report);
  yield `  "old": ${safeJson(report.old)},\n  "new": ${safeJson(report.new)},\n`;
  yield* list('peers', report.peers, peerOf);
  yield* list('changes', report.changes, changeOf);
  yield `  "unknown": ${report.unknown},\n`;
  yield* tail(report);
}

export function* renderExpectJson(report: ExpectReport): Generator<string> {
  yield* head(report);
  yield `  "file": ${safeJson(report.file)},\n`;
  yield* list('expectations', report.expectations, expectationOf);
  yield* tail(report);
}

function peerOf(peer: Peer & { readonly only?: 'old' | 'new' }): object {
  return ordered(
    {
      ...peer,
      namespace: peer.namespace ?? null,
      labels: ordered(peer.labels, []),
      ...(peer.at === undefined ? {} : { at: evidenceOf(peer.at) }),
    },
    peerKeys,
  );
}

/** A step of a proof; where it stands lies beside it: `file`, `line`, `column`, or the `api` that told it. */
function stepOf({ layer, rule, effect, at }: Because): object {
  return { layer, rule, effect, ...placeOf(at) };
}

function placeOf(at: Evidence): object {
  return { file: null, line: null, ...evidenceOf(at) };
}

function portOf({ protocol, first, last }: PortRun): object {
  return { protocol, first, last };
}

function exposureOf({ peer, direction, to, verdict, ports, because }: Exposure): object {
  return { peer, direction, to, verdict, ports: ports.map(portOf), because: because.map(stepOf) };
}

function doorOf({ at, ...door }: DoorReport): object {
  const { peer, kind, by, protocol, outside, inside, sources, verdict, missing } = door;
  return { peer, kind, by, protocol, outside, inside, sources, verdict, missing, ...placeOf(at) };
}

function changeOf(change: ConnectionChange): object {
  const { from, to, ports, before, after, proofBefore, proofAfter, missing, encryption, causes } = change;
  return {
    from,
    to,
    ports: ports.map(portOf),
    before,
    after,
    proofBefore: proofBefore.map(stepOf),
    proofAfter: proofAfter.map(stepOf),
    missing,
    encryption,
    causes: causes.map(causeOf),
  };
}

function causeOf({ change, kind, namespace, name, at }: ObjectChange): object {
  return { change, kind, namespace, name, ...placeOf(at) };
}

function expectationOf(result: ExpectationResult): object {
  const { name, assertion, verdict, because, toKnow, pairs, against, counterexample, at } = result;
  return {
    name,
    assertion,
    verdict,
    because,
    toKnow,
    pairs,
    against,
    counterexample: counterexample === null ? null : { ...counterexample, proof: counterexample.proof.map(stepOf) },
    at: evidenceOf(at),
  };
}
