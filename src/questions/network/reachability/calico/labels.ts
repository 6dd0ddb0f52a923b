import {
  fitsCalico,
  isSelectorError,
  labelsOf,
  parseCalicoSelector,
  type CalicoSelector,
} from '../../../../formats/calico-selector/selector.ts';
import { holds, type Block } from '../../../../formats/connections/blocks.ts';
import type { Selector } from '../../../../formats/label-selector/selector.ts';
import type { NamespaceLabels } from '../endpoints/namespaces.ts';
import { both, isGenerated, type PodView } from '../tiers/pod-view.ts';
import type { Fit, PodSet } from '../tiers/tier.ts';

/** The label that Calico gives each endpoint and NetworkSet of a namespace. */
export const namespaceLabel = 'projectcalico.org/namespace';
/** In front of labels of the namespace, and of those of the ServiceAccount, among an endpoint's own. */
const [ofNamespace, ofAccount] = ['pcns.', 'pcsa.'];

/** A label that every Pod of a namespace has alike. */
export function isOfNamespace(key: string): boolean {
  return key === namespaceLabel || key.startsWith(ofNamespace);
}

/**
 * What an entity of a rule asks of endpoints, as one selector over an endpoint's labels and those that it has
 * of its namespace and ServiceAccount: so does Calico itself join them.
 */
export interface Asked {
  readonly selector?: CalicoSelector | undefined;
  readonly namespaces?: CalicoSelector | undefined;
  readonly accounts?: CalicoSelector | undefined;
  readonly accountNames?: readonly string[] | undefined;
  /** Of a policy in a namespace: its own counts where no namespaceSelector stands. */
  readonly own: string | null;
}

export function joined({ selector, namespaces, accounts, accountNames, own }: Asked): CalicoSelector {
  const parts: CalicoSelector[] = [];
  if (namespaces !== undefined) parts.push(prefixed(namespaces, ofNamespace));
  else if (own !== null) parts.push({ op: '==', key: namespaceLabel, value: own });
  if (accounts !== undefined) parts.push(prefixed(accounts, ofAccount));
  if (accountNames !== undefined && accountNames.length > 0)
    parts.push({ op: 'in', key: 'projectcalico.org/serviceaccount', values: accountNames });
  if (selector !== undefined && selector.op !== 'all') parts.push(selector);
  return parts.length === 0 ? { op: 'all' } : parts.length === 1 ? parts[0]! : { op: 'and', of: parts };
}

/** `all()` means every namespace, and so what has one; `global()` what has none. */
function prefixed(selector: CalicoSelector, prefix: string): CalicoSelector {
  switch (selector.op) {
    case 'all':
      return prefix === ofNamespace ? { op: 'has', key: namespaceLabel } : selector;
    case 'global':
      return { op: 'not', of: { op: 'has', key: namespaceLabel } };
    case 'not':
      return { op: 'not', of: prefixed(selector.of, prefix) };
    case 'and':
    case 'or':
      return { op: selector.op, of: selector.of.map((one) => prefixed(one, prefix)) };
    default:
      return { ...selector, key: `${prefix}${selector.key}` };
  }
}

/** A label of the endpoint that a Pod is to Calico; undefined where it is not known. */
function podLabel(pod: PodView): (key: string) => string | null | undefined {
  return (key) => {
    if (key === namespaceLabel) return pod.namespace;
    if (key === 'projectcalico.org/orchestrator') return 'k8s';
    if (key === 'projectcalico.org/serviceaccount') return pod.serviceAccount;
    if (key.startsWith(ofNamespace)) {
      const plain = key.slice(ofNamespace.length);
      if (plain === 'projectcalico.org/name') return pod.namespace;
      return pod.namespaceLabels[plain] ?? (pod.namespaceKnown ? null : undefined);
    }
    if (key === `${ofAccount}projectcalico.org/name`) return pod.serviceAccount;
    if (key.startsWith(ofAccount)) return undefined;
    if (Object.hasOwn(pod.labels, key)) return pod.labels[key]!;
    return pod.template && isGenerated(key) ? undefined : null;
  };
}

export function fitsPodOf(selector: CalicoSelector, pod: PodView): Fit {
  const fits = fitsCalico(selector, podLabel(pod));
  return fits === undefined ? 'maybe' : fits ? 'yes' : 'no';
}

