import type { KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../../facts/workload.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { AuthorizationPolicy } from './authorization-policy.ts';
import { memberOf } from './member.ts';
import type { Member, Mesh } from './mesh.ts';
import type { Truth } from './truth.ts';
import { selectsLabels } from './workload-selector.ts';

/** The workloads of Kubernetes at the stage of a mesh, as it knows them. */
export interface Members {
  readonly all: readonly Member[];
  readonly byNamespace: ReadonlyMap<string, readonly Member[]>;
}

export function membersOf(mesh: Mesh, workloads: readonly Fact<Workload>[]): Members {
  const all = workloads
    .filter(({ stage, value }) => stage === mesh.stage && value.orchestrator === 'kubernetes')
    .map((one) => memberOf(mesh, one));
  return { all, byNamespace: Map.groupBy(all, ({ namespace }) => namespace) };
}

/** Members of a namespace, all of them where it is the root namespace. */
export function membersAround(mesh: Mesh, { all, byNamespace }: Members, namespace: string): readonly Member[] {
  return namespace === mesh.plane.rootNamespace ? all : (byNamespace.get(namespace) ?? []);
}

export interface HeldMember {
  readonly member: Member;
  readonly holds: true | string;
}

/** Members that a policy holds for: of its namespace, or of every one where it stands in the root namespace. */
export function heldBy(mesh: Mesh, policy: AuthorizationPolicy, members: Members): HeldMember[] {
  if (policy.targets.length > 0) return [];
  return membersAround(mesh, members, policy.namespace).flatMap((member) => {
    const holds: Truth = selectsLabels(policy.selects, member.fact.value.labels);
    return holds === false ? [] : [{ member, holds }];
  });
}

/** Namespaces that a policy reaches and whose own label asks for ambient mode, for where no workload was read. */
export function ambientNamespaces(mesh: Mesh, { namespace }: AuthorizationPolicy): Fact<KubernetesObject>[] {
  return [...mesh.enrolled.namespaces.values()].filter(
    ({ value }) =>
      value.labels['istio.io/dataplane-mode'] === 'ambient' &&
      (namespace === mesh.plane.rootNamespace || namespace === value.name),
  );
}
