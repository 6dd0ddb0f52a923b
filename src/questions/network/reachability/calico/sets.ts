import type { KubernetesObject } from '../../../../facts/kubernetes-object.ts';
import { everyAddressOfBoth, parseBlockOrAddress, unite, type Block } from '../../../../formats/connections/blocks.ts';
import type { CalicoSelector } from '../../../../formats/calico-selector/selector.ts';
import type { Fact } from '../../../../model/fact.ts';
import { contradicting } from '../../selection/contradicting.ts';
import { namespaceLabels } from '../endpoints/namespaces.ts';
import { calicoObjects, namespaceOfCalico } from './kinds.ts';
import { fitsResource } from './labels.ts';

/** What selectors mean beside Pods. */
export interface CalicoSets {
  /** Addresses of NetworkSets that fit, and of those that fit perhaps. */
  addresses(selector: CalicoSelector): { readonly sure: readonly Block[]; readonly perhaps: readonly Block[] };
  /** Whether a HostEndpoint may fit: an interface of a node. */
  mayMeanNodes(selector: CalicoSelector): boolean;
  readonly hostEndpoints: readonly Fact<KubernetesObject>[];
}

/**
 * NetworkSets and HostEndpoints of what was read. A NetworkSet that cannot be read may hold any address.
 *
 * @param objects of one stage
 */
export function calicoSets(objects: readonly Fact<KubernetesObject>[]): CalicoSets {
  const namespaces = namespaceLabels(objects, objects[0]?.stage ?? 'declared');
  const own = calicoObjects(objects, ({ kind }) => kind === 'NetworkSet' || kind === 'GlobalNetworkSet');
  const doubted = contradicting(own);
  const sets = own.map((one) => {
    const { value } = one;
    const name = namespaceOfCalico(value);
    const nets = value.root.down('spec', 'nets');
    const blocks = nets.items().map((item) => blockOf(item.value));
    const isRead = (nets.empty || nets.isList) && !blocks.includes(null) && !doubted.has(one);
    return {
      resource: { labels: value.labels, namespace: name === null ? null : { name, ...namespaces(name) } },
      isRead,
      blocks: isRead ? unite(blocks.filter((one) => one !== null)) : everyAddressOfBoth,
    };
  });
  const hostEndpoints = calicoObjects(objects, ({ kind }) => kind === 'HostEndpoint');
  // `kubectl get kubecontrollersconfigurations`: Calico may make one for each node by itself.
  const automatic = calicoObjects(objects, ({ kind }) => kind === 'KubeControllersConfiguration').some(
    ({ value }) => value.root.down('spec', 'controllers', 'node', 'hostEndpoint', 'autoCreate').value === 'Enabled',
  );
  return {
    hostEndpoints,
    addresses: (selector) => {
      const [sure, perhaps]: [Block[], Block[]] = [[], []];
      for (const { resource, blocks, isRead } of sets) {
        const fits = fitsResource(selector, resource);
        if (fits === false) continue;
        (fits === true && isRead ? sure : perhaps).push(...blocks);
      }
      return { sure: unite(sure), perhaps: unite(perhaps) };
    },
    mayMeanNodes: (selector) =>
      automatic ||
      hostEndpoints.some(({ value }) => fitsResource(selector, { labels: value.labels, namespace: null }) !== false),
  };
}

/** `10.0.0.0/8`, or one address. */
export function blockOf(value: unknown): Block | null {
  return typeof value === 'string' ? parseBlockOrAddress(value) : null;
}
