import { labelKeyFault } from '../../../../formats/label-selector/names.ts';
import { parseSelector, type Selector } from '../../../../formats/label-selector/selector.ts';
import type { Located } from '../../../../model/located.ts';
import { nameLabel } from '../endpoints/namespaces.ts';
import { both, fitsLabels, isGenerated } from '../tiers/pod-view.ts';
import type { PodSet } from '../tiers/tier.ts';

/** Names of labels that Cilium itself gives an endpoint. */
const [namespaceName, namespacePrefix, account] = [
  'io.kubernetes.pod.namespace',
  'io.cilium.k8s.namespace.labels.',
  'io.cilium.k8s.policy.serviceaccount',
];

/** What a selector of Cilium means: Pods, one of the reserved identities, or what cannot be told. */
export type Meaning =
  | { readonly kind: 'pods'; readonly pods: PodSet }
  | { readonly kind: 'entity'; readonly name: string }
  | { readonly kind: 'unclear'; readonly why: string }
  | { readonly kind: 'fault'; readonly at: Located; readonly why: string };

/**
 * Reads an EndpointSelector. Its keys carry the source of a label in front: `k8s:app`, `any:app`, or none,
 * which is any.
 *
 * @param namespace of the policy: where the selector says nothing of a namespace, Pods of this one are meant
 *   (docs.cilium.io, "Kubernetes constructs in policy"); null for a policy of the whole cluster
 * @param own true for the policy's own subject, which never lies in another namespace
 */
export function readEndpointSelector(at: Located, namespace: string | null, own: boolean): Meaning {
  const { selector, faults } = parseSelector(at, (key) => labelKeyFault(sourceOf(key).name));
  const [wrong] = faults;
  if (wrong !== undefined) return { kind: 'fault', at: wrong.at, why: wrong.why };
  const split = selector.map((one) => ({ ...one, ...sourceOf(one.key) }));
  const reserved = split.filter(({ source }) => source === 'reserved');
  if (reserved.length > 0) {
    const [first] = reserved;
    const isAlone = split.length === 1 && first?.operator === 'Exists';
    const asLabel = split.length === 1 && first?.operator === 'In' && first.values.every((value) => value === '');
    return isAlone || asLabel
      ? { kind: 'entity', name: first.name }
      : { kind: 'unclear', why: 'what a selector of a reserved label and another means' };
  }
  const namespaces: Selector[number][] = [];
  const pods: Selector[number][] = [];
  const further: Further[] = [];
  for (const { source, name, operator, values } of split) {
    if (source !== 'k8s' && source !== 'any') further.push({ kind: 'unknown', name: `${source}:${name}` });
    else if (name === namespaceName) namespaces.push({ key: nameLabel, operator, values });
    else if (name.startsWith(namespacePrefix))
      namespaces.push({ key: name.slice(namespacePrefix.length), operator, values });
    else if (name === account) further.push({ kind: 'account', operator, values });
    else if (isLeftOut(name)) further.push({ kind: 'unknown', name });
    else pods.push({ key: name, operator, values });
  }
  const within = own ? namespace : namespaces.length > 0 ? null : namespace;
  const [only] = namespaces;
  const place =
    within ??
    (namespaces.length === 1 && only?.key === nameLabel && only.operator === 'In' && only.values.length === 1
      ? only.values[0]!
      : namespaces);
  return {
    kind: 'pods',
    pods: {
      namespaces: place,
      pods,
      // Such a Pod has the identity of its node, not one of its labels.
      hostNetwork: 'no',
      ...(further.length === 0 ? {} : { further: furtherOf(further) }),
    },
  };
}

type Further =
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'account'; readonly operator: Selector[number]['operator']; readonly values: readonly string[] };

function furtherOf(all: readonly Further[]): NonNullable<PodSet['further']> {
  return {
    key: JSON.stringify(all),
    labels: [],
    fits: ({ serviceAccount }) =>
      all
        .map((one) =>
          one.kind === 'unknown'
            ? ('maybe' as const)
            : fitsLabels(
                [{ key: account, operator: one.operator, values: one.values }],
                serviceAccount === undefined ? {} : { [account]: serviceAccount },
                () => serviceAccount === undefined,
              ),
        )
        .reduce(both, 'yes'),
  };
}

/** Labels that Cilium leaves out of an identity unless it is told otherwise, and those it makes by other means. */
function isLeftOut(name: string): boolean {
  if (isGenerated(name)) return true;
  return /^(?:io\.kubernetes|io\.cilium|kubernetes\.io|k8s\.io|annotation|etcd_node)|beta\.kubernetes\.io/.test(name);
}

function sourceOf(key: string): { readonly source: string; readonly name: string } {
  const colon = key.indexOf(':');
  return colon === -1 ? { source: 'any', name: key } : { source: key.slice(0, colon), name: key.slice(colon + 1) };
}
