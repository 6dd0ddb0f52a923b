import { kubernetesObject, objectsOfKind, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { containersOf, workload, type ContainerOf } from '../../../facts/workload.ts';
import { flagValue } from '../../../formats/command-line/flags.ts';
import { networkPluginOf, type NetworkPlugin } from '../../../formats/network-plugins/plugins.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cis } from '../kubernetes/references.ts';

/** A key of the ConfigMap that Cilium is told by, and the word by which NetworkPolicies hold nothing back. */
const ofCilium = [
  ['enable-policy', 'never'],
  ['policy-audit-mode', 'true'],
  ['enable-k8s-networkpolicy', 'false'],
] as const;

/** The plugin as its arguments make it; Cilium also as its ConfigMap does, which must have been read. */
function pluginOf(one: ContainerOf, configMaps: readonly Fact<KubernetesObject>[]): NetworkPlugin | undefined {
  const { image, command, arguments: given } = one.container;
  const words = [...(command.value ?? []), ...(given.value ?? [])];
  const plugin = image.value === undefined ? undefined : networkPluginOf(image.value, words);
  if (plugin?.rules !== 'cilium') return plugin;
  const namespace = one.workload.namespace ?? 'default';
  const told = configMaps.find(
    ({ stage, value }) => stage === one.stage && value.name === 'cilium-config' && value.namespace === namespace,
  );
  let enforces = plugin.enforces;
  for (const [key, off] of ofCilium) {
    const flag = flagValue(['', ...words], [`--${key}`], 'value')?.value;
    const at = told?.value.root.down('data', key);
    const word = flag ?? (at === undefined || at.empty ? undefined : at.text().value);
    if (word?.toLowerCase() === off) return { ...plugin, enforces: false };
    // Without the ConfigMap it is not known, and neither is a word that cannot be read.
    if (word === undefined && (at === undefined || !at.empty)) enforces = null;
  }
  return { ...plugin, enforces };
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
    const configMaps = objectsOfKind(objects, 'ConfigMap');
    const met = containersOf(workloads).flatMap((one) => {
      const plugin = one.container.role === 'init' ? undefined : pluginOf(one, configMaps);
      return plugin === undefined ? [] : [{ one, plugin }];
    });
    // Parts of one plugin share an image, and any of them may hold the switch.
    const off = new Set(met.flatMap(({ plugin }) => (plugin.enforces === true ? [] : [plugin.name])));
    const enforcing = met.filter(({ plugin }) => !off.has(plugin.name));
    for (const { one } of enforcing) yield pass(one, one.container.image);
    if (enforcing.length > 0) return;
    for (const { one, plugin } of met) {
      if (plugin.enforces === false)
        yield fail(
          one,
          one.container.image,
          `${plugin.name} enforces no NetworkPolicy, and nothing that does was seen`,
        );
      else if (plugin.enforces === null)
        yield unknown(one, one.container.image, `whether ${plugin.name} enforces NetworkPolicies ${whyOpen(plugin)}`);
    }
  },
});

function whyOpen({ rules }: NetworkPlugin): string {
  return rules === 'cilium' ? 'is said by ConfigMap cilium-config, which was not read' : 'depends on its release';
}
