import { flagValue, goBoolean } from '../command-line/flags.ts';
import { parseImageReference } from '../image-reference/image-reference.ts';

/** What runs on nodes as their network plugin, or enforces policies beside one. */
export interface NetworkPlugin {
  readonly name: string;
  /** By whose rules policies are read: that of the plugin where it has kinds of its own. */
  readonly rules: 'kubernetes' | 'calico' | 'cilium' | 'ovn' | 'antrea' | 'none';
  /** Whether it enforces NetworkPolicies, as it is started; null: that depends on its release or on what was not read. */
  readonly enforces: boolean | null;
}

interface Known extends NetworkPlugin {
  /** The path of its image; distributions mirror them under names of their own. */
  readonly image: RegExp;
  /** The argument that switches policies on and off, and what holds without it. */
  readonly by?: { readonly flag: string; readonly byDefault: boolean };
  /** The word of an argument by which it enforces none, whatever else it is told. */
  readonly never?: { readonly flag: string; readonly word: string };
}

/** Sources: the documentation of each plugin on NetworkPolicy. */
const plugins: readonly Known[] = [
  {
    image: /(^|[/-])calico[/-]node$|(^|\/)(cnx-node|hardened-calico)$/,
    name: 'Calico',
    rules: 'calico',
    enforces: true,
  },
  {
    image: /(^|[/-])cilium[/-]cilium(-ci)?$/,
    name: 'Cilium',
    rules: 'cilium',
    enforces: true,
    never: { flag: '--enable-policy', word: 'never' },
  },
  { image: /(^|\/)antrea-(agent|ubuntu|ubi)[\w-]*$/, name: 'Antrea', rules: 'antrea', enforces: true },
  {
    image: /(^|[/-])kube-router$/,
    name: 'kube-router',
    rules: 'kubernetes',
    enforces: true,
    by: { flag: '--run-firewall', byDefault: true },
  },
  { image: /(^|\/)weave-npc$/, name: 'Weave Net', rules: 'kubernetes', enforces: true },
  {
    image: /(^|[/-])kube-ovn$/,
    name: 'Kube-OVN',
    rules: 'kubernetes',
    enforces: true,
    by: { flag: '--enable-np', byDefault: true },
  },
  {
    image: /(^|\/)ovn-kube[\w-]*$|(^|\/)ose-ovn-kubernetes[\w-]*$/,
    name: 'OVN-Kubernetes',
    rules: 'ovn',
    enforces: true,
  },
  // It runs beside the plugin on every node of EKS, and does nothing unless it is told to.
  {
    image: /(^|\/)aws-network-policy-agent$/,
    name: "AWS's network policy agent",
    rules: 'kubernetes',
    enforces: true,
    by: { flag: '--enable-network-policy', byDefault: false },
  },
  { image: /(^|\/)azure-npm$/, name: "Azure's policy manager", rules: 'kubernetes', enforces: true },
  { image: /(^|\/)kube-network-policies$/, name: 'kube-network-policies', rules: 'kubernetes', enforces: true },
  // Flannel has an agent for policies since 0.26, in a container of its own: kube-network-policies.
  { image: /(^|[/-])flannel$/, name: 'Flannel', rules: 'none', enforces: false },
  { image: /(^|\/)amazon-k8s-cni$/, name: "AWS's VPC plugin", rules: 'none', enforces: false },
  // Since 0.24 of kind it enforces them.
  { image: /(^|\/)kindnetd$/, name: 'kindnet', rules: 'kubernetes', enforces: null },
];

/** A quick look before a reference is taken apart. */
const telltale = /calico|cilium|antrea|cnx|kube-router|weave|ovn|policy|policies|azure-npm|flannel|k8s-cni|kindnet/;

/**
 * The plugin that a container is, by its image; undefined when it is none that is known.
 *
 * @param words of its command and arguments
 */
export function networkPluginOf(image: string, words: readonly string[]): NetworkPlugin | undefined {
  const path = telltale.test(image) ? parseImageReference(image)?.path : undefined;
  const known = path === undefined ? undefined : plugins.find((one) => one.image.test(path));
  if (known === undefined) return undefined;
  const { name, rules, enforces, by, never } = known;
  // The first word is the program, here or in the image.
  const all = ['', ...words];
  if (never !== undefined && flagValue(all, [never.flag], 'value')?.value === never.word)
    return { name, rules, enforces: false };
  if (by === undefined) return { name, rules, enforces };
  const given = flagValue(all, [by.flag], 'boolean');
  const on = given === undefined ? by.byDefault : goBoolean(given.value);
  return { name, rules, enforces: on ?? null };
}

/** Those that enforce. Parts of one plugin share an image, and any of them may hold the switch: all must say so. */
export function enforcing<M extends { readonly plugin: NetworkPlugin }>(met: readonly M[]): M[] {
  const off = new Set(met.flatMap(({ plugin }) => (plugin.enforces === true ? [] : [plugin.name])));
  return met.filter(({ plugin }) => !off.has(plugin.name));
}
