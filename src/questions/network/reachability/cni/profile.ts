import { ciliumSettings } from '../../../../facts/cilium-settings.ts';
import { groupOf, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import { containersOf, type ContainerOf, type Workload } from '../../../../facts/workload.ts';
import { enforcing, networkPluginOf, type NetworkPlugin } from '../../../../formats/network-plugins/plugins.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact, Stage } from '../../../../model/fact.ts';
import { isCalico } from '../calico/kinds.ts';
import { isCilium } from '../cilium/kinds.ts';
import type { Cni } from '../layer.ts';

/** The network plugin of a cluster, and whether it enforces policies. */
export interface CniProfile {
  /** undefined: not seen, or several that read policies differently. Policies mean what Kubernetes says then. */
  readonly cni: Cni | undefined;
  /** Whether NetworkPolicies are enforced at all. */
  readonly enforces: 'yes' | 'no' | 'unknown';
  /** `Calico runs here`, `no network plugin is among what was read`. */
  readonly because: string;
  readonly at: readonly Evidence[];
}

/** A plugin in a container, where it was seen. */
interface Met {
  readonly one: ContainerOf;
  readonly plugin: NetworkPlugin;
}

/**
 * The network plugin, by the containers that run it on nodes; what the user names goes before what is seen.
 *
 * @param asked `--cni`
 */
export function cniProfile(
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
  stage: Stage,
  asked?: Cni,
): CniProfile {
  const own = objects.filter((one) => one.stage === stage);
  const seen = seenProfile(
    workloads.filter((one) => one.stage === stage && one.value.orchestrator === 'kubernetes'),
    own,
  );
  if (asked === undefined) return seen;
  const because = `--cni ${asked}`;
  if (asked === 'none') return { cni: 'none', enforces: 'no', because, at: [] };
  // What Cilium is told not to do holds whoever names it.
  if (asked === 'cilium') return underCilium(own, { cni: asked, enforces: 'yes', because, at: [] });
  return { cni: asked, enforces: 'yes', because, at: [] };
}

function seenProfile(workloads: readonly Fact<Workload>[], objects: readonly Fact<KubernetesObject>[]): CniProfile {
  const met = containersOf(workloads).flatMap((one): Met[] => {
    const { image, role, command, arguments: given } = one.container;
    if (role === 'init' || image.value === undefined) return [];
    const plugin = networkPluginOf(image.value, [...(command.value ?? []), ...(given.value ?? [])]);
    return plugin === undefined ? [] : [{ one, plugin }];
  });
  const at = (some: readonly Met[]): Evidence[] => some.slice(0, 3).map(({ one }) => one.container.image.at);
  const names = (some: readonly Met[]): string =>
    [...new Set(some.map(({ plugin }) => plugin.name))].toSorted().join(' and ');
  if (met.length === 0)
    return { cni: undefined, enforces: 'unknown', because: 'no network plugin is among what was read', at: [] };
  const active = enforcing(met);
  const unclear = met.filter(({ plugin }) => plugin.enforces === null);
  if (active.length === 0 && unclear.length === 0) {
    const because = `${names(met)} enforces no policies, and nothing that does was seen`;
    return { cni: 'none', enforces: 'no', because, at: at(met) };
  }
  if (active.length === 0) {
    const because = `whether ${names(unclear)} enforces policies depends on its release or on how it is started`;
    return { cni: 'kubernetes', enforces: 'unknown', because, at: at(unclear) };
  }
  const rules = new Set(active.map(({ plugin }) => plugin.rules));
  const because = `${names(active)} ${rules.size > 1 || active.length > 1 ? 'were' : 'was'} seen`;
  const [only] = rules;
  if (rules.size > 1 || only === undefined || only === 'none')
    return {
      cni: undefined,
      enforces: 'yes',
      because: `${because}, which read policies differently`,
      at: at(active),
    };
  const found: CniProfile = {
    cni: only === 'antrea' ? 'kubernetes' : only,
    enforces: 'yes',
    because,
    at: at(active),
  };
  return only === 'cilium' ? underCilium(objects, found) : found;
}

/** Cilium enforces none when it is told `never`, and in audit mode; what it is told must have been read. */
function underCilium(objects: readonly Fact<KubernetesObject>[], found: CniProfile): CniProfile {
  const { mode, audits, at, readsNetworkPolicies } = ciliumSettings(objects);
  const here = at === undefined ? found.at : [...found.at, at];
  if (mode === 'never')
    return {
      cni: 'none',
      enforces: 'no',
      because: 'Cilium is told never to enforce policies (enable-policy)',
      at: here,
    };
  if (audits)
    return { cni: 'none', enforces: 'no', because: 'Cilium only watches policies (policy-audit-mode)', at: here };
  if (mode === undefined)
    return {
      ...found,
      enforces: 'unknown',
      because: `${found.because}, and its ConfigMap cilium-config, which may say otherwise, was not read`,
    };
  if (!readsNetworkPolicies)
    return { ...found, enforces: 'no', because: 'Cilium is told not to read NetworkPolicies of Kubernetes', at: here };
  return { ...found, at: here };
}

/**
 * Which plugin alone reads a kind of policy; null for kinds of Kubernetes and those that are not known. A
 * policy under a plugin that does not read it protects nothing.
 */
export function readerOf(object: KubernetesObject): 'calico' | 'cilium' | 'antrea' | 'ovn' | null {
  if (isCalico(object)) return 'calico';
  if (isCilium(object)) return 'cilium';
  const group = groupOf(object);
  if (/(^|\.)antrea\.io$/.test(group)) return 'antrea';
  return group === 'k8s.ovn.org' ? 'ovn' : null;
}
