import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { authorizationPolicyNotOpen } from './authorization-policy-not-open.ts';

const policy = (spec: string, annotations = '{}'): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: p, namespace: shop, annotations: ${annotations}}, spec: ${spec}}`,
  );

checkTable(authorizationPolicyNotOpen, [
  { name: 'denies all', facts: policy('{}'), verdicts: ['pass'] },
  { name: 'names a source', facts: policy('{rules: [{from: [{source: {namespaces: [web]}}]}]}'), verdicts: ['pass'] },
  {
    name: 'denies some',
    facts: policy('{action: DENY, rules: [{to: [{operation: {paths: ["/admin"]}}]}]}'),
    verdicts: ['pass'],
  },
  { name: 'allows everything', facts: policy('{rules: [{}]}'), verdicts: ['fail'], saw: /allows everything/ },
  {
    name: 'allows everything beside something',
    facts: policy('{action: ALLOW, rules: [{from: [{source: {namespaces: [web]}}]}, null]}'),
    verdicts: ['fail'],
  },
  { name: 'an empty condition', facts: policy('{rules: [{from: null}]}'), verdicts: ['fail'] },
  { name: 'an empty list of conditions', facts: policy('{rules: [{from: []}]}'), verdicts: ['fail'] },
  { name: 'every path', facts: policy('{rules: [{to: [{operation: {paths: ["/*"]}}]}]}'), verdicts: ['fail'] },
  {
    name: 'everyone who has an identity',
    facts: policy('{rules: [{from: [{source: {principals: ["*"]}}]}]}'),
    verdicts: ['pass'],
  },
  {
    name: 'every path of some',
    facts: policy('{rules: [{from: [{source: {namespaces: [web]}}], to: [{operation: {paths: ["*"]}}]}]}'),
    verdicts: ['pass'],
  },
  { name: 'a dry run', facts: policy('{}', '{istio.io/dry-run: "true"}'), verdicts: ['fail'], saw: /decides nothing/ },
  { name: 'denies nothing', facts: policy('{action: DENY}'), verdicts: ['fail'] },
  { name: 'decided elsewhere', facts: policy('{action: CUSTOM}'), verdicts: ['unknown'] },
  { name: 'no list', facts: policy('{rules: {from: []}}'), verdicts: ['unknown'] },
  {
    name: 'a namespace of the mesh without a policy',
    facts: objects('{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}'),
    verdicts: ['unknown'],
    saw: /every request/,
  },
  {
    name: 'a namespace of the mesh with one',
    facts: [
      ...objects('{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}'),
      ...policy('{}'),
    ],
    verdicts: ['pass'],
  },
  {
    name: 'a namespace of the mesh with one for some workloads, and one that only denies',
    facts: [
      ...objects('{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}'),
      ...policy('{selector: {matchLabels: {app: a}}}'),
      ...policy('{action: DENY, rules: [{to: [{operation: {paths: ["/admin"]}}]}]}'),
    ],
    verdicts: ['unknown', 'pass', 'pass'],
  },
  {
    name: 'mutual TLS only',
    facts: objects(
      '{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: istio-system}}',
    ),
    verdicts: ['unknown'],
  },
  { name: 'audits only', facts: policy('{action: AUDIT}'), verdicts: [] },
]);
