import type { Plain } from '../real/kubernetes-client.ts';

const container = (more: Plain = {}): Plain => ({
  name: 'main',
  image: 'test/pause:1',
  imagePullPolicy: 'Never',
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 1000,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
  resources: { limits: { memory: '32Mi', cpu: '0.05' } },
  env: [
    { name: 'MODE', value: 'plain' },
    { name: 'WHERE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'login', key: 'password', optional: true } } },
  ],
  ports: [{ containerPort: 8080 }],
  volumeMounts: [
    { name: 'scratch', mountPath: '/scratch' },
    { name: 'settings', mountPath: '/settings', readOnly: true },
  ],
  ...more,
});
const podSpec = (more: Plain = {}): Plain => ({
  dnsPolicy: 'Default',
  terminationGracePeriodSeconds: 0,
  containers: [container()],
  volumes: [
    { name: 'scratch', emptyDir: {} },
    { name: 'settings', configMap: { name: 'settings' } },
  ],
  ...more,
});
const template = (app: string, more: Plain = {}): Plain => ({ metadata: { labels: { app } }, spec: podSpec(more) });
const meta = (name: string, namespace = 'shop'): Plain => ({ name, namespace });

/** One workload with Pods that run, of each kind that has some. */
export function workloads(): Plain[] {
  const of = (app: string): Plain => ({ selector: { matchLabels: { app } } });
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('web'),
      spec: { replicas: 2, ...of('web'), template: template('web') },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('api'),
      // Limits by the LimitRange, and a token.
      spec: {
        ...of('api'),
        template: template('api', { containers: [container({ resources: undefined })], serviceAccountName: 'api' }),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: meta('db'),
      spec: { ...of('db'), serviceName: 'db', template: template('db') },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: meta('agent'),
      spec: { ...of('agent'), template: template('agent') },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: meta('once'),
      spec: { template: { metadata: {}, spec: podSpec({ restartPolicy: 'Never' }) } },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: meta('nightly'),
      spec: {
        schedule: '* * * * *',
        jobTemplate: { spec: { template: { spec: podSpec({ restartPolicy: 'OnFailure' }) } } },
      },
    },
    { apiVersion: 'v1', kind: 'Pod', metadata: { ...meta('bare'), labels: { app: 'bare' } }, spec: podSpec() },
  ];
}

const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io/v1';

/** What stands beside workloads. */
export function objects(): Plain[] {
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }];
  const subjects = [{ kind: 'ServiceAccount', name: 'api', namespace: 'shop' }];
  const ref = (kind: string, name: string): Plain => ({ apiGroup: rbac, kind, name });
  const match = {
    resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }],
  };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('api') },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('quiet'), automountServiceAccountToken: false },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('settings'), data: { level: 'high' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: meta('login'), stringData: { password: 'hunter2' } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('web'),
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('db'),
      spec: { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 5432 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('open'),
      spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 81 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: meta('most'),
      spec: { hard: { pods: '50', 'limits.cpu': '4', 'requests.memory': '2048Mi' } },
    },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: meta('usual'),
      spec: { limits: [{ type: 'Container', default: { memory: '64Mi', cpu: '100m' }, max: { memory: '1Gi' } }] },
    },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: meta('ranged'),
      spec: { limits: [{ type: 'Container', default: { cpu: '100m' } }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: meta('deny'),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: meta('web'),
      spec: {
        podSelector: { matchLabels: { app: 'web' } },
        ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: meta('web'),
      spec: {
        rules: [
          {
            host: 'shop.example',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
            },
          },
        ],
      },
    },
    { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: meta('reader'), rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: meta('reader'),
      roleRef: ref('Role', 'reader'),
      subjects,
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'shop-nodes' },
      rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'shop-nodes' },
      roleRef: ref('ClusterRole', 'shop-nodes'),
      subjects: [...subjects, { kind: 'Group', name: 'auditors', apiGroup: rbac }],
    },
    {
      apiVersion: admission,
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'guard' },
      webhooks: [
        {
          name: 'guard.shop.example',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          clientConfig: { service: { name: 'guard', namespace: 'shop' } },
          rules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
        },
      ],
    },
    {
      apiVersion: admission,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'few' },
      spec: { matchConstraints: match, validations: [{ expression: 'object.spec.replicas < 100' }] },
    },
    {
      apiVersion: admission,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'few' },
      spec: { policyName: 'few', validationActions: ['Deny'] },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: meta('web'),
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: meta('web'),
      spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    },
  ];
}

export const namespace: Plain = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'shop',
    labels: { 'pod-security.kubernetes.io/enforce': 'baseline', 'pod-security.kubernetes.io/warn': 'restricted' },
  },
};
