import type { KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import type { Block } from '../../../../formats/connections/blocks.ts';
import type { Evidence } from '../../../../model/evidence.ts';
import type { Fact } from '../../../../model/fact.ts';
import type { Located } from '../../../../model/located.ts';
import type { PodSet, TierPolicy, TierRule } from '../tiers/tier.ts';
import { namespaceOfCilium } from './kinds.ts';
import { readEndpointSelector } from './labels.ts';
import { readRule } from './rule.ts';
import type { CiliumSettings } from '../../../../facts/cilium-settings.ts';

/** A policy of Cilium: what it lets through, which closes the rest, and what it denies whatever lets it through. */
export interface CiliumPolicy {
  readonly fact: Fact<KubernetesObject>;
  readonly title: string;
  readonly allows: readonly TierPolicy[];
  readonly denies: readonly TierPolicy[];
  /** Whom each of its specifications selects; undefined for nodes and what cannot be read. */
  readonly subjects: readonly (PodSet | undefined)[];
  readonly faults: readonly { readonly at: Evidence; readonly why: string }[];
}

export interface CiliumContext {
  readonly settings: CiliumSettings;
  readonly groupBlocks: (name: string) => readonly Block[] | undefined;
}

const fields = new Set(
  'endpointSelector nodeSelector ingress ingressDeny egress egressDeny enableDefaultDeny labels description log'.split(
    ' ',
  ),
);

/** Pods on the network of a node: whether the policy holds for a node depends on its labels and on the host firewall. */
const someNodes: PodSet = {
  namespaces: [],
  pods: [],
  hostNetwork: 'yes',
  further: { key: 'nodes', labels: [], fits: ({ hostNetwork }) => (hostNetwork === 'no' ? 'no' : 'maybe') },
};

/** Reads a policy. What cannot be read makes all of it uncertain: it holds perhaps, and perhaps does anything. */
export function readCiliumPolicy(fact: Fact<KubernetesObject>, context: CiliumContext): CiliumPolicy {
  const { value } = fact;
  const namespace = namespaceOfCilium(value);
  const title = `${value.kind} ${namespace === null ? '' : `${namespace}/`}${value.name}`;
  const faults: { at: Evidence; why: string }[] = [];
  const fault = (at: Located, why: string): void => {
    faults.push({ at: at.at, why: at.path === '' ? why : `${at.path}: ${why}` });
  };
  const { root } = value;
  const specs = root.get('specs');
  if (!specs.empty && !specs.isList) fault(specs, 'is not a list');
  const all = [...(root.get('spec').empty ? [] : [root.get('spec')]), ...specs.items()];
  if (all.length === 0) fault(root, 'it has no specification');
  const read = all.map((spec, index) =>
    readSpec(spec, all.length === 1 ? title : `${title}, specification ${index + 1}`, fact, namespace, context, fault),
  );
  const [first] = faults;
  if (first !== undefined) {
    const subject: PodSet[] = [{ namespaces: namespace ?? [], pods: [], hostNetwork: 'maybe' }];
    const { allows, denies } = unreadable(title, fact, subject, first.why);
    return { fact, title, allows: [allows], denies: [denies], subjects: [undefined], faults };
  }
  return {
    fact,
    title,
    allows: read.flatMap(({ allows }) => allows),
    denies: read.flatMap(({ denies }) => denies),
    subjects: read.map(({ subject }) => subject),
    faults,
  };
}

interface ReadSpec {
  readonly allows: readonly TierPolicy[];
  readonly denies: readonly TierPolicy[];
  readonly subject: PodSet | undefined;
}

function readSpec(
  spec: Located,
  title: string,
  fact: Fact<KubernetesObject>,
  namespace: string | null,
  context: CiliumContext,
  fault: (at: Located, why: string) => void,
): ReadSpec {
  if (!spec.isMap) fault(spec, 'is not a mapping');
  for (const [key, at] of spec.entries()) if (!fields.has(key)) fault(at, `there is no field ${key.slice(0, 60)}`);
  const subject = subjectOf(spec, namespace, fault);
  const base = { title, at: () => fact.at, subject: [subject ?? someNodes], priority: 0 };
  const [allows, denies]: [TierPolicy[], TierPolicy[]] = [[], []];
  for (const direction of ['ingress', 'egress'] as const) {
    const lists = [spec.get(direction), spec.get(`${direction}Deny`)] as const;
    for (const list of lists) if (!list.empty && !list.isList) fault(list, 'is not a list');
    const rules = (list: Located, action: TierRule['action'] & ('allow' | 'deny')): TierRule[] =>
      list.items().flatMap((at, index) => {
        const said = `${title}, ${direction}${action === 'deny' ? ' deny' : ''} rule ${index + 1}`;
        return readRule(at, { title: said, direction, action, namespace, fault, ...context });
      });
    const [allowing, denying] = [rules(lists[0], 'allow'), rules(lists[1], 'deny')];
    const closes = closesOf(spec, direction, lists, fault);
    const directions = { ingress: direction === 'ingress', egress: direction === 'egress' };
    const own = (some: TierRule[]): Pick<TierPolicy, 'directions' | 'ingress' | 'egress'> => ({
      directions,
      ingress: direction === 'ingress' ? some : [],
      egress: direction === 'egress' ? some : [],
    });
    if (closes === 'maybe')
      // Its own rules never fit in an empty list, so that only closing is in doubt.
      allows.push({ ...base, ...own([]), doubt: `whether an empty list of ${direction} rules closes ${direction}` });
    else if (closes || allowing.length > 0)
      allows.push({ ...base, ...own(allowing), ...(closes ? {} : { isolates: false as const }) });
    if (denying.length > 0) denies.push({ ...base, ...own(denying) });
  }
  return { allows, denies, subject };
}

/** Exactly one of both selectors; nodes are selected by policies of the whole cluster alone. */
function subjectOf(
  spec: Located,
  namespace: string | null,
  fault: (at: Located, why: string) => void,
): PodSet | undefined {
  const [endpoints, nodes] = [spec.get('endpointSelector'), spec.get('nodeSelector')];
  if (endpoints.empty === nodes.empty) fault(spec, 'it has not one of endpointSelector and nodeSelector');
  if (!nodes.empty) {
    if (namespace !== null) fault(nodes, 'a policy of a namespace selects no nodes');
    return undefined;
  }
  const meaning = readEndpointSelector(endpoints, namespace, true);
  if (meaning.kind === 'fault') fault(meaning.at, meaning.why);
  if (meaning.kind === 'unclear') fault(endpoints, meaning.why);
  return meaning.kind === 'pods' ? meaning.pods : undefined;
}

/**
 * Whether a policy closes what it does not let through: when it has rules of the direction, of either kind,
 * unless `enableDefaultDeny` says otherwise.
 */
function closesOf(
  spec: Located,
  direction: 'ingress' | 'egress',
  [allow, deny]: readonly [Located, Located],
  fault: (at: Located, why: string) => void,
): boolean | 'maybe' {
  const asked = spec.get('enableDefaultDeny');
  if (!asked.empty && !asked.isMap) fault(asked, 'is not a mapping');
  const own = asked.get(direction);
  if (typeof own.value === 'boolean') return own.value;
  if (!own.empty) fault(own, 'is not true or false');
  if (allow.items().length + deny.items().length > 0) return true;
  return allow.isList || deny.isList ? 'maybe' : false;
}

function unreadable(
  title: string,
  fact: Fact<KubernetesObject>,
  subject: readonly PodSet[],
  why: string,
): { readonly allows: TierPolicy; readonly denies: TierPolicy } {
  const doubt = `what ${title} means: ${why}`;
  const policy = (action: TierRule['action']): TierPolicy => {
    const rule: TierRule = { title, at: () => fact.at, action, peers: 'all', ports: 'all', doubt };
    return {
      title,
      at: () => fact.at,
      subject,
      directions: { ingress: true, egress: true },
      ingress: [rule],
      egress: [rule],
      priority: 0,
      doubt,
    };
  };
  return { allows: policy('allow'), denies: policy('deny') };
}
