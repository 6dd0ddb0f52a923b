import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import type { ConnectionMap, Connections, Peer } from '../../../model/connections.ts';
import { overlaps } from '../../../formats/connections/blocks.ts';
import { anyOf, common } from '../../../formats/connections/connections.ts';
import { cloudEndpoints } from './cloud/layer.ts';
import { dockerEndpoints } from './docker/endpoints.ts';
import { cniProfile, type CniProfile } from './cni/profile.ts';
import { kubernetesEndpoints, stageOf } from './endpoints/kubernetes.ts';
import { outsideEndpoints } from './endpoints/outside.ts';
import { firewallEndpoints } from './firewall/layer.ts';
import { findEndpoints, internetId } from './find.ts';
import type { Cni, Endpoint, Layer } from './layer.ts';
import { between, layersOf } from './layers.ts';
import { connectionMap, type MapOptions } from './map.ts';
import { PolicyLayer } from './policy-layer.ts';

export interface ReachabilityOptions {
  /** The network plugin; where it is left out, what is seen of one counts. */
  readonly cni?: Cni | undefined;
}

/** What can reach what, by all that was read. Nothing is computed before it is asked for. */
export interface Reachability {
  /** Every end, addresses outside included; their ids are unique. */
  readonly endpoints: readonly Endpoint[];
  readonly layers: readonly Layer[];
  /** The network plugin that policies were read by, and how it is known. */
  readonly plugin: CniProfile;
  /** The ends that a text names: none, one, or several when it is ambiguous. */
  find(text: string): readonly Endpoint[];
  /** All traffic from one end to another, with the reasons of each part. Ends by themselves or by id. */
  between(from: Endpoint | Peer | string, to: Endpoint | Peer | string): Connections;
  map(options?: MapOptions): ConnectionMap;
}

/** @throws RangeError when `between` is asked for an id that is no end of these facts */
export function reachabilityOf(facts: readonly Fact[], { cni: asked }: ReachabilityOptions = {}): Reachability {
  const workloads = facts.filter((one): one is Fact<Workload> => one.kind === workload.name);
  const objects = facts.filter((one): one is Fact<KubernetesObject> => one.kind === kubernetesObject.name);
  const stage = stageOf(workloads);
  const inside = [
    ...kubernetesEndpoints(workloads, objects, stage),
    ...dockerEndpoints(facts),
    ...firewallEndpoints(facts),
    ...cloudEndpoints(facts),
  ];
  const plugin = cniProfile(workloads, objects, stage, asked);
  const { cni } = plugin;
  const layers = layersOf(facts, { cni, stage, endpoints: inside });
  const outside = outsideEndpoints(layers.flatMap(({ blockSets = [] }) => blockSets));
  const endpoints = [...inside, ...outside];
  let ids: Map<string, Endpoint> | undefined;
  const endOf = (one: Endpoint | Peer | string): Endpoint => {
    if (typeof one === 'object' && 'peer' in one) return one;
    const id = typeof one === 'string' ? one : one.id;
    ids ??= new Map(endpoints.map((each) => [each.peer.id, each]));
    const found = ids.get(id) ?? (id.startsWith('ip:') ? findEndpoints(id, endpoints)[0] : undefined);
    if (found === undefined) throw new RangeError(`there is no end ${id}`);
    return found;
  };
  return {
    endpoints,
    layers,
    plugin,
    find: (text) => findEndpoints(text, endpoints),
    between: (from, to) => betweenEnds(layers, outside, endOf(from), endOf(to)),
    map: (options = {}) => connectionMap(layers, endpoints, options),
  };
}

/** Between ends of which one may be addresses that layers tell apart: then what holds for all of them. */
function betweenEnds(
  layers: readonly Layer[],
  outside: readonly Endpoint[],
  from: Endpoint,
  to: Endpoint,
): Connections {
  const [sources, destinations] = [piecesOf(outside, from), piecesOf(outside, to)];
  const all = new Set<Connections>();
  for (const source of sufficient(layers, to, sources, 'ingress')) {
    for (const destination of sufficient(layers, from, destinations, 'egress'))
      all.add(between(layers, source, destination));
  }
  if (all.size === 1) return [...all][0]!;
  if (from.peer.id === internetId || to.peer.id === internetId) return anyOf(...all);
  const names = [from, to].filter(({ blocks }) => blocks !== undefined).map(({ peer }) => peer.name);
  return common([...all], `which addresses of ${names.join(' and ')} are meant: some are let through and some are not`);
}

/** Of many pieces those that differ to some layer, where policies alone tell addresses apart. */
function sufficient(
  layers: readonly Layer[],
  end: Endpoint,
  pieces: readonly Endpoint[],
  direction: 'ingress' | 'egress',
): readonly Endpoint[] {
  if (pieces.length < 2) return pieces;
  const telling = layers.filter(({ blockSets = [] }) => blockSets.length > 0);
  const [only] = telling;
  return telling.length === 1 && only instanceof PolicyLayer ? only.addressesApart(end, pieces, direction) : pieces;
}

const pieces = new WeakMap<Endpoint, { readonly outside: readonly Endpoint[]; readonly found: readonly Endpoint[] }>();

function piecesOf(outside: readonly Endpoint[], one: Endpoint): readonly Endpoint[] {
  const { blocks } = one;
  if (blocks === undefined || outside.includes(one)) return [one];
  let known = pieces.get(one);
  if (known?.outside !== outside) {
    const found = outside.filter((each) => each.blocks!.some((own) => blocks.some((block) => overlaps(own, block))));
    pieces.set(one, (known = { outside, found }));
  }
  return known.found;
}
