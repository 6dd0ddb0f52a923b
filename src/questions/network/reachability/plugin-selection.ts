import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact, Stage } from '../../../model/fact.ts';
import { namespaceOf } from '../selection/policies.ts';
import { cniProfile } from './cni/profile.ts';
import { isOfNamespace } from './calico/labels.ts';
import { opensTo } from './openness.ts';
import { calicoPolicies } from './calico/tiers.ts';
import { ciliumPolicies } from './cilium/tiers.ts';
import { nameLabel, namespaceLabels } from './endpoints/namespaces.ts';
import { both, fitsLabels, fitsNamespace, fitsPod, type PodView } from './tiers/pod-view.ts';
import type { Fit, PodSet, TierPolicy } from './tiers/tier.ts';

/** A policy of Calico or Cilium that can isolate Pods. */
export interface PluginPolicy {
  readonly fact: Fact<KubernetesObject>;
  readonly reader: 'calico' | 'cilium';
  readonly title: string;
  /** Its parts; one of Cilium has several, of which each speaks of its own Pods and direction. */
  readonly parts: readonly TierPolicy[];
  /** Whether what it selects and does not let through is closed: not where a tier of Calico may pass it on. */
  readonly closes: boolean;
  /** Why it cannot be read. */
  readonly fault?: string;
}

const known = new WeakMap<readonly Fact<KubernetesObject>[], Map<Stage, readonly PluginPolicy[]>>();

/** Every policy of Calico and Cilium of one stage; staged ones and those for nodes alone isolate no Pod. */
export function pluginPolicies(objects: readonly Fact<KubernetesObject>[], stage: Stage): readonly PluginPolicy[] {
  let stages = known.get(objects);
  if (stages === undefined) known.set(objects, (stages = new Map()));
  let found = stages.get(stage);
  if (found === undefined) {
    const own = objects.filter((one) => one.stage === stage);
    found = [
      ...calicoPolicies(own)
        .filter(({ host }) => !host.only)
        .map(({ fact, title, tier, policy, faults }) =>
          entry({ fact, reader: 'calico', title, parts: [policy], closes: tier === 'default' }, faults[0]?.why),
        ),
      ...ciliumPolicies(own).map(({ fact, title, allows, denies, faults }) =>
        entry({ fact, reader: 'cilium', title, parts: [...allows, ...denies], closes: true }, faults[0]?.why),
      ),
    ];
    stages.set(stage, found);
  }
  return found;
}

function entry(policy: Omit<PluginPolicy, 'fault'>, fault: string | undefined): PluginPolicy {
  return fault === undefined ? policy : { ...policy, fault };
}

/** What policies see of workloads, whose addresses and named ports count for no selection. */
export function viewsOf(
  objects: readonly Fact<KubernetesObject>[],
  stage: Stage,
): (workload: Fact<Workload>) => PodView {
  const labelsOf = namespaceLabels(objects, stage);
  return ({ subject, value }) => {
    const namespace = namespaceOf(value.namespace);
    const { labels, known: isKnown } = labelsOf(namespace);
    const host = value.hostNetwork.value;
    return {
      namespace,
      namespaceLabels: labels,
      namespaceKnown: isKnown,
      labels: value.labels,
      template: subject.kind !== 'Pod',
      hostNetwork: host === undefined ? 'maybe' : host ? 'yes' : 'no',
      serviceAccount: value.serviceAccount.value,
      addresses: undefined,
      namedPorts: undefined,
    };
  };
}

/** Whether a part of a policy holds for a Pod, as far as labels tell. */
export function holdsFor({ subject, doubt }: TierPolicy, pod: PodView): Fit {
  const fits = subject.map((set) => inSet(set, pod));
  const fit = fits.includes('yes') ? 'yes' : fits.includes('maybe') ? 'maybe' : 'no';
  return fit === 'yes' && doubt !== undefined ? 'maybe' : fit;
}

function inSet({ namespaces, pods, further, hostNetwork }: PodSet, pod: PodView): Fit {
  const place =
    typeof namespaces === 'string'
      ? fitsLabels(
          [{ key: nameLabel, operator: 'In', values: [namespaces] }],
          { [nameLabel]: pod.namespace },
          () => false,
        )
      : fitsNamespace(namespaces, pod);
  const host: Fit =
    pod.hostNetwork === 'no' || hostNetwork === 'yes' ? 'yes' : pod.hostNetwork === 'yes' ? hostNetwork : 'maybe';
  return [place, fitsPod(pods, pod), further?.fits(pod) ?? 'yes', host].reduce(both, 'yes');
}

/** A policy of a plugin that closes a direction, and whether it surely does. */
export interface Closing {
  readonly policy: PluginPolicy;
  readonly sure: boolean;
  /** Of one that is not sure: what is not known. */
  readonly why: string;
}

