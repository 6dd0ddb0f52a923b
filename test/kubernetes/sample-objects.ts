import type { Plain } from '../real/kubernetes-client.ts';

/** Objects of the kinds that checks read most, as a namespace has them. */
export function sampleObjects(namespace: string): Plain[] {
  const containers = [
    {
      name: 'web',
      image: 'registry.test/web:1',
      securityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
      ports: [{ containerPort: 8080 }],
      env: [{ name: 'MODE', value: 'yes' }],
      resources: { limits: { memory: '64Mi', cpu: '100m' } },
      volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
    },
    { name: 'agent', image: 'registry.test/agent', securityContext: { privileged: true } },
  ];
  const pod = {
    containers,
    initContainers: [{ name: 'wait', image: 'registry.test/wait:2' }],
    volumes: [{ name: 'data', hostPath: { path: '/srv' } }],
    hostNetwork: false,
  };
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: pod };
  const selector = { matchLabels: labels };
  const meta = (name: string): object => ({ name, namespace, labels, annotations: { note: 'x: [1, "2"]' } });
  const job = { template: { metadata: { labels }, spec: { ...pod, restartPolicy: 'Never' } } };
  const alertmanager =
    'route:\n  receiver: team\nreceivers:\n  - name: team\n    webhook_configs:\n      - url: http://x\n';
  return [
    { apiVersion: 'v1', kind: 'Pod', metadata: meta('bare'), spec: pod },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta('web'), spec: { replicas: 2, selector, template } },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: meta('db'),
      spec: { serviceName: 'db', selector, template },
    },
    { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: meta('node'), spec: { selector, template } },
    { apiVersion: 'batch/v1', kind: 'Job', metadata: meta('once'), spec: job },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: meta('nightly'),
      spec: { schedule: '0 3 * * *', jobTemplate: { spec: job } },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: meta('alertmanager'),
      data: { 'alertmanager.yaml': alertmanager, empty: '', 'odd.key': '{"a": "\u00e9\\n"}' },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: meta('token'), stringData: { password: 'hunter2' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: meta('alerts'), stringData: { 'alertmanager.yaml': alertmanager } },
    { apiVersion: 'v1', kind: 'Service', metadata: meta('web'), spec: { selector: labels, ports: [{ port: 80 }] } },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: meta('deny'),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: meta('web'),
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: meta('web'),
      spec: { minAvailable: 1, selector },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: meta('self'),
      rules: [
        { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], resourceNames: ['self'], verbs: ['*'] },
      ],
    },
  ];
}
