import { kubernetesObject, objectsOfKind, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import { containersOf, workload, type ContainerOf } from '../../../facts/workload.ts';
import { flagValue, goBoolean } from '../../../formats/command-line/flags.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cis } from '../kubernetes/references.ts';

interface Plugin {
  readonly image: RegExp;
  readonly name: string;
  readonly enforces: boolean | null;
  /** The argument that switches policies on and off, and what holds without it. */
  readonly by?: { readonly flag: string; readonly byDefault: boolean };
  /** The ConfigMap that says so beside it, and the word that switches them off. */
  readonly told?: { readonly configMap: string; readonly key: string; readonly off: string };
}

/** Images by the last segments of their path. Sources: the documentation of each plugin on NetworkPolicy. */
const plugins: readonly Plugin[] = [
  { image: /(^|\/)calico\/node$/, name: 'Calico', enforces: true },
  // `enable-policy` of cilium-agent: default, always, never.
  {
    image: /(^|\/)cilium\/cilium$/,
    name: 'Cilium',
    enforces: true,
    told: { configMap: 'cilium-config', key: 'enable-policy', off: 'never' },
  },
  { image: /(^|\/)antrea-(agent|ubuntu|ubi)[\w-]*$/, name: 'Antrea', enforces: true },
  { image: /(^|\/)kube-router$/, name: 'kube-router', enforces: true, by: { flag: '--run-firewall', byDefault: true } },
  { image: /(^|\/)weave-npc$/, name: 'Weave Net', enforces: true },
  // Agents and controller are of one image; the controller has the switch.
  { image: /(^|\/)kube-ovn$/, name: 'Kube-OVN', enforces: true, by: { flag: '--enable-np', byDefault: true } },
  { image: /(^|\/)ovn-kube[\w-]*$/, name: 'OVN-Kubernetes', enforces: true },
  // It runs beside the plugin on every node of EKS, and does nothing unless it is told to.
  {
    image: /(^|\/)aws-network-policy-agent$/,
    name: "AWS's network policy agent",
    enforces: true,
    by: { flag: '--enable-network-policy', byDefault: false },
  },
  { image: /(^|\/)azure-npm$/, name: "Azure's policy manager", enforces: true },
  { image: /(^|\/)kube-network-policies$/, name: 'kube-network-policies', enforces: true },
  // Flannel has an agent for policies since 0.26, in a container of its own: kube-network-policies.
  { image: /(^|\/)flannel$/, name: 'Flannel', enforces: false },
  { image: /(^|\/)amazon-k8s-cni$/, name: "AWS's VPC plugin", enforces: false },
  { image: /(^|\/)kindnetd$/, name: 'kindnet', enforces: null },
];

/** A quick look before a reference is taken apart. */
const telltale = /calico|cilium|antrea|kube-router|weave|ovn|policy|policies|azure-npm|flannel|k8s-cni|kindnet/;

/** The plugin as its arguments make it, or the ConfigMap that it takes them from. */
function asStarted(plugin: Plugin, one: ContainerOf, configMaps: readonly Fact<KubernetesObject>[]): Plugin {
  const { command, arguments: args } = one.container;
  // The first word is the program, here or in the image.
  const words = ['', ...(command.value ?? []), ...(args.value ?? [])];
  if (plugin.told !== undefined) {
    const { configMap, key, off } = plugin.told;
    const given = flagValue(words, [`--${key}`], 'value')?.value;
    const map = configMaps.find(
      ({ stage, value }) =>
        stage === one.stage && value.name === configMap && value.namespace === (one.workload.namespace ?? 'default'),
    );
    if (given === undefined && map === undefined) return { ...plugin, enforces: null };
    const said = given ?? map!.value.root.down('data', key);
    const word = typeof said === 'string' ? said : said.empty ? '' : said.string().value;
    return word === undefined ? { ...plugin, enforces: null } : { ...plugin, enforces: word.toLowerCase() !== off };
  }
  if (plugin.by === undefined) return plugin;
  const { flag, byDefault } = plugin.by;
  const given = flagValue(words, [flag], 'boolean');
  const on = given === undefined ? byDefault : goBoolean(given.value);
  return on === true ? plugin : { ...plugin, enforces: on === false ? false : null };
}

function pluginOf({ container }: ContainerOf): Plugin | undefined {
  const image = container.image.value;
  const path = image !== undefined && telltale.test(image) ? parseImageReference(image)?.path : undefined;
  return path === undefined ? undefined : plugins.find(({ image }) => image.test(path));
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
      const plugin = one.container.role === 'init' ? undefined : pluginOf(one);
      return plugin === undefined ? [] : [{ one, plugin: asStarted(plugin, one, configMaps) }];
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

function whyOpen({ told }: Plugin): string {
  return told === undefined
    ? 'depends on its release'
    : `is said by ${told.key} of ConfigMap ${told.configMap}, which was not read`;
}
