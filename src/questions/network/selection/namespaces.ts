import type { KubernetesObject } from '../../../facts/kubernetes-object.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { About, Fact } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import {
  elsewhere,
  mayGoElsewhere,
  namespaceOf,
  networkPolicies,
  selectable,
  unreadPolicies,
  unsaid,
  type Direction,
} from './policies.ts';
import { pluginDefaultDeny } from '../reachability/plugin-selection.ts';
import { firstInOrder } from './order.ts';
import { rulesOf } from './rules.ts';

/** A namespace that holds workloads, with one of them as evidence: the first by name. */
export interface Inhabited extends About {
  readonly namespace: string;
  readonly first: Fact<Workload>;
  /** Files that declare its workloads. */
  readonly files: readonly string[];
}

export function inhabitedNamespaces(workloads: readonly Fact<Workload>[]): Inhabited[] {
  const groups = Map.groupBy(
    workloads,
    ({ subject, stage, value }) => `${stage} ${subject.source} ${namespaceOf(value.namespace)}`,
  );
  return [...groups.values()].map((group) => {
    const first = firstInOrder(group)[0]!;
    const namespace = namespaceOf(first.value.namespace);
    return {
      stage: first.stage,
      subject: { source: first.subject.source, kind: 'Namespace', name: namespace },
      namespace,
      first,
      files: group.flatMap(({ value }) => value.at.file ?? []),
    };
  });
}

/** Whether a policy of each inhabited namespace selects every Pod and lets not all of one direction through. */
export function* judgeDefaultDeny(
  direction: Direction,
  workloads: readonly Fact<Workload>[],
  objects: readonly Fact<KubernetesObject>[],
): Generator<Judgement> {
  const foreignAt = unreadPolicies(objects);
  const pluginAt = pluginDefaultDeny(workloads, objects, direction);
  const policies = Map.groupBy(networkPolicies(objects), ({ fact, namespace }) => `${fact.stage} ${namespace}`);
  for (const here of inhabitedNamespaces(selectable(workloads))) {
    const own = policies.get(`${here.stage} ${here.namespace}`) ?? [];
    const whole = own.filter(({ selector, types }) => selector.value?.length === 0 && types.value?.includes(direction));
    const denying = whole.find((policy) => rulesOf(policy, direction).every(({ peers }) => peers === 'some'));
    const unread = own.find(({ selector, types }) => selector.value === undefined || types.value === undefined);
    const foreign = foreignAt(here.stage, here.namespace);
    const plugin = denying === undefined && unread === undefined ? pluginAt(here.stage, here.namespace) : undefined;
    if (denying !== undefined && here.files.some((file) => mayGoElsewhere(denying, file))) {
      const { name } = denying.fact.value;
      yield unknown(
        here,
        denying.fact.at,
        `whether NetworkPolicy ${name} is in the namespace of all its workloads is not known: ${elsewhere}`,
        {
          toKnow: `State metadata.namespace in NetworkPolicy ${name} and in the workloads.`,
        },
      );
    } else if (denying !== undefined) yield pass(here, denying.fact.at, `NetworkPolicy ${denying.fact.value.name}`);
    else if (unread !== undefined) {
      const why = unread.selector.value === undefined ? unread.selector.why : unread.types.why;
      yield unknown(here, unread.fact.at, `NetworkPolicy ${unread.fact.value.name} cannot be read: ${why}`);
    } else if (plugin?.sure === true) yield pass(here, plugin.policy.fact.at, plugin.policy.title);
    else if (plugin !== undefined) {
      const { policy, why } = plugin;
      yield unknown(
        here,
        policy.fact.at,
        `no NetworkPolicy denies ${direction} by default; whether ${policy.title} does: ${policy.fault ?? why}`,
        { toKnow: '`plimsoll network map` says what all policies together let through.' },
      );
    } else if (foreign !== undefined) {
      yield unknown(
        here,
        foreign.at,
        `no NetworkPolicy denies ${direction} by default; whether ${foreign.value.kind} ${foreign.value.name} does ${unsaid(foreign)}`,
      );
    } else {
      yield fail(
        here,
        here.first.value.at,
        `no NetworkPolicy among what was read selects every Pod of namespace ${here.namespace} and denies ${direction} by default`,
      );
    }
  }
}
