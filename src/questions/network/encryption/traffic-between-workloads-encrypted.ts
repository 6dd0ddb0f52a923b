import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { workload, type Workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { pass, unknown } from '../../../model/outcome.ts';
import { joinsMesh, leavesMesh, modeIn, peerAuthentications } from '../istio/peer-authentication.ts';
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
    const modes = peerAuthentications(objects);
    const plugins = inOrder(objects.filter(({ value }) => encrypts(value)));
    const members = new Map(
      inOrder(objects.filter(({ value }) => joinsMesh(value))).map((one) => [`${one.stage} ${one.value.name}`, one]),
    );
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
      const joined = members.get(`${here.stage} ${here.namespace}`);
      const mode = modeIn(modes, here.stage, here.namespace);
      if (plugin !== undefined) yield pass(here, plugin.at, `${plugin.value.kind} ${plugin.value.name}`);
      else if (joined !== undefined && mode?.value === 'STRICT') {
        const inside = ({ stage, value }: Fact<Workload>): boolean =>
          stage === here.stage &&
          value.orchestrator === 'kubernetes' &&
          namespaceOf(value.namespace) === here.namespace;
        const out = workloads.find((one) => inside(one) && leavesMesh(one.value));
        const loose = modes.find(
          ({ fact, level, mode: own, ports }) =>
            level === 'workload' &&
            fact.stage === here.stage &&
            fact.value.namespace === here.namespace &&
            [own, ...ports.map((port) => port.mode)].some(({ value }) => value !== 'STRICT' && value !== 'UNSET'),
        );
        if (out !== undefined)
          yield unknown(here, out.value.at, `mutual TLS is strict, but ${out.value.name} stays out of the mesh`);
        else if (loose !== undefined)
          yield unknown(
            here,
            loose.fact.at,
            `PeerAuthentication ${loose.fact.value.name} takes plain text for some Pods`,
          );
        else yield pass(here, [joined.at, mode.at], 'mutual TLS is strict');
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
