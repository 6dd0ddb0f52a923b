import { groupOf, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import { without } from '../../../../formats/connections/blocks.ts';
import { readSelector } from '../../../../formats/label-selector/selector.ts';
import { namespaceOf } from '../../selection/policies.ts';
import { ranks, type Fit, type PeerSet, type Tier, type TierPolicy, type TierRule } from '../tiers/tier.ts';
import { readNetworkPolicy } from './network-policy.ts';
import type { PolicyPeer, PolicyRule } from './policy.ts';

/** Where plugins differ about NetworkPolicies. */
export interface NetworkPolicyMeaning {
  /** Whether a Pod on the network of its node is selected by its labels, as subject and as peer. */
  readonly hostNetwork: Fit;
  /** Whether an ipBlock means Pods too that have such an address. */
  readonly blocksMeanPods: boolean;
}

export function isNetworkPolicy({ apiVersion, kind }: KubernetesObject): boolean {
  return kind === 'NetworkPolicy' && groupOf({ apiVersion }) === 'networking.k8s.io';
}

/** The tier of NetworkPolicies: a selected Pod is isolated, and any rule of any policy opens it (networking/v1). */
export function networkPolicyTier(objects: readonly Fact<KubernetesObject>[], meaning: NetworkPolicyMeaning): Tier {
  const policies = objects.filter(({ value }) => isNetworkPolicy(value)).map((fact) => policyOf(fact, meaning));
  return { name: 'NetworkPolicy', rank: ranks.policy, kind: 'union', end: 'deny', policies };
}

const known = new WeakMap<Fact, { readonly meaning: string; readonly policy: TierPolicy }>();

function policyOf(fact: Fact<KubernetesObject>, meaning: NetworkPolicyMeaning): TierPolicy {
  const key = `${meaning.hostNetwork} ${meaning.blocksMeanPods}`;
  const before = known.get(fact);
  if (before?.meaning === key) return before.policy;
  const policy = readPolicy(fact, meaning);
  known.set(fact, { meaning: key, policy });
  return policy;
}

function readPolicy(fact: Fact<KubernetesObject>, meaning: NetworkPolicyMeaning): TierPolicy {
  const namespace = namespaceOf(fact.value.namespace);
  const title = `NetworkPolicy ${namespace}/${fact.value.name}`;
  const { policy, faults } = readNetworkPolicy(fact);
  const base = { title, at: () => fact.at, priority: 0 };
  if (policy === undefined) return { ...base, ...refused(fact, title, meaning, faults[0]?.why ?? 'it cannot be read') };
  const rules = (list: readonly PolicyRule[], direction: 'ingress' | 'egress'): TierRule[] =>
    list.map((rule, index) => ({
      title: `${title}, ${direction} rule ${index + 1}`,
      at: () => rule.at.at,
      action: 'allow',
      peers: rule.peers === 'all' ? 'all' : rule.peers.map((peer) => peerOf(peer, namespace, meaning)),
      ports:
        rule.ports === 'all'
          ? 'all'
          : rule.ports.map(({ protocol, range }) =>
              typeof range === 'string' ? { name: range, protocol } : { protocol, ...range },
            ),
    }));
  return {
    ...base,
    subject: [{ namespaces: namespace, pods: policy.pods, hostNetwork: meaning.hostNetwork }],
    directions: policy.isolates,
    ingress: policy.isolates.ingress ? rules(policy.ingress, 'ingress') : [],
    egress: policy.isolates.egress ? rules(policy.egress, 'egress') : [],
  };
}

function peerOf(peer: PolicyPeer, namespace: string, meaning: NetworkPolicyMeaning): PeerSet {
  if (peer.kind === 'block')
    return { kind: 'blocks', blocks: without([peer.block], peer.except), pods: meaning.blocksMeanPods };
  // Without a namespaceSelector the Pods are those of the policy's own namespace.
  const pods = { namespaces: peer.namespaces ?? namespace, pods: peer.pods, hostNetwork: meaning.hostNetwork };
  return { kind: 'pods', pods };
}

/**
 * The API server refuses it as it stands, so that perhaps nothing holds, or one of before that is not known:
 * whom it selects may be isolated, and anything may be open.
 */
function refused(
  fact: Fact<KubernetesObject>,
  title: string,
  { hostNetwork }: NetworkPolicyMeaning,
  why: string,
): Pick<TierPolicy, 'subject' | 'directions' | 'ingress' | 'egress' | 'doubt'> {
  const spec = fact.value.root.get('spec');
  const pods = spec.isMap ? (readSelector(spec.get('podSelector')).value ?? []) : [];
  const doubt = `what ${title} means, which the API server refuses: ${why}`;
  const open: TierRule = { title, at: () => fact.at, action: 'allow', peers: 'all', ports: 'all', doubt };
  return {
    subject: [{ namespaces: namespaceOf(fact.value.namespace), pods, hostNetwork }],
    directions: directionsOf(spec),
    ingress: [open],
    egress: [open],
    doubt,
  };
}

/** The directions that it speaks of, where that much can be read; else both. */
function directionsOf(spec: Located): TierPolicy['directions'] {
  const types = spec.get('policyTypes');
  if (!spec.isMap || (!types.empty && !types.isList)) return { ingress: true, egress: true };
  const named = types.items().map(({ value }) => value);
  if (named.length === 0) return { ingress: true, egress: !spec.lacks('egress') };
  if (named.some((one) => one !== 'Ingress' && one !== 'Egress')) return { ingress: true, egress: true };
  return { ingress: named.includes('Ingress'), egress: named.includes('Egress') };
}
