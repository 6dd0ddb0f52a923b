import type { Located } from '../../model/located.ts';

/** Where the Pod template stands in each built-in kind that has one; empty for the Pod itself. */
const templates: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

export function isWorkloadKind(kind: unknown): boolean {
  return typeof kind === 'string' && Object.hasOwn(templates, kind);
}

/** API groups of Kubernetes itself have no dot (`apps`, the empty core group) or end in `k8s.io`. */
export function isBuiltIn(apiVersion: string): boolean {
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  return !group.includes('.') || group.endsWith('.k8s.io');
}

/**
 * The Pod template of an object, or the object itself for a Pod; null when it has none. A kind that
 * Plimsoll does not know but that holds `spec.template.spec.containers` (an Argo Rollout, a Knative
 * Service) runs these containers just the same, so they are read as a Pod template too.
 */
export function podTemplateOf(root: Located, apiVersion: string, kind: string): Located | null {
  const path = isBuiltIn(apiVersion) && Object.hasOwn(templates, kind) ? templates[kind] : undefined;
  if (path !== undefined) return path.reduce((at, key) => at.get(key), root);
  const template = root.down('spec', 'template');
  return template.down('spec', 'containers').isList ? template : null;
}

/** API groups whose objects are all stored by the API server, and so have metadata and a name. */
const storedGroups = new Set([
  '',
  'apps',
  'batch',
  'policy',
  'extensions',
  'autoscaling',
  'networking.k8s.io',
  'rbac.authorization.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'storage.k8s.io',
  'scheduling.k8s.io',
  'node.k8s.io',
]);

/**
 * True for kinds of Kubernetes itself that need metadata. Others may be configuration files in the
 * dress of an object (`KubeletConfiguration`, the `Config` of kubectl), which have none.
 */
export function needsMetadata(apiVersion: string, kind: string): boolean {
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  return storedGroups.has(group) && !(group === '' && kind === 'Config');
}

/** Built-in kinds that live in no namespace. For other kinds the object alone does not tell. */
const clusterScoped = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'APIService',
  'StorageClass',
  'VolumeAttachment',
  'VolumeAttributesClass',
  'CSIDriver',
  'CSINode',
  'IngressClass',
  'GatewayClass',
  'PriorityClass',
  'RuntimeClass',
  'DeviceClass',
  'FlowSchema',
  'PriorityLevelConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'CertificateSigningRequest',
  'ClusterTrustBundle',
  'PodSecurityPolicy',
  'IPAddress',
  'ServiceCIDR',
]);

/** As the object says; empty for what lives in no namespace; else `default`, where kubectl would put it. */
export function namespaceOf(apiVersion: string, kind: string, stated: string | undefined): string {
  if (clusterScoped.has(kind) && isBuiltIn(apiVersion)) return '';
  return stated === undefined || stated === '' ? 'default' : stated;
}
