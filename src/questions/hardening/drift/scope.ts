import type { Thing } from './things.ts';

/** Files in the dress of an object: no API server keeps them. */
const noObjects =
  /^(kustomize\.config\.k8s\.io|kubeadm\.k8s\.io|kind\.x-k8s\.io|audit\.k8s\.io|skaffold|[\w.-]*config\.k8s\.io)\//;

/** Kinds that say nothing of security, or that controllers write from end to end. */
const unjudged = new Set([
  '/Config',
  '/Endpoints',
  '/Event',
  '/PersistentVolumeClaim',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apps/ControllerRevision',
  'autoscaling/HorizontalPodAutoscaler',
  'coordination.k8s.io/Lease',
  'discovery.k8s.io/EndpointSlice',
  'policy/PodDisruptionBudget',
  'scheduling.k8s.io/PriorityClass',
]);

/** Whether drift speaks of a declared object of this kind. */
export function isJudged({ groupKind }: Pick<Thing, 'groupKind'>): boolean {
  return !unjudged.has(groupKind) && !noObjects.test(groupKind);
}

const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';

/** Kinds beside those that run containers of which one that nobody declared is drift. */
const watched = new Set([
  '/LimitRange',
  '/ResourceQuota',
  '/Service',
  '/ServiceAccount',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/NetworkPolicy',
  ...['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].map((kind) => `${rbac}/${kind}`),
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map((kind) => `${admission}/${kind}`),
  ...['MutatingAdmissionPolicy', 'ValidatingAdmissionPolicy'].flatMap((kind) => [
    `${admission}/${kind}`,
    `${admission}/${kind}Binding`,
  ]),
]);

/** Policies and ways in of extensions, whose kinds are named alike. */
const watchedLike = /(NetworkPolicy|AuthorizationPolicy|PeerAuthentication|RequestAuthentication|Route|Gateway)$/;

export function isWatched({ groupKind, kind, templates }: Pick<Thing, 'groupKind' | 'kind' | 'templates'>): boolean {
  if (groupKind === '/PodTemplate') return false;
  return templates.length > 0 || watched.has(groupKind) || watchedLike.test(kind);
}
