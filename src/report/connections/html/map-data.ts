import { groupKind, withoutGroups } from '../../../model/connection-groups.ts';
import type { Connections } from '../../../model/connections.ts';
import { describeEvidence } from '../../../model/evidence.ts';
import type { MapReport } from '../../../model/network-report.ts';
import { visible } from '../../visible.ts';
import { isAddresses, namesOf } from '../names.ts';
import { portsOf, portsText, trafficOf } from '../ports.ts';

/** What the page's script works on: every text is already safe to show. */
export interface MapData {
  /** Names of the boxes: namespaces, and one for addresses outside. */
  readonly boxes: readonly string[];
  readonly peers: readonly MapPeer[];
  /** What passes, once for all pairs of which the same is said. */
  readonly traffic: readonly MapTraffic[];
  /** From, to and traffic of each connection, one after the other, as places in the lists. */
  readonly connections: readonly number[];
}

export interface MapPeer {
  readonly name: string;
  readonly kind: string;
  /** Place of its box. */
  readonly box: number;
  /** Of several equal ones their names; else empty. */
  readonly members: readonly string[];
  /** Where it is declared; else empty. */
  readonly at: string;
  /** To whom it is open beyond those of the map, in words; else empty. */
  readonly open: readonly string[];
  /** Whom it reaches beyond those of the map, in words; else empty. */
  readonly beyond: readonly string[];
}

export interface MapTraffic {
  /** Ports that are allowed; empty when there are none. */
  readonly allowed: string;
  readonly unknown: string;
  readonly parts: readonly {
    readonly verdict: string;
    readonly ports: string;
    readonly missing: readonly string[];
    readonly steps: readonly (readonly [layer: string, rule: string, effect: string, where: string])[];
  }[];
}

const farEnds = { internet: 'the internet', everything: 'everything', unmatched: 'any Pod' } as const;

function opennessTexts(exposure: MapReport['exposure'], wanted: 'ingress' | 'egress'): readonly string[] {
  return exposure
    .filter(({ direction }) => direction === wanted)
    .map(
      ({ to, verdict, ports }) =>
        `${verdict === 'unknown' ? 'perhaps ' : ''}${wanted === 'ingress' ? 'open to' : 'reaches'} ${farEnds[to]}: ${portsText(ports)}`,
    );
}

/** More pairs make a page that no browser draws in time; then groups of peers are drawn as peers. */
const mostPairs = 300_000;

export function mapData({ map: told, exposure }: MapReport): MapData {
  const map = withoutGroups(told, mostPairs) ?? told;
  const names = namesOf(map.peers);
  const boxNames = map.peers.map((peer) =>
    isAddresses(peer)
      ? 'addresses outside'
      : peer.kind === groupKind
        ? 'groups of peers'
        : peer.namespace === undefined || peer.namespace === ''
          ? (peer.members?.length ?? 1) > 1
            ? 'several namespaces'
            : 'no namespace'
          : peer.namespace,
  );
  const boxes = [...new Set(boxNames)];
  const places = new Map(map.peers.map(({ id }, index) => [id, index]));
  const openness = Map.groupBy(exposure, ({ peer }) => peer);
  const peers = map.peers.map((peer, index): MapPeer => ({
    name: visible(names.get(peer.id) ?? peer.id),
    kind: visible(isAddresses(peer) ? 'addresses' : peer.kind),
    box: boxes.indexOf(boxNames[index] ?? ''),
    members: (peer.members ?? []).map(visible),
    at: peer.at === undefined ? '' : visible(describeEvidence(peer.at)),
    open: opennessTexts(openness.get(peer.id) ?? [], 'ingress'),
    beyond: opennessTexts(openness.get(peer.id) ?? [], 'egress'),
  }));
  const traffic: MapTraffic[] = [];
  const known = new Map<Connections, number>();
  const byText = new Map<string, number>();
  const connections: number[] = [];
  for (const { from, to, parts } of map.connections) {
    let place = known.get(parts);
    if (place === undefined) {
      const one = trafficToShow(parts);
      const key = JSON.stringify(one);
      place = byText.get(key) ?? traffic.push(one) - 1;
      byText.set(key, place);
      known.set(parts, place);
    }
    const [source, target] = [places.get(from), places.get(to)];
    if (source !== undefined && target !== undefined) connections.push(source, target, place);
  }
  return { boxes: boxes.map(visible), peers, traffic, connections };
}

/** What passes is what a reader looks for. */
const order = ['unknown', 'allowed', 'denied'];

function trafficToShow(parts: Connections): MapTraffic {
  return {
    allowed: portsText(portsOf(parts, 'allowed')),
    unknown: portsText(portsOf(parts, 'unknown')),
    parts: trafficOf(parts)
      .toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
      .map(({ verdict, ports, because, missing }) => ({
        verdict,
        ports: portsText(ports),
        missing: missing.map(visible),
        steps: because.map(
          ({ layer, rule, effect, at }) =>
            [layer, visible(rule), visible(effect), visible(describeEvidence(at))] as const,
        ),
      })),
  };
}
