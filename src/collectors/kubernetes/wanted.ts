import type { ApiResource } from '../../io/kubernetes/discovery.ts';
import {
  foreignPolicyTouches,
  neededKinds,
  touchesOfExtension,
  type NeededKind,
} from '../../readers/kubernetes/needed-kinds.ts';

/** A kind to list, and what is not known when it cannot be. */
export interface Wanted {
  readonly resource: ApiResource;
  readonly touches: readonly string[];
}

/** API groups of kube-apiserver itself; all others come with extensions. */
const ownGroups = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

/** Measurements and reviews: computed for each question, and no objects. */
const computed = /^(metrics|custom\.metrics|external\.metrics|packages\.operators|subresources)\b/;

/** True for groups whose objects may be anything, policies of a network plugin too. */
export function isExtension(group: string): boolean {
  return !ownGroups.has(group) && !computed.test(group);
}

/**
 * Of what a server serves: the kinds that checks need, and all kinds of extensions, which may be
 * policies. Kinds of Kubernetes itself that no check reads (events, leases) are not asked for.
 */
export function wantedOf(resources: readonly ApiResource[]): Wanted[] {
  return resources
    .filter(({ verbs }) => verbs.includes('list'))
    .flatMap((resource): Wanted[] => {
      const known = neededKinds.find((one) => isSame(one, resource));
      if (known !== undefined) return [{ resource, touches: known.touches }];
      return isExtension(resource.group)
        ? [{ resource, touches: touchesOfExtension(resource.group, resource.kind) }]
        : [];
    })
    .toSorted((a, b) => (keyOf(a.resource) < keyOf(b.resource) ? -1 : 1));
}

/** What is listed when the server does not say what it serves. */
export function wantedUnseen(): Wanted[] {
  return wantedOf(neededKinds.map((one) => ({ ...one, verbs: ['list'] })));
}

/** What cannot be known while a group of APIs does not answer. */
export function touchesOfGroup(group: string): readonly string[] {
  const known = neededKinds.filter((one) => one.group === group).flatMap(({ touches }) => touches);
  return [
    ...new Set([...known, ...(isExtension(group) ? [...foreignPolicyTouches, ...touchesOfExtension(group, '')] : [])]),
  ].toSorted();
}

/** `deployments.apps`, `pods`: as kubectl names it. */
export function keyOf({ group, resource }: Pick<ApiResource, 'group' | 'resource'>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function isSame(one: NeededKind, other: ApiResource): boolean {
  return one.group === other.group && one.resource === other.resource;
}
