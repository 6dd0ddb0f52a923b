import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../model/fact.ts';
import { contradicting } from '../selection/contradicting.ts';
import { namespaceOf, isForeignPolicy } from '../selection/policies.ts';
import { isCalicoPolicy, isStagedPolicy } from './calico/kinds.ts';
import { withCalico } from './calico/tiers.ts';
import { isCiliumPolicy } from './cilium/kinds.ts';
import { withCilium } from './cilium/tiers.ts';
import { adminTiers, isAdminPolicy } from './kubernetes/admin-policies.ts';
import { isNetworkPolicy, networkPolicyTier, type NetworkPolicyMeaning } from './kubernetes/network-policies.ts';
import type { Cni } from './layer.ts';
import { ranks, type Tier, type TierPolicy, type TierRule } from './tiers/tier.ts';

/**
 * Every policy of what was read as tiers in their order. A policy of a kind that is not understood holds
 * perhaps, and perhaps allows or denies anything.
 */
export function policyTiers(objects: readonly Fact<KubernetesObject>[], cni: Cni | undefined): Tier[] {
  const own = [
    networkPolicyTier(objects, meaningUnder(cni)),
    ...adminTiers(objects.filter(({ value }) => isReadUnder(value, cni))),
  ];
  const known = withCilium(withCalico(own, objects, cni), objects, cni);
  const unread = objects.filter((one) => isForeignPolicy(one) && !isUnderstood(one.value));
  const all = [...known, ...(unread.length === 0 ? [] : [unreadTier(unread)])].filter(
    ({ policies }) => policies.length > 0,
  );
  const ranked = Map.groupBy(all, ({ rank }) => rank);
  const doubted = doubtOf(contradicting(objects.filter((one) => isNetworkPolicy(one.value) || isForeignPolicy(one))));
  return [...ranked.keys()]
    .toSorted((a, b) => a - b)
    .map((rank) => {
      const tiers = ranked.get(rank)!;
      return tiers.length === 1 ? tiers[0]! : { ...tiers[0]!, policies: tiers.flatMap(({ policies }) => policies) };
    })
    .map(doubted);
}

/** What it makes of tiers: policies of those that others by their name contradict hold perhaps. */
function doubtOf(facts: ReadonlySet<Fact>): (tier: Tier) => Tier {
  if (facts.size === 0) return (tier) => tier;
  const places = new Set([...facts].map(({ at }) => at));
  return (tier) => ({
    ...tier,
    policies: tier.policies.map((policy) =>
      places.has(policy.at())
        ? { ...policy, doubt: policy.doubt ?? `which of several ${policy.title} is applied: they say different things` }
        : policy,
    ),
  });
}

/** Whether a policy of some kind is one whose effect, or want of any, is known. */
export function isUnderstood(object: KubernetesObject): boolean {
  return isAdminPolicy(object) || isCalicoPolicy(object) || isStagedPolicy(object) || isCiliumPolicy(object);
}

/** Cilium reads ClusterNetworkPolicy, and not the kinds that it took the place of. */
function isReadUnder({ kind }: KubernetesObject, cni: Cni | undefined): boolean {
  return cni !== 'cilium' || (kind !== 'AdminNetworkPolicy' && kind !== 'BaselineAdminNetworkPolicy');
}

/**
 * A Pod on the network of its node: its traffic is that of the node to most plugins, and the documentation
 * allows a plugin to select it all the same (Network Policies, "hostNetwork pods"), so that without a word
 * about the plugin both are possible. An ipBlock means Pods too by the tests of Kubernetes; not to Cilium.
 */
function meaningUnder(cni: Cni | undefined): NetworkPolicyMeaning {
  return { hostNetwork: cni === undefined || cni === 'ovn' ? 'maybe' : 'no', blocksMeanPods: cni !== 'cilium' };
}

function unreadTier(objects: readonly Fact<KubernetesObject>[]): Tier {
  const policies = objects.map((fact): TierPolicy => {
    const { kind, name, namespace } = fact.value;
    const title = `${kind} ${namespace === '' ? '' : `${namespaceOf(namespace)}/`}${name}`;
    const doubt = `what ${title} selects and lets through: a ${kind} is not understood`;
    const rule = (action: TierRule['action']): TierRule => ({
      title,
      at: () => fact.at,
      action,
      peers: 'all',
      ports: 'all',
      doubt,
    });
    const rules = [rule('allow'), rule('deny')];
    // Kinds of the whole cluster are read into `default` when they state no namespace.
    const everywhere = namespace === '' || fact.value.root.down('metadata', 'namespace').empty;
    return {
      title,
      at: () => fact.at,
      subject: [{ namespaces: everywhere ? [] : namespace, pods: [], hostNetwork: 'maybe' }],
      directions: { ingress: true, egress: true },
      ingress: rules,
      egress: rules,
      priority: 0,
      doubt,
    };
  });
  return { name: 'not understood', rank: ranks.unread, kind: 'first', end: 'next', policies };
}
