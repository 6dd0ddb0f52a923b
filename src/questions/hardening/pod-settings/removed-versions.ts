import { groupOf, type KubernetesObject } from '../../../facts/kubernetes-object.ts';

export interface Removal {
  /** The first release of Kubernetes that does not serve it. */
  readonly since: string;
  /** Null when nothing replaced it. */
  readonly instead: string | null;
}

/**
 * Versions of its own API that Kubernetes has stopped to serve (kubernetes.io/docs/reference/using-api/deprecation-guide),
 * by apiVersion and kind; `*` is every kind.
 */
export const removed: ReadonlyMap<string, Readonly<Record<string, Removal>>> = new Map<
  string,
  Readonly<Record<string, Removal>>
>([
  [
    'extensions/v1beta1',
    {
      Deployment: { since: '1.16', instead: 'apps/v1' },
      DaemonSet: { since: '1.16', instead: 'apps/v1' },
      ReplicaSet: { since: '1.16', instead: 'apps/v1' },
      NetworkPolicy: { since: '1.16', instead: 'networking.k8s.io/v1' },
      PodSecurityPolicy: { since: '1.16', instead: null },
      Ingress: { since: '1.22', instead: 'networking.k8s.io/v1' },
    },
  ],
  ['apps/v1beta1', { '*': { since: '1.16', instead: 'apps/v1' } }],
  ['apps/v1beta2', { '*': { since: '1.16', instead: 'apps/v1' } }],
  [
    'networking.k8s.io/v1beta1',
    {
      Ingress: { since: '1.22', instead: 'networking.k8s.io/v1' },
      IngressClass: { since: '1.22', instead: 'networking.k8s.io/v1' },
    },
  ],
  [
    'policy/v1beta1',
    {
      PodDisruptionBudget: { since: '1.25', instead: 'policy/v1' },
      PodSecurityPolicy: { since: '1.25', instead: null },
    },
  ],
  ['batch/v1beta1', { CronJob: { since: '1.25', instead: 'batch/v1' } }],
  ['batch/v2alpha1', { CronJob: { since: '1.21', instead: 'batch/v1' } }],
  ['rbac.authorization.k8s.io/v1beta1', { '*': { since: '1.22', instead: 'rbac.authorization.k8s.io/v1' } }],
  ['rbac.authorization.k8s.io/v1alpha1', { '*': { since: '1.22', instead: 'rbac.authorization.k8s.io/v1' } }],
  [
    'admissionregistration.k8s.io/v1beta1',
    {
      ValidatingWebhookConfiguration: { since: '1.22', instead: 'admissionregistration.k8s.io/v1' },
      MutatingWebhookConfiguration: { since: '1.22', instead: 'admissionregistration.k8s.io/v1' },
    },
  ],
  ['apiextensions.k8s.io/v1beta1', { '*': { since: '1.22', instead: 'apiextensions.k8s.io/v1' } }],
  ['apiregistration.k8s.io/v1beta1', { '*': { since: '1.22', instead: 'apiregistration.k8s.io/v1' } }],
  ['certificates.k8s.io/v1beta1', { CertificateSigningRequest: { since: '1.22', instead: 'certificates.k8s.io/v1' } }],
  ['coordination.k8s.io/v1beta1', { Lease: { since: '1.22', instead: 'coordination.k8s.io/v1' } }],
  ['scheduling.k8s.io/v1beta1', { '*': { since: '1.22', instead: 'scheduling.k8s.io/v1' } }],
  [
    'storage.k8s.io/v1beta1',
    {
      StorageClass: { since: '1.22', instead: 'storage.k8s.io/v1' },
      VolumeAttachment: { since: '1.22', instead: 'storage.k8s.io/v1' },
      CSIDriver: { since: '1.22', instead: 'storage.k8s.io/v1' },
      CSINode: { since: '1.22', instead: 'storage.k8s.io/v1' },
      CSIStorageCapacity: { since: '1.27', instead: 'storage.k8s.io/v1' },
    },
  ],
  ['discovery.k8s.io/v1beta1', { EndpointSlice: { since: '1.25', instead: 'discovery.k8s.io/v1' } }],
  ['events.k8s.io/v1beta1', { Event: { since: '1.25', instead: 'events.k8s.io/v1' } }],
  ['autoscaling/v2beta1', { '*': { since: '1.25', instead: 'autoscaling/v2' } }],
  ['autoscaling/v2beta2', { '*': { since: '1.26', instead: 'autoscaling/v2' } }],
  ['node.k8s.io/v1beta1', { RuntimeClass: { since: '1.25', instead: 'node.k8s.io/v1' } }],
  ['flowcontrol.apiserver.k8s.io/v1beta1', { '*': { since: '1.26', instead: 'flowcontrol.apiserver.k8s.io/v1' } }],
  ['flowcontrol.apiserver.k8s.io/v1beta2', { '*': { since: '1.29', instead: 'flowcontrol.apiserver.k8s.io/v1' } }],
  ['flowcontrol.apiserver.k8s.io/v1beta3', { '*': { since: '1.32', instead: 'flowcontrol.apiserver.k8s.io/v1' } }],
]);

const kinds: ReadonlySet<string> = new Set(
  [...removed].flatMap(([apiVersion, rows]) =>
    Object.entries(rows).flatMap(([kind, { instead }]) =>
      [apiVersion, instead ?? apiVersion].map((version) => `${groupOf({ apiVersion: version })} ${kind}`),
    ),
  ),
);

/** Whether any version of this kind has been removed. */
export function mayBeRemoved(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  const group = groupOf(object);
  return kinds.has(`${group} ${object.kind}`) || kinds.has(`${group} *`);
}
