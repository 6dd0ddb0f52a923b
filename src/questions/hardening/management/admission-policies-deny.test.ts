import { listed, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { admissionPoliciesDeny } from './admission-policies-deny.ts';

const policy = (spec: string, stage: 'declared' | 'admitted' = 'declared'): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: p}, spec: {${spec}}}`,
    stage,
  );
const binding = (spec: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: b}, spec: {policyName: p, ${spec}}}`,
  );

checkTable(admissionPoliciesDeny, [
  {
    name: 'bound and denies',
    facts: [...policy(''), ...binding('validationActions: [Deny, Audit]')],
    verdicts: ['pass'],
  },
  {
    name: 'warns',
    facts: [...policy(''), ...binding('validationActions: [Warn]')],
    verdicts: ['fail'],
    saw: /refuses nothing/,
  },
  {
    name: 'ignores faults',
    facts: [...policy('failurePolicy: Ignore'), ...binding('validationActions: [Deny]')],
    verdicts: ['fail'],
    saw: /cannot decide/,
  },
  {
    name: 'parameters may be missing',
    facts: [
      ...policy(''),
      ...binding('validationActions: [Deny], paramRef: {name: a, parameterNotFoundAction: Allow}'),
    ],
    verdicts: ['fail'],
    saw: /missing/,
  },
  { name: 'not bound', facts: policy(''), verdicts: ['unknown'], saw: /no binding/ },
  {
    name: 'not bound in a cluster seen whole',
    facts: [...policy('', 'admitted'), ...listed('admitted', 'ValidatingAdmissionPolicyBinding')],
    verdicts: ['fail'],
    saw: /never asked/,
  },
  { name: 'cannot be read', facts: [...policy(''), ...binding('validationActions: Deny')], verdicts: ['unknown'] },
  {
    name: 'another failurePolicy',
    facts: [...policy('failurePolicy: 1'), ...binding('validationActions: [Deny]')],
    verdicts: ['unknown'],
  },
]);
