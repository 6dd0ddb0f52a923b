import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { pass, unknown } from '../../../model/outcome.ts';
import { pluginEncrypts } from '../reachability/mesh/encryption.ts';
import { joinsMesh } from '../reachability/mesh/membership.ts';
import { meshes, type Mesh } from '../reachability/mesh/mesh.ts';
import { plainTextIn } from '../reachability/mesh/strictness.ts';
import { inhabitedNamespaces } from '../selection/namespaces.ts';
import { firstInOrder, inOrder } from '../selection/order.ts';
import { namespaceOf } from '../selection/policies.ts';

export const trafficBetweenWorkloadsEncrypted = defineCheck({
  id: 'NET-146',
  name: 'traffic-between-workloads-encrypted',
  aspect: 'network/encryption',
  title: 'Traffic between workloads is encrypted by the mesh or the network plugin',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Demand mutual TLS by the mesh, or switch on WireGuard or IPsec in the network plugin.',
  toKnow: 'Ask a folder that holds the settings of the mesh or network plugin, such as the ConfigMap cilium-config.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const found = meshes(objects, workloads);
    const plugins = inOrder(objects.filter(({ value }) => pluginEncrypts(value)));
    for (const one of objects.filter(({ value }) => isOpenService(value))) {
      yield unknown(
        one,
        one.value.root.get('spec').get('ports').at,
        'is reached from outside; whether that is by TLS is not seen',
        {
          toKnow: 'Look whether the programs behind it speak TLS: `openssl s_client -connect ADDRESS:PORT`.',
        },
      );
    }
    const stages = new Set(
      workloads.filter(({ value }) => value.orchestrator === 'kubernetes').map(({ stage }) => stage),
    );
    const doors = objects.filter(
      ({ stage, value }) => ['Ingress', 'Gateway'].includes(value.kind) && !stages.has(stage),
    );
    for (const one of firstInOrder(doors))
      yield unknown(one, one.at, 'the workloads behind it are not among what was read');
    const local = workloads.filter(({ value }) => value.orchestrator !== 'kubernetes');
    for (const { first } of inhabitedNamespaces(local)) {
      yield unknown(
        first,
        first.value.at,
        'Docker encrypts nothing on its bridges; whether the programs speak TLS is not seen',
        { toKnow: 'State TLS in the addresses that the services are given, and look on the wire with `tcpdump`.' },
      );
    }
    for (const here of inhabitedNamespaces(workloads.filter(({ value }) => value.orchestrator === 'kubernetes'))) {
      const plugin = plugins.find(({ stage }) => stage === here.stage);
      const mesh = found.get(here.stage);
      if (plugin !== undefined) yield pass(here, plugin.at, `${plugin.value.kind} ${plugin.value.name}`);
      else if (mesh !== undefined && joins(mesh, here.namespace)) {
        const inside = workloads.filter(
          ({ stage, value }) =>
            stage === here.stage &&
            value.orchestrator === 'kubernetes' &&
            namespaceOf(value.namespace) === here.namespace,
        );
        const plain = plainTextIn(mesh, inside);
        if (plain === null) yield pass(here, here.first.value.at, 'mutual TLS is strict');
        else yield unknown(here, plain.at, plain.saw);
      } else yield unknown(here, here.first.value.at, 'nothing that was read encrypts the traffic between Pods');
    }
  },
});

/** A Service that is open outside the cluster by itself, without an Ingress or Gateway that would say so. */
function isOpenService({ apiVersion, kind, root }: KubernetesObject): boolean {
  const spec = root.get('spec');
  return (
    kind === 'Service' &&
    apiVersion === 'v1' &&
    (['LoadBalancer', 'NodePort'].includes(String(spec.get('type').value)) ||
      spec.get('externalIPs').items().length > 0)
  );
}

/** Whether the namespace joins a mesh, or workloads of it say so themselves. */
function joins({ enrolled }: Mesh, namespace: string): boolean {
  const one = enrolled.namespaces.get(namespace);
  return one !== undefined && (joinsMesh(one.value) || one.value.annotations['linkerd.io/inject'] !== undefined);
}