/** Finds the policy of Calico or Cilium that isolates a workload in a direction: a sure one before others. */
export function pluginIsolation(
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
  direction: 'ingress' | 'egress',
): (workload: Fact<Workload>) => Closing | undefined {
  const byStage = new Map<Stage, (workload: Fact<Workload>) => Closing | undefined>();
  const made = (stage: Stage): ((workload: Fact<Workload>) => Closing | undefined) => {
    const parts = closingParts(workloads, objects, direction, stage).filter(isolates);
    if (parts.length === 0) return () => undefined;
    const places = Map.groupBy(parts, ({ place }) => place);
    const everywhere = places.get(null) ?? [];
    const viewOf = viewsOf(objects, stage);
    return (one) => {
      const view = viewOf(one);
      let perhaps: Closing | undefined;
      for (const { closing, part } of [...(places.get(view.namespace) ?? []), ...everywhere]) {
        const fit = holdsFor(part, view);
        if (fit === 'yes' && closing.sure) return closing;
        if (fit !== 'no')
          perhaps ??= {
            ...closing,
            sure: false,
            why: closing.sure ? 'labels that it asks for were not read' : closing.why,
          };
      }
      return perhaps;
    };
  };
  return (one) => {
    let find = byStage.get(one.stage);
    if (find === undefined) byStage.set(one.stage, (find = made(one.stage)));
    return find(one);
  };
}

/** Policies that close a direction for every Pod of a namespace and let no one through whoever it is. */
export function pluginDefaultDeny(
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
  direction: 'ingress' | 'egress',
): (stage: Stage, namespace: string) => Closing | undefined {
  const byStage = new Map<Stage, readonly ClosingPart[]>();
  return (stage, namespace) => {
    let parts = byStage.get(stage);
    if (parts === undefined) byStage.set(stage, (parts = closingParts(workloads, objects, direction, stage)));
    const { labels, known: isKnown } = namespaceLabels(objects, stage)(namespace);
    const around = parts.filter(
      ({ place, part }) =>
        place === namespace ||
        (place === null &&
          part.subject.some(
            ({ namespaces }) =>
              typeof namespaces !== 'string' &&
              fitsNamespace(namespaces, { namespaceLabels: labels, namespaceKnown: isKnown }) !== 'no',
          )),
    );
    const anyPod: PodView = {
      namespace,
      namespaceLabels: labels,
      namespaceKnown: isKnown,
      labels: {},
      template: true,
      hostNetwork: 'no',
      serviceAccount: undefined,
      addresses: undefined,
      namedPorts: undefined,
    };
    const whole = around
      .filter(isolates)
      .find(
        ({ closing, part }) =>
          closing.sure &&
          part.doubt === undefined &&
          part[direction].every(({ action, peers }) => action === 'deny' || (action === 'allow' && peers !== 'all')) &&
          part.subject.some((set) => asksNoPod(set) && inSet(set, anyPod) === 'yes'),
      );
    const wide = around.find(({ part }) =>
      part[direction].some((rule) => ['all', 'everywhere'].includes(opensTo(rule) ?? '')),
    );
    if (whole !== undefined && wide !== undefined)
      return { ...whole.closing, sure: false, why: `${wide.part.title} lets everyone through` };
    if (whole !== undefined) return whole.closing;
    const first = around.find(isolates);
    return first && { ...first.closing, sure: false, why: first.closing.why || 'it does not do so by itself' };
  };
}

/** Whether it asks for the namespace alone, so that what fits one Pod of it fits all. */
function asksNoPod({ pods, further }: PodSet): boolean {
  return pods.length === 0 && (further === undefined || further.labels?.every(isOfNamespace) === true);
}

/** A part that speaks of a direction, whether it closes it or only opens it. */
interface ClosingPart {
  readonly closing: Closing;
  readonly part: TierPolicy;
  /** The one namespace of its Pods; null for several. */
  readonly place: string | null;
}

function isolates({ part }: ClosingPart): boolean {
  return part.isolates !== false;
}

function closingParts(
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
  direction: 'ingress' | 'egress',
  stage: Stage,
): ClosingPart[] {
  const policies = pluginPolicies(objects, stage);
  if (policies.length === 0) return [];
  const { cni, because } = cniProfile(workloads, objects, stage);
  return policies.flatMap((policy) => {
    // A plugin that is another one does not read it.
    if (cni !== undefined && cni !== policy.reader) return [];
    const why =
      cni === undefined
        ? `which network plugin reads policies here is not known: ${because}`
        : policy.closes
          ? ''
          : 'what its tier does not decide may be passed on';
    const closing = { policy, sure: why === '', why };
    return policy.parts
      .filter((part) => part.directions[direction])
      .map((part): ClosingPart => {
        const [only, ...more] = part.subject.map(({ namespaces }) => namespaces);
        return { closing, part, place: typeof only === 'string' && more.length === 0 ? only : null };
      });
  });
}
