import type { KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Fact } from '../../../../model/fact.ts';
import { contradicting } from '../../selection/contradicting.ts';
import type { Cni } from '../layer.ts';
import { ranks, type PodSet, type Tier, type TierPolicy, type TierRule } from '../tiers/tier.ts';
import { calicoObjects, isCalicoPolicy } from './kinds.ts';
import { readCalicoPolicy, type CalicoPolicy } from './policy.ts';
import { calicoSets, type CalicoSets } from './sets.ts';

/** Orders that Calico gives to what Kubernetes has: NetworkPolicies stand in the tier `default`. */
const orders = { admin: 1000, networkPolicy: 1000, default: 1_000_000, baseline: 10_000_000 };
const anchors: readonly (readonly [number, number])[] = [
  [orders.admin, ranks.admin],
  [orders.default, ranks.policy],
  [orders.baseline, ranks.baseline],
];

const policies = new WeakMap<readonly Fact<KubernetesObject>[], readonly CalicoPolicy[]>();

/** Every enforced policy of Calico among objects, read once for each list. */
export function calicoPolicies(objects: readonly Fact<KubernetesObject>[]): readonly CalicoPolicy[] {
  let found = policies.get(objects);
  if (found === undefined) {
    const own = calicoObjects(objects, isCalicoPolicy);
    const sets = own.length === 0 ? undefined : calicoSets(objects);
    found = own.map((one) => readCalicoPolicy(one, sets!));
    policies.set(objects, found);
  }
  return found;
}

/**
 * The tiers of a cluster under Calico: its tiers by their order, in each the policies by theirs, the first
 * rule that fits decides, Pass goes on with the next tier, and what a tier selected and did not decide is
 * denied. NetworkPolicies are policies of order 1000 in the tier `default`. After all tiers a Pod's profile
 * lets everything through. With a plugin that does not read them nothing changes; where the plugin is not
 * known they hold perhaps. Staged policies hold never.
 */
export function withCalico(
  tiers: readonly Tier[],
  objects: readonly Fact<KubernetesObject>[],
  cni: Cni | undefined,
): readonly Tier[] {
  if (cni !== undefined && cni !== 'calico') return tiers;
  const read = calicoPolicies(objects).filter(({ host }) => !host.only);
  const hosts = hostTiers(objects);
  if (cni === undefined) {
    if (read.length === 0 && hosts.length === 0) return tiers;
    return [...tiers, ...[...tiersOf(read, objects, []), ...hosts].map(perhaps)];
  }
  const networkPolicies = tiers.find(({ rank, kind }) => rank === ranks.policy && kind === 'union');
  const rest = tiers.filter((one) => one !== networkPolicies);
  return [...rest, ...tiersOf(read, objects, networkPolicies?.policies ?? []), ...hosts];
}

interface CalicoTier {
  readonly order: number;
  readonly end: Tier['end'];
  /** Why its place among the others is not known. */
  readonly doubt?: string;
}

function tiersOf(
  read: readonly CalicoPolicy[],
  objects: readonly Fact<KubernetesObject>[],
  networkPolicies: readonly TierPolicy[],
): Tier[] {
  const tiers = calicoObjects(objects, ({ kind }) => kind === 'Tier');
  const doubted = contradicting(tiers);
  const stated = new Map(tiers.map((one) => [one.value.name, tierOf(one, doubted.has(one))]));
  const groups = Map.groupBy(read, ({ tier }) => tier);
  if (networkPolicies.length > 0 && !groups.has('default')) groups.set('default', []);
  const tierAt = (name: string): CalicoTier =>
    stated.get(name) ??
    (name === 'default'
      ? { order: orders.default, end: 'deny' }
      : { order: 0, end: 'deny', doubt: `the order of the tier ${name}, which was not read` });
  const found = [...groups].map(([name, own]) => ({ name, own, at: tierAt(name) }));
  found.sort((a, b) => a.at.order - b.at.order || (a.name < b.name ? -1 : 1));
  return found.map(({ name, own, at }, index): Tier => {
    const placed = name === 'default' ? [...own, ...networkPolicies] : own;
    return {
      name: `tier ${name} of Calico`,
      rank: rankOf(name, at.order, index, found.length),
      kind: 'first',
      end: at.end,
      policies: inOrder(placed, at.doubt),
    };
  });
}

