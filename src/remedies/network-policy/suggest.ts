import { kubernetesObject, type KubernetesObject } from '../../facts/kubernetes-object.ts';
import type { Flow } from '../../formats/flows/flow.ts';
import type { Fact } from '../../model/fact.ts';
import type { Endpoint } from '../../questions/network/reachability/layer.ts';
import { stageOf } from '../../questions/network/reachability/endpoints/kubernetes.ts';
import type { Reachability } from '../../questions/network/reachability/reachability.ts';
import { networkPolicies, policiesAround, policySelects } from '../../questions/network/selection/policies.ts';
import { workload, type Workload } from '../../facts/workload.ts';
import { declaredNeeds } from './declared.ts';
import { lastingLabels } from './labels.ts';
import { endOf, ofTheSystem, type LeftOut, type Need } from './need.ts';
import { observedNeeds } from './observed.ts';
import { defaultDeny, policyOf, type Direction, type SuggestedPolicy } from './policies.ts';
import { servicesOf } from './services.ts';
import { surroundingNeeds } from './surroundings.ts';

export interface SuggestOptions {
  /** Namespaces that get policies; undefined: all but those of Kubernetes itself. */
  readonly namespaces?: readonly string[];
  /** Connections that were seen, and the file they stand in. */
  readonly observed?: { readonly flows: readonly Flow[]; readonly file: string };
}

export interface Suggestion {
  readonly policies: readonly SuggestedPolicy[];
  /** All that the policies must let through. */
  readonly needs: readonly Need[];
  /** Needs that policies of today already refuse: they are not opened. */
  readonly refused: readonly Need[];
  readonly leftOut: readonly LeftOut[];
  /** Of these, what may be needed and would not be let through: nothing is proven beside it. */
  readonly unsure: readonly LeftOut[];
}

/**
 * NetworkPolicies that let through what workloads declare and what was seen, and nothing else. A workload
 * gets one; a direction in which a policy of today already decides is left to it. Pure.
 */
export function suggest(facts: readonly Fact[], today: Reachability, options: SuggestOptions = {}): Suggestion {
  const workloads = facts.filter((one): one is Fact<Workload> => one.kind === workload.name);
  const objects = facts.filter((one): one is Fact<KubernetesObject> => one.kind === kubernetesObject.name);
  const stage = stageOf(workloads);
  const inside = today.endpoints.filter(({ pod }) => pod !== undefined);
  const services = servicesOf(objects, inside, stage);
  const { needs: seen, unclear } =
    options.observed === undefined
      ? { needs: [], unclear: [] }
      : observedNeeds(options.observed.flows, inside, options.observed.file);
  const declared = declaredNeeds(inside, objects, services, stage);
  const all = [...seen, ...declared.needs, ...surroundingNeeds({ endpoints: inside, objects, services, stage })];
  const { kept, refused } = byToday(all, today);
  const subjects = inside.filter(
    ({ pod }) => options.namespaces?.includes(pod!.namespace) ?? !ofTheSystem.has(pod!.namespace),
  );
  const doubtful = unclear.map(({ line, because }) => ({ what: `line ${line} of ${options.observed!.file}`, because }));
  const unsure = [...doubtful, ...declared.unread];
  const leftOut: LeftOut[] = [...unsure];
  const isolated = isolation(objects);
  const names = new Names(objects, stage);
  const policies: SuggestedPolicy[] = [];
  for (const [namespace, own] of Map.groupBy(subjects, ({ pod }) => pod!.namespace)) {
    const made = own.flatMap((subject) => policyFor(subject) ?? []);
    const open = own.filter((one) => one.pod!.hostNetwork === 'no' && lastingLabels(one) === null);
    if (open.length > 0) {
      const names_ = open.map(({ peer }) => peer.name).join(', ');
      leftOut.push({
        what: `Namespace ${namespace}`,
        because: `no default deny: it would cut off ${names_}, which no label can find`,
      });
    } else policies.push(defaultDeny(namespace, names.of(namespace, 'default-deny')));
    policies.push(...made);
  }
  return { policies, needs: kept, refused, leftOut, unsure };

  function policyFor(subject: Endpoint): SuggestedPolicy | null {
    const { peer, pod } = subject;
    const what = `${peer.kind} ${peer.namespace}/${peer.name}`;
    if (pod!.hostNetwork !== 'no') {
      leftOut.push({ what, because: 'is on the network of its node, where no NetworkPolicy holds' });
      return null;
    }
    const needs: { [D in Direction]?: readonly Need[] } = {};
    for (const direction of ['ingress', 'egress'] as const) {
      const decided = isolated(subject.workload!, direction);
      if (decided === undefined)
        needs[direction] = kept.filter((need) => {
          const end = direction === 'ingress' ? need.to : need.from;
          return end.kind === 'workload' && end.endpoint === subject;
        });
      else
        leftOut.push({
          what,
          because: `${direction} is left to NetworkPolicy ${decided}, which decides about it today`,
        });
    }
    if (needs.ingress === undefined && needs.egress === undefined) return null;
    const made = policyOf(subject, names.of(pod!.namespace, peer.name), needs, inside);
    if (made === null) leftOut.push({ what, because: 'carries no label by which a policy could find it' });
    return made;
  }
}

/** What policies of today refuse is not opened by adding another. */
function byToday(needs: readonly Need[], today: Reachability): { kept: Need[]; refused: Need[] } {
  const [kept, refused]: [Need[], Need[]] = [[], []];
  for (const need of needs) {
    const [from, to] = [endOf(need.from, today), endOf(need.to, today)];
    if (from === undefined || to === undefined) {
      kept.push(need);
      continue;
    }
    const connections = today.between(from, to);
    const open = need.ports.filter(({ protocol, first, last }) =>
      connections.some(
        (part) => part.protocol === protocol && part.verdict !== 'denied' && part.first <= first && last <= part.last,
      ),
    );
    if (open.length > 0) kept.push(open.length === need.ports.length ? need : { ...need, ports: open });
    const shut = need.ports.filter((range) => !open.includes(range));
    if (shut.length > 0) refused.push({ ...need, ports: shut });
  }
  return { kept, refused };
}

/** The policy that already isolates a workload in a direction, or may; undefined when none does. */
function isolation(
  objects: readonly Fact<KubernetesObject>[],
): (one: Fact<Workload>, direction: Direction) => string | undefined {
  const around = policiesAround(networkPolicies(objects));
  return (one, direction) =>
    around(one).find(
      (policy) => policySelects(policy, one) !== false && policy.types.value?.includes(direction) !== false,
    )?.fact.value.name;
}

/** Names that no NetworkPolicy of the namespace has, those suggested before included. */
class Names {
  readonly #used: Set<string>;

  constructor(objects: readonly Fact<KubernetesObject>[], stage: string) {
    this.#used = new Set(
      networkPolicies(objects)
        .filter(({ fact }) => fact.stage === stage)
        .map(({ fact, namespace }) => `${namespace}/${fact.value.name}`),
    );
  }

  of(namespace: string, wanted: string): string {
    const name = wanted
      .toLowerCase()
      .replaceAll(/[^a-z0-9.-]/g, '-')
      .slice(0, 240);
    let free = name;
    for (let count = 2; this.#used.has(`${namespace}/${free}`); count++) free = `${name}-${count}`;
    this.#used.add(`${namespace}/${free}`);
    return free;
  }
}
