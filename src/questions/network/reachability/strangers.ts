import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact, Stage } from '../../../model/fact.ts';
import { cniProfile } from './cni/profile.ts';
import { kubernetesEndpoints } from './endpoints/kubernetes.ts';
import { stranger } from './endpoints/stranger.ts';
import type { Endpoint } from './layer.ts';
import { policyLayer, type PolicyLayer } from './policy-layer.ts';

/** Whether a Pod that no policy means may reach a workload on some port; undefined when that is not known. */
export type ReachedByStrangers = (one: Fact<Workload>) => boolean | undefined;

interface Looked {
  readonly layer: PolicyLayer | undefined;
  readonly ends: ReadonlyMap<Fact<Workload>, Endpoint>;
}

/** By every policy of every kind that is understood. Nothing is computed before it is asked for. */
export function reachedByStrangers(
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
): ReachedByStrangers {
  const stages = new Map<Stage, Looked>();
  const look = (stage: Stage): Looked => {
    let known = stages.get(stage);
    if (known === undefined) {
      const endpoints = kubernetesEndpoints(workloads, objects, stage);
      const { cni } = cniProfile(workloads, objects, stage, undefined);
      const layer = policyLayer(objects, { cni, stage, endpoints });
      known = { layer, ends: new Map(endpoints.map((one) => [one.workload!, one])) };
      stages.set(stage, known);
    }
    return known;
  };
  return (one) => {
    const { layer, ends } = look(one.stage);
    // A Pod of a controller is told by its controller, which is asked for itself.
    const end = ends.get(one);
    const said = end === undefined ? undefined : layer?.between(stranger, end);
    if (said === undefined) return undefined;
    if (said.some(({ verdict }) => verdict === 'allowed')) return true;
    return said.some(({ verdict }) => verdict === 'unknown') ? undefined : false;
  };
}
