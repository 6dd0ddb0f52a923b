import { containersOf, workload, type ContainerOf } from '../../../facts/workload.ts';
import { networkPluginOf, type NetworkPlugin } from '../../../formats/network-plugins/plugins.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cis } from '../kubernetes/references.ts';

function pluginOf({ container }: ContainerOf): NetworkPlugin | undefined {
  const { image, command, arguments: given } = container;
  const words = [...(command.value ?? []), ...(given.value ?? [])];
  return image.value === undefined ? undefined : networkPluginOf(image.value, words);
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
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    const met = containersOf(workloads).flatMap((one) => {
      const plugin = one.container.role === 'init' ? undefined : pluginOf(one);
      return plugin === undefined ? [] : [{ one, plugin }];
    });
    const enforcing = met.filter(({ plugin }) => plugin.enforces === true);
    for (const { one } of enforcing) yield pass(one, one.container.image);
    if (enforcing.length > 0) return;
    for (const { one, plugin } of met) {
      yield plugin.enforces === false
        ? fail(one, one.container.image, `${plugin.name} enforces no NetworkPolicy, and nothing that does was seen`)
        : unknown(one, one.container.image, `whether ${plugin.name} enforces NetworkPolicies depends on its release`);
    }
  },
});
