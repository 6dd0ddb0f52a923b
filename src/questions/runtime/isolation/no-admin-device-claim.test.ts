import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { noAdminDeviceClaim } from './no-admin-device-claim.ts';

const claim = (requests: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: resource.k8s.io/v1, kind: ResourceClaim, metadata: {name: a}, spec: {devices: {requests: ${requests}}}}`,
  );

checkTable(noAdminDeviceClaim, [
  { name: 'plain', facts: claim('[{name: a, exactly: {deviceClassName: b}}]'), verdicts: ['pass'] },
  {
    name: 'for administration',
    facts: claim('[{name: a, exactly: {deviceClassName: b, adminAccess: true}}]'),
    verdicts: ['fail'],
    saw: /past all limits/,
  },
  { name: 'in the old form', facts: claim('[{name: a, deviceClassName: b, adminAccess: true}]'), verdicts: ['fail'] },
  {
    name: 'a template',
    facts: manifests(
      '{apiVersion: resource.k8s.io/v1, kind: ResourceClaimTemplate, metadata: {name: a}, spec: {spec: {devices: {requests: [{name: a, exactly: {adminAccess: true}}]}}}}',
    ),
    verdicts: ['fail'],
  },
  { name: 'no switch', facts: claim('[{name: a, exactly: {adminAccess: maybe}}]'), verdicts: ['unknown'] },
  { name: 'no list', facts: claim('a'), verdicts: ['unknown'] },
]);
