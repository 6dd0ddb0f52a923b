import type { Workload } from '../../../../facts/workload.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact } from '../../../../model/fact.ts';
import { defaultPolicy } from './linkerd.ts';
import { bypasses, bypassPorts } from './membership.ts';
import { memberOf, modeAt } from './member.ts';
import type { Mesh } from './mesh.ts';

/**
 * Why workloads may take plain text at some port, by the first that may; null when every port of all of them
 * demands mutual TLS.
 */
export function plainTextIn(
  mesh: Mesh,
  workloads: readonly Fact<Workload>[],
): { readonly at: Evidence; readonly saw: string } | null {
  for (const one of workloads) {
    const member = memberOf(mesh, one);
    const { may, missing } = member.membership;
    const { name, at } = one.value;
    if (may.length > 1) return { at, saw: `whether ${name} is in the mesh is not known: ${missing}` };
    if (may[0] === 'none') return { at, saw: `mutual TLS is strict, but ${name} stays out of the mesh` };
    const past = [1, ...bypassPorts(one.value)].find((port) => bypasses(one.value, may[0]!, 'in', port) !== null);
    if (past !== undefined) return { at, saw: `annotations lead ports of ${name} past its proxy` };
    if (may[0] === 'linkerd') {
      const policy = defaultPolicy(one, mesh.enrolled.namespaces.get(member.namespace), mesh.linkerd);
      const closed = ['all-authenticated', 'cluster-authenticated', 'deny'].includes(policy.value ?? '');
      if (!closed) return { at: policy.at, saw: `Linkerd lets clients without identity reach ${name}, or may` };
      if (mesh.linkerd.servers.length > 0)
        return {
          at: mesh.linkerd.servers[0]!.at,
          saw: `Servers of Linkerd may let clients without identity reach ${name}`,
        };
      continue;
    }
    const ports = mesh.peers.flatMap((peer) => peer.ports.map(({ port }) => Number(port)));
    for (const port of [undefined, ...ports]) {
      const { mode, assumed, at: place, because, missing: unknown } = modeAt(mesh, member, may[0] === 'ambient', port);
      if (mode === 'strict') continue;
      const rule = because.at(-1)?.rule ?? 'PeerAuthentication';
      const saw = assumed
        ? 'nothing that was read encrypts the traffic between Pods for sure: no PeerAuthentication says how (Istio takes PERMISSIVE)'
        : mode === 'unknown'
          ? (unknown ?? 'the mode of mutual TLS is not known')
          : `${rule} takes plain text`;
      return { at: place ?? at, saw: port === undefined ? saw : `${saw} for ${name}` };
    }
  }
  return null;
}
