/**
 * A made-up dump of a cluster: 200 namespaces, 10,000 Pods, and with each Pod a Service, a ConfigMap, a
 * ServiceAccount and a NetworkPolicy: 50,200 objects, 17 MB as one JSON List. Nothing in it is random,
 * and Pods differ in what checks look at, so that the same fails stand in it every time.
 */
export const namespaces = 200;
export const podsOfNamespace = 50;

export function* objects(): Generator<object> {
  for (let n = 0; n < namespaces; n++) {
    const namespace = `team-${String(n).padStart(3, '0')}`;
    yield { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: enforced(n) } };
    for (let p = 0; p < podsOfNamespace; p++)
      yield* groupOf(namespace, `app-${String(p).padStart(2, '0')}`, n * podsOfNamespace + p);
  }
}

function enforced(n: number): Record<string, string> {
  return n % 3 === 0
    ? { team: `t${n}` }
    : { 'pod-security.kubernetes.io/enforce': n % 3 === 1 ? 'baseline' : 'restricted' };
}

function* groupOf(namespace: string, name: string, index: number): Generator<object> {
  const labels = { app: name };
  const metadata = { name, namespace, labels };
  yield podOf(namespace, name, index);
  yield {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
  yield {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { LOG_LEVEL: 'info', LISTEN: ':8080', UPSTREAM: `http://${name}.${namespace}.svc:8080` },
  };
  yield { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: index % 4 === 0 };
  yield {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ ports: [{ port: 8080 }] }],
    },
  };
}

/** One Pod: three of four are hardened, the fourth lacks something. */
export function podOf(namespace: string, name: string, index: number): object {
  const hardened = index % 4 !== 3;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { app: name },
      annotations: {
        'checksum/config': String(index * 7919).padStart(64, '0'),
        'example.com/deployed-by': `pipeline of ${namespace}, run ${index}, for the service ${name}`,
      },
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: index % 4 === 0,
      ...(hardened
        ? { securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } } }
        : {}),
      containers: [
        {
          name: 'main',
          image: `registry.example/apps/${name}:1.${index % 100}.0`,
          ports: [{ containerPort: 8080 }],
          env: [{ name: 'MODE', value: 'production' }],
          resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
          securityContext: hardened
            ? { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }
            : { privileged: index % 100 === 3 },
          readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
        },
      ],
    },
  };
}

/** The dump as one JSON List, as `kubectl get -o json` gives it but for its line ends. */
export function* asJson(): Generator<string> {
  yield '{"apiVersion":"v1","kind":"List","items":[';
  let first = true;
  for (const object of objects()) {
    yield `${first ? '' : ','}${JSON.stringify(object)}`;
    first = false;
  }
  yield ']}\n';
}

/** The dump as one file of 50,200 YAML documents. */
export function* asYaml(): Generator<string> {
  for (const object of objects()) yield `---\n${block(object, '')}`;
}

/** Block style, as kubectl writes it. */
function block(value: object, indent: string): string {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => `${indent}- ${inner(item, `${indent}  `).replace(/^\s+/, '')}`).join('');
  }
  return Object.entries(value)
    .map(
      ([key, item]) =>
        `${indent}${key}:${isFilled(item) ? '\n' : ' '}${inner(item, Array.isArray(item) ? indent : `${indent}  `)}`,
    )
    .join('');
}

function inner(value: unknown, indent: string): string {
  if (isFilled(value)) return block(value, indent);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]\n' : '{}\n';
  return typeof value === 'string' && /^[a-zA-Z][a-zA-Z0-9/.-]*$/.test(value)
    ? `${value}\n`
    : `${JSON.stringify(value)}\n`;
}

function isFilled(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
