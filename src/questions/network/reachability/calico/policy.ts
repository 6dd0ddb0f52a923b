import type { KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { CalicoSelector } from '../../../../formats/calico-selector/selector.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import type { TierPolicy, TierRule } from '../tiers/tier.ts';
import { nameOfCalico, namespaceOfCalico } from './kinds.ts';
import { joined, podSetOf, readCalicoSelector } from './labels.ts';
import { readRule } from './rule.ts';
import type { CalicoSets } from './sets.ts';

/** A policy of Calico, put together for its tier; `priority` is given there. */
export interface CalicoPolicy {
  readonly fact: Fact<KubernetesObject>;
  readonly title: string;
  readonly name: string;
  readonly tier: string;
  /** Infinity where none stands: after all others. */
  readonly order: number;
  readonly policy: TierPolicy;
  /** Whom it selects. */
  readonly selector: CalicoSelector;
  /** It speaks of interfaces of nodes before or beside all else: `preDNAT`, `doNotTrack`, `applyOnForward`. */
  readonly host: { readonly only: boolean; readonly forward: boolean };
  readonly faults: readonly { readonly at: Evidence; readonly why: string }[];
}

const fields = new Set(
  (
    'tier order ingress egress selector types serviceAccountSelector namespaceSelector ' +
    'doNotTrack preDNAT applyOnForward performanceHints stagedAction'
  ).split(' '),
);

/** Reads a policy. What cannot be read makes all of it uncertain: it holds perhaps, and perhaps does anything. */
export function readCalicoPolicy(fact: Fact<KubernetesObject>, sets: CalicoSets): CalicoPolicy {
  const { value } = fact;
  const namespace = namespaceOfCalico(value);
  const name = nameOfCalico(value);
  const title = `${value.kind} ${namespace === null ? '' : `${namespace}/`}${name} of Calico`;
  const spec = value.root.get('spec');
  const faults: { at: Evidence; why: string }[] = [];
  const fault = (at: Located, why: string): void => {
    faults.push({ at: at.at, why: at.path === '' ? why : `${at.path}: ${why}` });
  };
  if (!spec.isMap) fault(spec, 'is not a mapping');
  for (const [key, at] of spec.entries()) if (!fields.has(key)) fault(at, `there is no field ${key.slice(0, 60)}`);
  const selector = subjectOf(spec, namespace, fault);
  const rules = (direction: 'ingress' | 'egress'): TierRule[] => {
    const list = spec.get(direction);
    if (!list.empty && !list.isList) fault(list, `${direction} is not a list`);
    return list
      .items()
      .flatMap((at, index) =>
        readRule(at, { title: `${title}, ${direction} rule ${index + 1}`, direction, namespace, sets, fault }),
      );
  };
  const [ingress, egress] = [rules('ingress'), rules('egress')];
  const directions = typesOf(spec, fault);
  const order = spec.get('order');
  if (!order.empty && order.number().value === undefined) fault(order, 'order is not a number');
  const tier = spec.get('tier');
  if (!tier.empty && tier.string().value === undefined) fault(tier, 'tier is not a string');
  const set = podSetOf(selector);
  const base = { title, at: () => fact.at, subject: [set], priority: 0 };
  const [first] = faults;
  const policy: TierPolicy =
    first === undefined
      ? { ...base, directions, ingress: directions.ingress ? ingress : [], egress: directions.egress ? egress : [] }
      : { ...base, ...unreadable(title, fact, first.why) };
  const truth = (key: string): boolean => spec.get(key).value === true;
  return {
    fact,
    title,
    name,
    tier: tier.string().value ?? 'default',
    order: order.number().value ?? Number.POSITIVE_INFINITY,
    policy,
    selector,
    host: {
      only: truth('preDNAT') || truth('doNotTrack'),
      forward: truth('preDNAT') || truth('doNotTrack') || truth('applyOnForward'),
    },
    faults,
  };
}

function subjectOf(spec: Located, namespace: string | null, fault: (at: Located, why: string) => void): CalicoSelector {
  const read = (key: string): CalicoSelector | undefined => {
    const at = spec.get(key);
    const selector = readCalicoSelector(at.value);
    if (selector === undefined || !('why' in selector)) return selector;
    fault(at, selector.why);
    return undefined;
  };
  const [selector, namespaces, accounts] = ['selector', 'namespaceSelector', 'serviceAccountSelector'].map(read);
  // A policy in a namespace selects there alone, whatever it writes.
  return joined({ selector, namespaces: namespace === null ? namespaces : undefined, accounts, own: namespace });
}

/**
 * The directions of `types`; where it is left out those of which rules stand there, ingress when there are
 * none (docs.tigera.io, reference "Network policy").
 */
function typesOf(spec: Located, fault: (at: Located, why: string) => void): TierPolicy['directions'] {
  const at = spec.get('types');
  const types = at.empty ? [] : (at.strings().value ?? []);
  const isKnown = (at.empty || at.isList) && types.length === at.items().length;
  if (!isKnown || types.some((type) => type !== 'Ingress' && type !== 'Egress'))
    fault(at, 'types are none of Ingress and Egress');
  if (types.length > 0) return { ingress: types.includes('Ingress'), egress: types.includes('Egress') };
  const [ingress, egress] = [spec.get('ingress').items().length > 0, spec.get('egress').items().length > 0];
  return { ingress: ingress || !egress, egress };
}

function unreadable(
  title: string,
  fact: Fact<KubernetesObject>,
  why: string,
): Pick<TierPolicy, 'directions' | 'ingress' | 'egress' | 'doubt'> {
  const doubt = `what ${title} means: ${why}`;
  const rule = (action: TierRule['action']): TierRule => ({
    title,
    at: () => fact.at,
    action,
    peers: 'all',
    ports: 'all',
    doubt,
  });
  const rules = [rule('allow'), rule('deny'), rule('pass')];
  return { directions: { ingress: true, egress: true }, ingress: rules, egress: rules, doubt };
}
