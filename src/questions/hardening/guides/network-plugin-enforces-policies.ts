import { ciliumSettings } from '../../../facts/cilium-settings.ts';
import { kubernetesObject, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { containersOf, workload, type ContainerOf } from '../../../facts/workload.ts';
import { enforcing, networkPluginOf, type NetworkPlugin } from '../../../formats/network-plugins/plugins.ts';
import type { Fact } from '../../../model/fact.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cis } from '../kubernetes/references.ts';

interface Met {
  readonly one: ContainerOf;
  readonly plugin: NetworkPlugin;
  /** Why it is not known whether it enforces. */
  readonly why: string;
}

function metIn(one: ContainerOf, objects: readonly Fact<KubernetesObject>[]): Met[] {
  const { image, command, arguments: given, role } = one.container;
  if (role === 'init' || image.value === undefined) return [];
  const plugin = networkPluginOf(image.value, [...(command.value ?? []), ...(given.value ?? [])]);
  if (plugin === undefined) return [];
  // A flag of Cilium's agent goes before its ConfigMap.
  if (plugin.rules !== 'cilium' || plugin.enforces === false) return [{ one, plugin, why: 'depends on its release' }];
  const { mode, audits, readsNetworkPolicies } = ciliumSettings(objects.filter(({ stage }) => stage === one.stage));
  const isOff = mode === 'never' || audits || !readsNetworkPolicies;
  const enforces = isOff ? false : mode === undefined ? null : true;
  return [{ one, plugin: { ...plugin, enforces }, why: 'is said in its ConfigMap cilium-config, which was not read' }];
}

export const networkPluginEnforcesPolicies = defineCheck({
  id: 'HRD-720',
  name: 'network-plugin-enforces-policies',
  aspect: 'hardening/guides',
  title: 'The network plugin of the cluster enforces NetworkPolicies',
  severity: 'high',
  since: '0.1.0',
  references: cis('5.3.1'),
  remedy: 'Add an agent that enforces policies beside the plugin, or take a plugin that does: Calico, Cilium, Antrea.',
  toKnow: 'Ask the cluster: `plimsoll ask kube:`, and look at the documentation of its network plugin.',
  needs: { workloads: workload, objects: kubernetesObject },
  *evaluate({ workloads, objects }) {
    const met = containersOf(workloads).flatMap((one) => metIn(one, objects));
    const active = enforcing(met);
    for (const { one } of active) yield pass(one, one.container.image);
    if (active.length > 0) return;
    for (const { one, plugin, why } of met) {
      if (plugin.enforces === true) continue;
      yield plugin.enforces === false
        ? fail(one, one.container.image, `${plugin.name} enforces no NetworkPolicy, and nothing that does was seen`)
        : unknown(one, one.container.image, `whether ${plugin.name} enforces NetworkPolicies ${why}`);
    }
  },
});
