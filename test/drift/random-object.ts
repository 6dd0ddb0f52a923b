/** Random objects of the kinds beside workloads, as people write them: short, with odd but valid values. */
import fc from 'fast-check';
import type { Plain } from '../real/kubernetes-client.ts';

/** Absent half of the time. */
function maybe(value: fc.Arbitrary<Plain>): fc.Arbitrary<Plain> {
  return fc.option(value, { nil: undefined });
}
function mapping(keys: Readonly<Record<string, fc.Arbitrary<Plain>>>): fc.Arbitrary<Plain> {
  return fc
    .record(keys)
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)));
}
const some = (value: fc.Arbitrary<Plain>, minLength = 0): fc.Arbitrary<Plain> =>
  fc.array(value, { minLength, maxLength: 3 });

const label = fc.constantFrom<Plain>({ app: 'web' }, { app: 'db', tier: 'back' }, {});
const selector = fc.oneof(
  fc.constant({}),
  label.map((matchLabels) => ({ matchLabels })),
  fc.constant({ matchExpressions: [{ key: 'app', operator: 'In', values: ['b', 'a'] }] }),
);
const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP');
const port = mapping({ port: maybe(fc.constantFrom(80, 'http', 443)), protocol: maybe(protocol) });
const peer = fc.oneof(
  selector.map((podSelector) => ({ podSelector })),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.constantFrom({ ipBlock: { cidr: '10.0.0.0/8' } }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }),
);
const rule = (side: string): fc.Arbitrary<Plain> => mapping({ [side]: maybe(some(peer)), ports: maybe(some(port)) });
const names = fc.constantFrom('', 'apps', 'pods', '*', 'secrets', 'get', 'list', 'example.com');
const rbacRule = mapping({
  apiGroups: some(fc.constantFrom('', 'apps', '*'), 1),
  resources: some(fc.constantFrom('pods', 'secrets', '*', 'pods/log'), 1),
  verbs: some(fc.constantFrom('get', 'list', '*'), 1),
  resourceNames: maybe(some(names.filter((name) => name !== ''))),
});
const group = 'rbac.authorization.k8s.io';
const subject = fc.oneof(
  fc.constantFrom('User', 'Group').map((kind) => ({ kind, name: 'somebody' })),
  fc.constantFrom('User', 'Group').map((kind) => ({ kind, name: 'somebody', apiGroup: group })),
  fc.constantFrom('shop', 'default').map((namespace) => ({ kind: 'ServiceAccount', name: 'web', namespace })),
);
const quantity = fc.constantFrom<Plain>('1', 1, '0.5', '500m', '1Gi', '1024Mi', '1e3', '0');
const amounts = fc.dictionary(fc.constantFrom('memory', 'cpu'), quantity, { maxKeys: 2 });
const hookRule = mapping({
  apiGroups: some(fc.constantFrom('example.com', '*'), 1),
  apiVersions: fc.constant(['v1']),
  operations: fc.constantFrom(['CREATE'], ['*'], ['UPDATE', 'CREATE']),
  resources: fc.constantFrom(['things'], ['things', 'things/status']),
  scope: maybe(fc.constantFrom('*', 'Namespaced', 'Cluster')),
});
const webhook = mapping({
  name: fc.constant('a.shop.example'),
  admissionReviewVersions: fc.constant(['v1']),
  sideEffects: fc.constantFrom('None', 'NoneOnDryRun'),
  clientConfig: fc.constantFrom<Plain>(
    { url: 'https://guard.example/' },
    { service: { name: 'guard', namespace: 'shop' } },
    { service: { name: 'guard', namespace: 'shop', port: 443, path: '/x' } },
  ),
  failurePolicy: maybe(fc.constantFrom('Fail', 'Ignore')),
  matchPolicy: maybe(fc.constantFrom('Exact', 'Equivalent')),
  namespaceSelector: maybe(selector),
  objectSelector: maybe(selector),
  timeoutSeconds: maybe(fc.constantFrom(1, 10, 30)),
  rules: maybe(some(hookRule, 1)),
});
const servicePorts = fc.uniqueArray(fc.tuple(fc.constantFrom(80, 443, 8080), maybe(protocol)), {
  minLength: 1,
  maxLength: 3,
  selector: ([number, own]) => `${number}/${own ?? 'TCP'}`,
});
const service = fc
  .record({
    type: maybe(fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer')),
    ports: servicePorts,
    target: maybe(fc.constantFrom<Plain>(8080, 'http')),
    selector: maybe(label),
    headless: fc.boolean(),
    externalIPs: maybe(fc.constantFrom(['192.0.2.1'], [])),
  })
  .map(({ type, ports, target, selector: selects, headless, externalIPs }) => ({
    ...(type === undefined ? {} : { type }),
    ...(selects === undefined ? {} : { selector: selects }),
    ...(externalIPs === undefined ? {} : { externalIPs }),
    ...(headless && (type ?? 'ClusterIP') === 'ClusterIP' ? { clusterIP: 'None' } : {}),
    ports: ports.map(([number, own], index) => ({
      name: `p${index}`,
      port: number,
      ...(own === undefined ? {} : { protocol: own }),
      ...(target === undefined ? {} : { targetPort: target }),
    })),
  }));
const backend = fc.constantFrom<Plain>(
  { service: { name: 'web', port: { number: 80 } } },
  { service: { name: 'web', port: { name: 'http' } } },
);
const text = fc.dictionary(fc.constantFrom('a', 'b.yaml', 'c_d'), fc.constantFrom('', 'x', 'two\nlines', 'é'));

const v1 = (kind: string, body: Plain, apiVersion = 'v1'): Plain => ({
  apiVersion,
  kind,
  metadata: { name: 'x', namespace: 'shop' },
  ...body,
});
const admission = 'admissionregistration.k8s.io/v1';

/** One object of any of these kinds; nearly all are valid. */
export const randomObject: fc.Arbitrary<Plain> = fc.oneof(
  mapping({
    podSelector: selector,
    policyTypes: maybe(fc.constantFrom(['Ingress'], ['Egress', 'Ingress'], [])),
    ingress: maybe(some(rule('from'))),
    egress: maybe(some(rule('to'))),
  }).map((spec) => v1('NetworkPolicy', { spec }, 'networking.k8s.io/v1')),
  service.map((spec) => v1('Service', { spec })),
  some(rbacRule).map((rules) => v1('Role', { rules }, `${group}/v1`)),
  maybe(some(subject)).map((subjects) =>
    v1(
      'RoleBinding',
      { roleRef: { apiGroup: group, kind: 'Role', name: 'x' }, ...(subjects && { subjects }) },
      `${group}/v1`,
    ),
  ),
  fc
    .dictionary(
      fc.constantFrom('pods', 'limits.cpu', 'requests.memory', 'count/secrets'),
      fc.constantFrom<Plain>('1', 4, '2000m', '3'),
    )
    .map((hard) => v1('ResourceQuota', { spec: { hard } })),
  mapping({
    default: maybe(amounts),
    max: maybe(fc.constant({ memory: '4Gi', cpu: '4000' })),
    min: maybe(fc.constant({ memory: '0' })),
  }).map((limit) => v1('LimitRange', { spec: { limits: [{ type: 'Container', ...limit }] } })),
  text.map((data) => v1('ConfigMap', { data })),
  text.map((stringData) => v1('Secret', { stringData })),
  mapping({ automountServiceAccountToken: maybe(fc.boolean()) }).map((body) => v1('ServiceAccount', body)),
  webhook.map((one) => v1('ValidatingWebhookConfiguration', { webhooks: [one] }, admission)),
  fc
    .record({ one: webhook, reinvocationPolicy: fc.constantFrom('Never', 'IfNeeded') })
    .map(({ one, ...more }) => v1('MutatingWebhookConfiguration', { webhooks: [{ ...one, ...more }] }, admission)),
  mapping({
    failurePolicy: maybe(fc.constantFrom('Fail', 'Ignore')),
    matchConstraints: mapping({
      resourceRules: some(hookRule, 1),
      matchPolicy: maybe(fc.constantFrom('Exact', 'Equivalent')),
      namespaceSelector: maybe(selector),
    }),
    validations: fc.constant([{ expression: 'true' }]),
    variables: maybe(fc.constant([{ name: 'a', expression: '1' }])),
  }).map((spec) => v1('ValidatingAdmissionPolicy', { spec }, admission)),
  mapping({
    policyName: fc.constant('x'),
    validationActions: fc.constantFrom(['Deny'], ['Warn', 'Audit']),
    matchResources: maybe(mapping({ namespaceSelector: maybe(selector), matchPolicy: maybe(fc.constant('Exact')) })),
  }).map((spec) => v1('ValidatingAdmissionPolicyBinding', { spec }, admission)),
  mapping({
    defaultBackend: backend,
    rules: maybe(
      some(
        fc.record({
          host: fc.constantFrom('a.example', '*.b.example'),
          http: backend.map((own) => ({ paths: [{ path: '/', pathType: 'Prefix', backend: own }] })),
        }),
      ),
    ),
    tls: maybe(fc.constantFrom<Plain>([{ hosts: ['a.example'] }], [{ secretName: 'x' }], [])),
  }).map((spec) => v1('Ingress', { spec }, 'networking.k8s.io/v1')),
);
