import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { pass, unknown } from '../../../model/outcome.ts';
import { joinsMesh, modeIn, peerAuthentications } from '../istio/peer-authentication.ts';
import { inhabitedNamespaces } from '../selection/namespaces.ts';
import { firstInOrder, inOrder } from '../selection/order.ts';

export const trafficBetweenWorkloadsEncrypted = defineCheck({
  id: 'NET-146',
  name: 'traffic-between-workloads-encrypted',
  aspect: 'network/encryption',
  title: 'Traffic between workloads is encrypted by the mesh or the network plugin',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Demand mutual TLS by the mesh, or switch on WireGuard or IPsec in the network plugin.',
  toKnow: 'Ask a folder that holds the settings of the mesh or network plugin, such as the ConfigMap cilium-config.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const modes = peerAuthentications(objects);
    const plugins = inOrder(objects.filter(({ value }) => encrypts(value)));
    const members = new Map(
      inOrder(objects.filter(({ value }) => joinsMesh(value))).map((one) => [`${one.stage} ${one.value.name}`, one]),
    );
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
      const joined = members.get(`${here.stage} ${here.namespace}`);
      const mode = modeIn(modes, here.stage, here.namespace);
      if (plugin !== undefined) yield pass(here, plugin.at, `${plugin.value.kind} ${plugin.value.name}`);
      else if (joined !== undefined && mode?.value === 'STRICT')
        yield pass(here, [joined.at, mode.at], 'mutual TLS is strict');
      else yield unknown(here, here.first.value.at, 'nothing that was read encrypts the traffic between Pods');
    }
  },
});

/** Cilium's ConfigMap and Calico's FelixConfiguration with WireGuard or IPsec on. */
function encrypts({ apiVersion, kind, name, root }: Fact<KubernetesObject>['value']): boolean {
  if (kind === 'ConfigMap' && name === 'cilium-config') {
    return ['enable-wireguard', 'enable-ipsec'].some((key) => root.get('data').get(key).value === 'true');
  }
  return (
    kind === 'FelixConfiguration' &&
    /projectcalico\.org\//.test(apiVersion) &&
    name === 'default' &&
    root.get('spec').get('wireguardEnabled').value === true
  );
}
