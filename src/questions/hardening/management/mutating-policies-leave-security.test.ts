import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { mutatingPoliciesLeaveSecurity } from './mutating-policies-leave-security.ts';

const policy = (mutations: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingAdmissionPolicy, metadata: {name: p}, spec: {mutations: ${mutations}}}`,
  );

checkTable(mutatingPoliciesLeaveSecurity, [
  {
    name: 'labels',
    facts: policy(
      "[{patchType: ApplyConfiguration, applyConfiguration: {expression: \"Object{metadata: Object.metadata{labels: {'a': 'b'}}}\"}}]",
    ),
    verdicts: ['pass'],
  },
  {
    name: 'security',
    facts: policy(
      "[{patchType: JSONPatch, jsonPatch: {expression: \"[JSONPatch{op: 'add', path: '/spec/securityContext'}]\"}}]",
    ),
    verdicts: ['fail'],
    saw: /securityContext/,
  },
  {
    name: 'a sidecar',
    facts: policy('[{applyConfiguration: {expression: "Object{spec: Object.spec{initContainers: []}}"}}]'),
    verdicts: ['fail'],
    saw: /initContainers/,
  },
  { name: 'no text', facts: policy('[{jsonPatch: {expression: 1}}]'), verdicts: ['unknown'] },
  { name: 'no list', facts: policy('a'), verdicts: ['unknown'] },
]);
