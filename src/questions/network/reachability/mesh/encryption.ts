import { objectsOfKind, kubernetesObject, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import { allowed, full } from '../../../../formats/connections/connections.ts';
import type { Because, Connections } from '../../../../model/connections.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import { firstInOrder } from '../../selection/order.ts';
import type { Endpoint, Layer } from '../layer.ts';
import { isOutside, meshOf, sourceOf } from './layer.ts';
import { memberOf } from './member.ts';
import { meshesOf } from './mesh.ts';
import { answerAt, clientStep, type WireState } from './pair.ts';

export interface Encryption {
  readonly wire: WireState;
  readonly because: readonly Because[];
  /** Of `unknown`. */
  readonly missing: readonly string[];
}

/**
 * What a mesh puts on the wire between two endpoints, at one TCP port of the second. Undefined where neither is in a
 * mesh: what the programs themselves speak is not seen.
 */
export function encryptionBetween(
  facts: readonly Fact[],
  from: Endpoint,
  to: Endpoint,
  port: number,
): Encryption | undefined {
  const mesh = meshOf(meshesOf(facts), from, to);
  if (mesh === undefined || to.workload?.value.orchestrator !== 'kubernetes') return undefined;
  const [source, server] = [sourceOf(mesh, from), memberOf(mesh, to.workload)];
  if (isOutside(server) && isOutside(source.member)) return undefined;
  const { wire, because, wireMissing, refused } = answerAt(mesh, source, server, port);
  return { wire, because: refused ? [clientStep(source), ...because] : because, missing: wireMissing };
}

/** Cilium's ConfigMap and Calico's FelixConfiguration with WireGuard or IPsec on: all traffic between Pods of nodes. */
export function pluginEncrypts({ apiVersion, kind, name, root }: KubernetesObject): boolean {
  if (kind === 'ConfigMap' && name === 'cilium-config')
    return ['enable-wireguard', 'enable-ipsec'].some((key) => root.get('data').get(key).value === 'true');
  return (
    kind === 'FelixConfiguration' &&
    /projectcalico\.org\//.test(apiVersion) &&
    name === 'default' &&
    root.get('spec').get('wireguardEnabled').value === true
  );
}

/** Encryption by the network plugin: it lets everything through and says so of each pair of Pods. */
export function pluginEncryptionLayer(facts: readonly Fact[]): Layer | undefined {
  const objects = facts.filter(({ kind }) => kind === kubernetesObject.name) as Fact<KubernetesObject>[];
  const found = new Map<Stage, Connections>();
  const plugins = ['ConfigMap', 'FelixConfiguration'].flatMap((kind) => objectsOfKind(objects, kind));
  for (const [stage, own] of Map.groupBy(
    plugins.filter(({ value }) => pluginEncrypts(value)),
    (one) => one.stage,
  )) {
    for (const { value, at } of firstInOrder(own))
      found.set(
        stage,
        full(allowed({ layer: 'encryption', rule: `${value.kind} ${value.name}`, effect: 'encrypts', at })),
      );
  }
  if (found.size === 0) return undefined;
  const covers = ({ workload }: Endpoint): boolean =>
    workload?.value.orchestrator === 'kubernetes' && workload.value.hostNetwork.value === false;
  return {
    name: 'encryption',
    classOf: (endpoint) => `${covers(endpoint)} ${endpoint.workload?.stage ?? ''}`,
    between: (from, to) => (covers(from) && covers(to) ? found.get(to.workload!.stage) : undefined),
  };
}