function tierOf({ value }: Fact<KubernetesObject>, doubted: boolean): CalicoTier {
  const spec = value.root.get('spec');
  const order = spec.get('order');
  const end = spec.get('defaultAction');
  const known = order.empty ? Number.POSITIVE_INFINITY : order.number().value;
  const action = end.empty ? 'Deny' : end.value;
  const isRead = known !== undefined && (action === 'Deny' || action === 'Pass');
  return {
    // One whose place is not known stands first, where it may decide or leave it to the others.
    order: value.name === 'default' ? orders.default : doubted ? 0 : (known ?? 0),
    end: action === 'Pass' ? 'next' : 'deny',
    ...(isRead && !doubted
      ? {}
      : { doubt: `what the tier ${value.name} is: ${isRead ? 'several say different things' : 'it cannot be read'}` }),
  };
}

/** Between the ranks of the tiers of Kubernetes in the order of Calico, equal orders by name; each its own. */
function rankOf(name: string, order: number, index: number, count: number): number {
  if (name === 'default') return ranks.policy;
  const above = anchors.filter(([at]) => at < order || (at === order && (at !== orders.default || name > 'default')));
  const low = above.at(-1)?.[1] ?? 1;
  return low + (99 * (index + 1)) / (count + 1);
}

/** By order, then by name; priorities are places in that row. */
function inOrder(all: readonly (CalicoPolicy | TierPolicy)[], doubt: string | undefined): TierPolicy[] {
  // NetworkPolicies only let through: among themselves no order matters, and which of them and of another
  // policy of their order goes first is not said.
  const keyed = all.map((one) =>
    'policy' in one
      ? { policy: one.policy, order: one.order, name: one.order === orders.networkPolicy ? '' : one.name }
      : { policy: one, order: orders.networkPolicy, name: '' },
  );
  keyed.sort((a, b) =>
    a.order === b.order ? (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) : a.order < b.order ? -1 : 1,
  );
  let priority = 0;
  return keyed.map(({ policy, order, name }, index) => {
    const before = keyed[index - 1];
    if (before !== undefined && (before.order !== order || before.name !== name)) priority += 1;
    const why = policy.doubt ?? doubt;
    return why === undefined ? { ...policy, priority } : { ...policy, priority, doubt: why };
  });
}

const everyNode: PodSet = {
  namespaces: [],
  pods: [],
  hostNetwork: 'yes',
  // Which node has the endpoint is not seen.
  further: { key: 'nodes', labels: [], fits: ({ hostNetwork }) => (hostNetwork === 'no' ? 'no' : 'maybe') },
};
const everyone: PodSet = { namespaces: [], pods: [], hostNetwork: 'yes' };

/**
 * HostEndpoints: what a node itself serves is closed but for failsafe ports and what policies let through,
 * and policies with `applyOnForward`, `preDNAT` or `doNotTrack` stand in the way of Pods' traffic too. Which
 * node and interface each is, is not followed: what they may deny is unknown.
 */
function hostTiers(objects: readonly Fact<KubernetesObject>[]): Tier[] {
  const sets: CalicoSets = calicoSets(objects);
  if (sets.hostEndpoints.length === 0) return [];
  const local = sets.hostEndpoints.map((one) => unsure(`HostEndpoint ${one.value.name} of Calico`, one, everyNode));
  const forward = calicoPolicies(objects)
    .filter(({ host, selector }) => host.forward && sets.mayMeanNodes(selector))
    .map(({ title, fact }) => unsure(`${title} on forwarded traffic`, fact, everyone));
  return [{ name: 'HostEndpoints of Calico', rank: 0.5, kind: 'first', end: 'next', policies: [...local, ...forward] }];
}

function unsure(title: string, fact: Fact<KubernetesObject>, subject: PodSet): TierPolicy {
  const doubt = `what ${title} stands in the way of`;
  const rule: TierRule = { title, at: () => fact.at, action: 'deny', peers: 'all', ports: 'all', doubt };
  return {
    title,
    at: () => fact.at,
    subject: [subject],
    directions: { ingress: true, egress: true },
    ingress: [rule],
    egress: [rule],
    priority: 0,
    doubt,
  };
}

/** Where the plugin is not known. */
function perhaps(tier: Tier): Tier {
  const doubt = 'whether the network plugin of the cluster is Calico, which alone reads policies of Calico';
  return {
    ...tier,
    rank: tier.rank === ranks.policy ? ranks.policy - 1 : tier.rank,
    policies: tier.policies.map((one) => ({ ...one, doubt: one.doubt ?? doubt })),
  };
}
