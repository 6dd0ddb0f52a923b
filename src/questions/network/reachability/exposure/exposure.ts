import { kubernetesObject, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Connections, ConnectionVerdict } from '../../../../model/connections.ts';
import { partAt, partsOf } from '../../../../formats/connections/connections.ts';
import { stranger } from '../endpoints/stranger.ts';
import type { Endpoint } from '../layer.ts';
import type { Reachability } from '../reachability.ts';
import { doorsOf, type Door } from './doors.ts';

/** A way in from outside, and whether what comes through it is let in. */
export interface Exposed {
  readonly door: Door;
  readonly verdict: ConnectionVerdict;
  /** Of `unknown`: what was not known. */
  readonly missing: readonly string[];
}

/** How far a workload of Kubernetes is open. */
export interface Exposure {
  readonly endpoint: Endpoint;
  /** Ways in from outside the cluster that objects make. */
  readonly doors: readonly Exposed[];
  /** By policies alone, whether or not a way leads there: what the internet, and any other Pod, may send it. */
  readonly fromInternet: Connections;
  readonly fromAnyPod: Connections;
  readonly toInternet: Connections;
  readonly toAnyPod: Connections;
}

/** The exposure of each workload of Kubernetes, in the order of the ends. */
export function* exposures(facts: readonly Fact[], reachability: Reachability): Generator<Exposure> {
  const objects = facts.filter((one): one is Fact<KubernetesObject> => one.kind === kubernetesObject.name);
  const doorsAt = doorsOf(objects);
  const internet = reachability.find('internet')[0]!;
  for (const endpoint of reachability.endpoints) {
    if (endpoint.pod === undefined) continue;
    const fromInternet = reachability.between(internet, endpoint);
    const fromAnyPod = reachability.between(stranger, endpoint);
    yield {
      endpoint,
      doors: doorsAt(endpoint).map((door) => judge(door, fromInternet, fromAnyPod)),
      fromInternet,
      fromAnyPod,
      toInternet: reachability.between(endpoint, internet),
      toAnyPod: reachability.between(endpoint, stranger),
    };
  }
}

function judge(door: Door, fromInternet: Connections, fromAnyPod: Connections): Exposed {
  if (door.inner === undefined || door.why !== undefined)
    return { door, verdict: 'unknown', missing: [door.why ?? 'which port of the Pod it leads to'] };
  // A router is a Pod: which one is not known, and what any Pod may do it may as well.
  const seen = door.seenAs === 'router' ? fromAnyPod : fromInternet;
  const part = door.inner === null ? worst(seen, door) : partAt(seen, door.protocol, door.inner);
  const verdict = part?.verdict ?? 'unknown';
  if (verdict === 'allowed' || door.seenAs === 'client') return { door, verdict, missing: part?.missing ?? [] };
  const whose =
    door.seenAs === 'router'
      ? 'which Pods route what comes in, and whether policies let those in'
      : 'whether policies let in the nodes, whose address takes the place of the sender’s (externalTrafficPolicy Cluster)';
  return { door, verdict: 'unknown', missing: [...(part?.missing ?? []), whose] };
}

/** Of every port of a protocol what is most open. */
function worst(connections: Connections, { protocol }: Door): Connections[number] | undefined {
  const own = connections.filter((part) => part.protocol === protocol);
  return partsOf(own, 'allowed')[0] ?? partsOf(own, 'unknown')[0] ?? own[0];
}
