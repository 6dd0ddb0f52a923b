import { objectsOfKind, type KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact, Stage } from '../../../model/fact.ts';
import { kubernetesEndpoints } from './endpoints/kubernetes.ts';
import { namespaceLabels, type NamespaceLabels } from './endpoints/namespaces.ts';
import { adminTiers, isAdminPolicy } from './kubernetes/admin-policies.ts';
import { isNetworkPolicy, networkPolicyTier } from './kubernetes/network-policies.ts';
import type { Endpoint } from './layer.ts';
import { fitsNamespace } from './tiers/pod-view.ts';
import { Terms } from './tiers/terms.ts';
import type { Fit, PodSet, TierPolicy } from './tiers/tier.ts';

/** The policies of Kubernetes itself at one stage beside the workloads of that stage, for checks of policies alone. */
export interface Inspection {
  readonly stage: Stage;
  readonly policies: readonly {
    readonly fact: Fact<KubernetesObject>;
    readonly policy: TierPolicy;
    readonly tier: string;
  }[];
  readonly endpoints: readonly Endpoint[];
  /** Namespaces that were read, or that something that was read is in, with what is known of their labels. */
  readonly namespaces: ReadonlyMap<string, NamespaceLabels>;
  /** Whether any Namespace was read. */
  readonly namespacesRead: boolean;
  /** The workloads of a set, those that surely and those that perhaps are in it. */
  workloadsOf(set: PodSet): { readonly sure: readonly Endpoint[]; readonly perhaps: readonly Endpoint[] };
  /** The namespaces that a set looks into. */
  namespacesOf(set: PodSet): { readonly name: string; readonly fit: Fit }[];
}

const known = new WeakMap<readonly Fact<KubernetesObject>[], readonly Inspection[]>();

/** One for each stage that holds a policy; several checks ask of the same lists. */
export function inspections(
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
): readonly Inspection[] {
  let found = known.get(objects);
  if (found === undefined) {
    const policies = objects.filter(({ value }) => isNetworkPolicy(value) || isAdminPolicy(value));
    const stages = Map.groupBy(policies, ({ stage }) => stage);
    found = [...stages].map(([stage, own]) => inspect(stage, own, workloads, objects));
    known.set(objects, found);
  }
  return found;
}

function inspect(
  stage: Stage,
  own: readonly Fact<KubernetesObject>[],
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
): Inspection {
  const endpoints = kubernetesEndpoints(workloads, objects, stage);
  const policies = own.flatMap((fact) => {
    const tiers = isNetworkPolicy(fact.value)
      ? [networkPolicyTier([fact], { hostNetwork: 'no', blocksMeanPods: true })]
      : adminTiers([fact]);
    return tiers.flatMap((tier) => tier.policies.map((policy) => ({ fact, policy, tier: tier.name })));
  });
  const labelsOf = namespaceLabels(objects, stage);
  const read = objectsOfKind(objects, 'Namespace').filter(
    (one) => one.stage === stage && one.value.apiVersion === 'v1',
  );
  const names = new Set([...read.map(({ value }) => value.name), ...endpoints.map(({ pod }) => pod!.namespace)]);
  const namespaces = new Map([...names].map((name) => [name, labelsOf(name)]));
  const terms = new Terms(
    endpoints.map(({ pod }) => pod!),
    [],
  );
  const plain = endpoints.filter(({ pod }) => pod!.hostNetwork === 'no');
  return {
    stage,
    policies,
    endpoints,
    namespaces,
    namespacesRead: read.length > 0,
    workloadsOf(set) {
      const { everyPod, yes, maybe } = terms.list[terms.pods(set)]!;
      const sure = yes.map((index) => endpoints[index]!);
      return {
        sure: everyPod === 'yes' ? [...plain, ...sure] : sure,
        perhaps: maybe.map((index) => endpoints[index]!),
      };
    },
    namespacesOf({ namespaces: asked }) {
      if (typeof asked === 'string') return [{ name: asked, fit: 'yes' }];
      return [...namespaces].flatMap(([name, { labels, known: whole }]) => {
        const fit = fitsNamespace(asked, { namespaceLabels: labels, namespaceKnown: whole });
        return fit === 'no' ? [] : [{ name, fit }];
      });
    },
  };
}
