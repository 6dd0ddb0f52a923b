import { checkTable, workloadFact } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { linkerdPolicyClosed } from './linkerd-policy-closed.ts';

const namespace = (annotations: string): ReturnType<typeof objects> =>
  objects(`{apiVersion: v1, kind: Namespace, metadata: {name: shop, annotations: ${annotations}}}`);

checkTable(linkerdPolicyClosed, [
  {
    name: 'denies',
    facts: namespace('{linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: deny}'),
    verdicts: ['pass'],
  },
  {
    name: 'denies, but nothing joins',
    facts: namespace('{config.linkerd.io/default-inbound-policy: deny}'),
    verdicts: ['unknown'],
    saw: /not seen to join/,
  },
  {
    name: 'a Pod denies where its namespace joins',
    facts: [
      ...namespace('{linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: deny}'),
      workloadFact({ namespace: 'shop', annotations: { 'config.linkerd.io/default-inbound-policy': 'deny' } }),
    ],
    verdicts: ['pass', 'pass'],
  },
  {
    name: 'takes anyone',
    facts: namespace('{linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: all-unauthenticated}'),
    verdicts: ['fail'],
  },
  {
    name: 'audits only',
    facts: [workloadFact({ annotations: { 'config.linkerd.io/default-inbound-policy': 'audit' } })],
    verdicts: ['fail'],
  },
  { name: 'the default of the mesh', facts: namespace('{linkerd.io/inject: enabled}'), verdicts: ['unknown'] },
  { name: 'a slip', facts: namespace('{config.linkerd.io/default-inbound-policy: Deny}'), verdicts: ['unknown'] },
  {
    name: 'policies, but nothing joins',
    facts: objects(
      '{apiVersion: policy.linkerd.io/v1beta3, kind: Server, metadata: {name: s, namespace: shop}, spec: {}}',
    ),
    verdicts: ['unknown'],
    saw: /nothing among what was read joins/,
  },
  {
    name: 'the default of the installation',
    facts: [
      ...namespace('{linkerd.io/inject: enabled}'),
      ...objects(
        '{apiVersion: v1, kind: ConfigMap, metadata: {name: linkerd-config, namespace: linkerd}, data: {values: "{proxy: {defaultInboundPolicy: deny}}"}}',
      ),
    ],
    verdicts: ['pass'],
  },
  { name: 'not in the mesh', facts: [...namespace('{}'), workloadFact({})], verdicts: [] },
]);
