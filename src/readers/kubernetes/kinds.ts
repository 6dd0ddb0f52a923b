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
 * The Pod templates of an object, or the object itself for a Pod; none when it has none. A kind that
 * Plimsoll does not know runs the containers of its templates just the same: an Argo Rollout and a
 * Knative Service at `spec.template`, the jobs of Kubeflow and Ray one for each role, further down.
 */
export function podTemplatesOf(root: Located, apiVersion: string, kind: string): readonly Located[] {
  if (isBuiltIn(apiVersion) && Object.hasOwn(templates, kind))
    return [templates[kind]!.reduce((at, key) => at.get(key), root)];
  if (speaking.test(apiVersion) || root.lacks('spec')) return [];
  return templatesIn(root.get('spec'));
}

/** Groups of Kubernetes itself whose objects speak of containers and run none: schemas, requests, measurements. */
export const speaking = /^(apiextensions|admission|metrics)\.k8s\.io\//;

const maxDepth = 12;
const maxValues = 20_000;

/**
 * `template`, and below it every `…template` whose Pod spec names an image for each of its containers. One
 * without is laid over what an operator makes: what it does not say may be said there, so it is left to
 * `findContainers`.
 */
function templatesIn(spec: Located): readonly Located[] {
  const found: Located[] = [];
  let values = 0;
  const search = (at: Located, depth: number): void => {
    for (const [key, value] of at.entries()) {
      if ((values += 1) > maxValues) return;
      if (typeof value.value !== 'object' || value.value === null) continue;
      const containers = /template$/i.test(key) ? value.down('spec', 'containers') : null;
      const own = depth === 1 && key === 'template' && containers?.isList === true;
      if (own || (containers !== null && isWhole(containers))) found.push(value);
      else if (depth < maxDepth) for (const inner of value.isList ? value.items() : [value]) search(inner, depth + 1);
    }
  };
  search(spec, 1);
  return found;
}

function isWhole(containers: Located): boolean {
  const items = containers.items();
  return items.length > 0 && items.every((item) => typeof item.get('image').value === 'string');
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