/** A NetworkSet or HostEndpoint, and its namespace where it has one. */
export interface Resource {
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: (NamespaceLabels & { readonly name: string }) | null;
}

/**
 * Of what has no namespace it is not certain whether a namespaceSelector that asks for the want of a label
 * means it: the documentation speaks of namespaces alone.
 */
export function fitsResource(selector: CalicoSelector, { labels, namespace }: Resource): boolean | undefined {
  const fits = fitsCalico(selector, (key) => {
    if (key === namespaceLabel) return namespace?.name ?? null;
    if (!key.startsWith(ofNamespace)) return labels[key] ?? null;
    if (namespace === null) return null;
    const plain = key.slice(ofNamespace.length);
    if (plain === 'projectcalico.org/name') return namespace.name;
    return namespace.labels[plain] ?? (namespace.known ? null : undefined);
  });
  const asksNamespace = namespace === null && labelsOf(selector).some((key) => key.startsWith(ofNamespace));
  return fits === true && asksNamespace ? undefined : fits;
}

/** Addresses that a Pod must have, and must not have. */
export interface WithAddress {
  readonly within: readonly Block[] | undefined;
  readonly away: readonly Block[];
}

/** The Pods that fit. A Pod on the network of its node is no endpoint of Calico. */
export function podSetOf(selector: CalicoSelector, address: WithAddress = { within: undefined, away: [] }): PodSet {
  const rest: CalicoSelector[] = [];
  let namespaces: string | Selector = [];
  const pods: Selector[number][] = [];
  for (const part of selector.op === 'and' ? selector.of : [selector]) {
    const plain = asRequirement(part);
    if (part.op === '==' && part.key === namespaceLabel && typeof namespaces !== 'string') namespaces = part.value;
    else if (plain !== null) pods.push(plain);
    else if (part.op !== 'all' && !(part.op === 'has' && part.key === namespaceLabel)) rest.push(part);
  }
  const set = { namespaces, pods, hostNetwork: 'no' as const };
  const asksAddress = address.within !== undefined || address.away.length > 0;
  if (rest.length === 0 && !asksAddress) return set;
  const further: CalicoSelector = { op: 'and', of: rest };
  const text = (blocks: readonly Block[]): string[] => blocks.map(({ first, last }) => `${first}-${last}`);
  return {
    ...set,
    further: {
      key: JSON.stringify([further, address.within && text(address.within), text(address.away)]),
      labels: labelsOf(further),
      ...(asksAddress ? { addresses: true as const } : {}),
      fits: (pod) => both(fitsPodOf(further, pod), fitsAddress(address, pod)),
    },
  };
}

function fitsAddress({ within, away }: WithAddress, { addresses }: PodView): Fit {
  if (within === undefined && away.length === 0) return 'yes';
  if (addresses === undefined || addresses.length === 0) return 'maybe';
  const fine = addresses.filter(
    (one) =>
      (within === undefined || within.some((block) => holds(block, one))) && !away.some((block) => holds(block, one)),
  );
  return fine.length === 0 ? 'no' : fine.length === addresses.length ? 'yes' : 'maybe';
}

/** As a requirement of a label selector, which is found by an index; null where it is none. */
function asRequirement(part: CalicoSelector): Selector[number] | null {
  if (part.op === 'not') {
    const { of } = part;
    return of.op === 'has' && isPlain(of.key) ? { key: of.key, operator: 'DoesNotExist', values: [] } : null;
  }
  if (!('key' in part) || !isPlain(part.key)) return null;
  const { key } = part;
  switch (part.op) {
    case 'has':
      return { key, operator: 'Exists', values: [] };
    case '==':
      return { key, operator: 'In', values: [part.value] };
    case '!=':
      return { key, operator: 'NotIn', values: [part.value] };
    case 'in':
      return { key, operator: 'In', values: part.values };
    case 'not in':
      return { key, operator: 'NotIn', values: part.values };
    default:
      return null;
  }
}

/** A label that stands on the Pod itself. */
function isPlain(key: string): boolean {
  return !key.startsWith('projectcalico.org/') && !key.startsWith(ofNamespace) && !key.startsWith(ofAccount);
}

/** A selector as it stands in an object; undefined when there is none, its fault when it is none. */
export function readCalicoSelector(value: unknown): CalicoSelector | undefined | { readonly why: string } {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return { why: 'a selector is not a string' };
  const read = parseCalicoSelector(value);
  return isSelectorError(read) ? read : read;
}
