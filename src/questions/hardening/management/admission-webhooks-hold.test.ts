import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { admissionWebhooksHold } from './admission-webhooks-hold.ts';

const hook = (webhook: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: a}, webhooks: [${webhook}]}`,
  );

checkTable(admissionWebhooksHold, [
  {
    name: 'holds',
    facts: hook('{name: a, failurePolicy: Fail, clientConfig: {service: {name: b}}}'),
    verdicts: ['pass'],
  },
  { name: 'the default', facts: hook('{name: a}'), verdicts: ['pass'] },
  { name: 'lets through', facts: hook('{name: a, failurePolicy: Ignore}'), verdicts: ['fail'], saw: /does not answer/ },
  {
    name: 'elsewhere',
    facts: hook('{name: a, clientConfig: {url: "https://x.example/a"}}'),
    verdicts: ['fail'],
    saw: /out of the cluster/,
  },
  { name: 'inside by address', facts: hook('{name: a, clientConfig: {url: "https://a.b.svc/x"}}'), verdicts: ['pass'] },
  { name: 'another policy', facts: hook('{name: a, failurePolicy: Sometimes}'), verdicts: ['unknown'] },
  { name: 'no address', facts: hook('{name: a, clientConfig: {url: 1}}'), verdicts: ['unknown'] },
  {
    name: 'no list',
    facts: manifests(
      '{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: {name: a}, webhooks: a}',
    ),
    verdicts: ['unknown'],
  },
]);
