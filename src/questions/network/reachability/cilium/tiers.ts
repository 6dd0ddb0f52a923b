import { objectsOfKind, type KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import { parseBlock, type Block } from '../../../../formats/connections/blocks.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Cni } from '../layer.ts';
import { ranks, type PeerSet, type Tier, type TierPolicy, type TierRule } from '../tiers/tier.ts';
import { isCilium, isCiliumPolicy } from './kinds.ts';
import { readCiliumPolicy, type CiliumPolicy } from './policy.ts';
import { ciliumSettings, type CiliumSettings } from '../../../../facts/cilium-settings.ts';

const policies = new WeakMap<readonly Fact<KubernetesObject>[], readonly CiliumPolicy[]>();

/** Every policy of Cilium among objects of one stage, read once for each list. */
export function ciliumPolicies(objects: readonly Fact<KubernetesObject>[]): readonly CiliumPolicy[] {
  let found = policies.get(objects);
  if (found === undefined) {
    const own = objects.filter(({ value }) => isCiliumPolicy(value));
    if (own.length === 0) found = [];
    else {
      const context = { settings: ciliumSettings(objects), groupBlocks: groupBlocksOf(objects) };
      found = own.map((one) => readCiliumPolicy(one, context));
    }
    policies.set(objects, found);
  }
  return found;
}

/** Where denies stand: before everything that lets through, NetworkPolicies of Kubernetes too. */
const denyRank = ranks.policy - 10;

/**
 * The tiers of a cluster under Cilium: what any of its policies denies is denied; else what any of them or
 * any NetworkPolicy lets through is let through, and what one of them selects is closed for the rest. To
 * Cilium an address block means neither Pods nor nodes, unless it is told so. With a plugin that does not
 * read them nothing changes; where the plugin is not known they hold perhaps.
 */
export function withCilium(
  tiers: readonly Tier[],
  objects: readonly Fact<KubernetesObject>[],
  cni: Cni | undefined,
): readonly Tier[] {
  if (cni !== undefined && cni !== 'cilium') return tiers;
  const read = ciliumPolicies(objects);
  const [allows, denies] = [read.flatMap((one) => one.allows), read.flatMap((one) => one.denies)];
  const own: Tier[] = [
    { name: 'denies of Cilium', rank: denyRank, kind: 'first', end: 'next', policies: denies },
    { name: 'policies of Cilium', rank: ranks.policy, kind: 'union', end: 'deny', policies: allows },
  ];
  if (cni === undefined) {
    if (read.length === 0) return tiers;
    const doubt = 'whether the network plugin of the cluster is Cilium, which alone reads policies of Cilium';
    return [
      ...tiers,
      ...own.map((tier) => ({
        ...tier,
        policies: tier.policies.map((one) => ({ ...one, doubt: one.doubt ?? doubt })),
      })),
    ];
  }
  const settings = ciliumSettings(objects);
  const always = settings.mode === 'always' ? [closed(settings)] : [];
  return [
    ...tiers.flatMap((tier) => (tier.rank === ranks.policy ? underCilium(tier, settings) : [tier])),
    ...own,
    { name: 'Cilium', rank: ranks.policy, kind: 'union', end: 'deny', policies: always },
  ];
}

/** `enable-policy: always`: every endpoint is closed until a policy lets something through. */
function closed({ at = { source: 'policies' } }: CiliumSettings): TierPolicy {
  return {
    title: 'enable-policy: always of Cilium',
    at: () => at,
    subject: [{ namespaces: [], pods: [], hostNetwork: 'no' }],
    directions: { ingress: true, egress: true },
    ingress: [],
    egress: [],
    priority: 0,
  };
}

function underCilium(tier: Tier, { blocksMean, readsNetworkPolicies }: CiliumSettings): Tier[] {
  if (!readsNetworkPolicies) return [];
  const peer = (one: PeerSet): PeerSet =>
    one.kind === 'blocks'
      ? {
          kind: 'blocks',
          blocks: one.blocks,
          pods: blocksMean.pods,
          ...(blocksMean.nodes ? {} : { nodes: false as const }),
        }
      : one;
  const rules = (all: readonly TierRule[]): readonly TierRule[] =>
    all.some(({ peers }) => peers !== 'all' && peers.some(({ kind }) => kind === 'blocks'))
      ? all.map((rule) => (rule.peers === 'all' ? rule : { ...rule, peers: rule.peers.map(peer) }))
      : all;
  return [
    {
      ...tier,
      policies: tier.policies.map((policy) => {
        const [ingress, egress] = [rules(policy.ingress), rules(policy.egress)];
        return ingress === policy.ingress && egress === policy.egress ? policy : { ...policy, ingress, egress };
      }),
    },
  ];
}

/** `spec.externalCIDRs` of CiliumCIDRGroups; undefined for one that was not read, or cannot be. */
function groupBlocksOf(objects: readonly Fact<KubernetesObject>[]): (name: string) => readonly Block[] | undefined {
  const groups = objectsOfKind(objects, 'CiliumCIDRGroup').filter(({ value }) => isCilium(value));
  return (name) => {
    const found = groups.filter(({ value }) => value.name === name);
    if (found.length !== 1) return undefined;
    const list = found[0]!.value.root.down('spec', 'externalCIDRs');
    const blocks = list.items().map((item) => parseBlock(item.string().value ?? ''));
    return list.isList && !blocks.includes(null) ? blocks.filter((one) => one !== null) : undefined;
  };
}
