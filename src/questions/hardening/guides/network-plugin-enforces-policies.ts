import { containersOf, workload, type ContainerOf } from '../../../facts/workload.ts';
import { flagValue, goBoolean } from '../../../formats/command-line/flags.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { cis } from '../kubernetes/references.ts';

interface Plugin {
  readonly image: RegExp;
  readonly name: string;
  readonly enforces: boolean | null;
  /** The argument that switches policies on and off, and what holds without it. */
  readonly by?: { readonly flag: string; readonly byDefault: boolean };
}

/** Images by the last segments of their path. Sources: the documentation of each plugin on NetworkPolicy. */
const plugins: readonly Plugin[] = [
  { image: /(^|\/)calico\/node$/, name: 'Calico', enforces: true },
  { image: /(^|\/)cilium\/cilium$/, name: 'Cilium', enforces: true },
  { image: /(^|\/)antrea-(agent|ubuntu|ubi)[\w-]*$/, name: 'Antrea', enforces: true },
  { image: /(^|\/)kube-router$/, name: 'kube-router', enforces: true, by: { flag: '--run-firewall', byDefault: true } },
  { image: /(^|\/)weave-npc$/, name: 'Weave Net', enforces: true },
  { image: /(^|\/)kube-ovn$/, name: 'Kube-OVN', enforces: true },
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

/** The plugin as its arguments make it. */
function asStarted(plugin: Plugin, { container }: ContainerOf): Plugin {
  if (plugin.by === undefined) return plugin;
  const { flag, byDefault } = plugin.by;
  // The first word is the program, here or in the image.
  const words = ['', ...(container.command.value ?? []), ...(container.arguments.value ?? [])];
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
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    const met = containersOf(workloads).flatMap((one) => {
      const plugin = one.container.role === 'init' ? undefined : pluginOf(one);
      return plugin === undefined ? [] : [{ one, plugin: asStarted(plugin, one) }];
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
