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
  { name: 'a dry run', facts: policy('{}', '{istio.io/dry-run: "true"}'), verdicts: ['fail'], saw: /decides nothing/ },
  { name: 'denies nothing', facts: policy('{action: DENY}'), verdicts: ['fail'] },
  { name: 'decided elsewhere', facts: policy('{action: CUSTOM}'), verdicts: ['unknown'] },
  { name: 'no list', facts: policy('{rules: {from: []}}'), verdicts: ['unknown'] },
  { name: 'audits only', facts: policy('{action: AUDIT}'), verdicts: [] },
]);
