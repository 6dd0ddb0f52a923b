import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { membersOf } from '../reachability/mesh/held.ts';
import { meshes } from '../reachability/mesh/mesh.ts';
import { selectsLabels } from '../reachability/mesh/workload-selector.ts';

export const portLevelMtlsHolds = defineCheck({
  id: 'NET-604',
  name: 'port-level-mtls-holds',
  aspect: 'network/mesh',
  title: 'Ports of a PeerAuthentication are ports of the containers it selects',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'service-mesh' }],
  remedy: 'Name the port that the container listens on, not that of the Service, and select the workload.',
  toKnow: 'Ask a folder that holds the workloads and their Services too.',
  needs: { objects: kubernetesObject, workloads: workload },
  *evaluate({ objects, workloads }) {
    if (objectsOfKind(objects, 'PeerAuthentication').length === 0) return;
    for (const mesh of meshes(objects, workloads).values()) {
      const members = membersOf(mesh, workloads);
      for (const { fact, level, ports, selects } of mesh.peers) {
        if (level === 'ignored' || ports.length === 0) continue;
        if (level !== 'workload') {
          yield fail(
            fact,
            ports[0]!.mode,
            'states modes of ports without a selector, where Istio looks at none of them',
          );
          continue;
        }
        const selected = (members.byNamespace.get(fact.value.namespace) ?? []).filter(
          ({ fact: own }) => selectsLabels(selects, own.value.labels) === true,
        );
        for (const { port, mode } of ports) {
          const number = Number(port);
          const listens = selected.some(
            ({ fact: own, leads }) =>
              leads.some(({ target }) => target === number) ||
              own.value.containers.some((container) =>
                container.ports.some(({ containerPort }) => containerPort === number),
              ),
          );
          const lead = selected.flatMap(({ leads }) => leads).find((one) => one.port === number);
          if (listens) yield pass(fact, mode);
          else if (selected.length === 0)
            yield unknown(fact, mode, `port ${port}: no workload that it selects was read`);
          else if (lead === undefined)
            yield unknown(fact, mode, `port ${port}: no container that it selects states that port`);
          else
            yield fail(
              fact,
              mode,
              `port ${port} is that of Service ${lead.service.value.name}; the container listens on ${lead.target}, where this does not hold`,
            );
        }
      }
    }
  },
});
