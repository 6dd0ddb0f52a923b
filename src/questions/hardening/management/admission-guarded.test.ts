import { inPod, listed, manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { admissionGuarded } from './admission-guarded.ts';

checkTable(
  admissionGuarded,
  [
    {
      name: 'Pod Security',
      facts: [
        ...inPod(''),
        ...manifests(
          '{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {pod-security.kubernetes.io/enforce: baseline}}}',
        ),
      ],
      verdicts: ['pass'],
    },
    {
      name: 'a policy that denies',
      facts: [
        ...inPod(''),
        ...manifests(
          '{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: a}, spec: {policyName: b, validationActions: [Deny]}}',
        ),
      ],
      verdicts: ['pass'],
    },
    {
      name: 'a policy that warns',
      facts: [
        ...inPod(''),
        ...manifests(
          '{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: a}, spec: {policyName: b, validationActions: [Warn]}}',
        ),
      ],
      verdicts: ['unknown'],
    },
    {
      name: 'Kyverno',
      facts: [
        ...inPod(''),
        ...manifests(
          '{apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: {name: a}, spec: {validationFailureAction: Enforce}}',
        ),
      ],
      verdicts: ['pass'],
    },
    {
      name: 'Gatekeeper',
      facts: [
        ...inPod(''),
        ...manifests(
          '{apiVersion: constraints.gatekeeper.sh/v1beta1, kind: K8sPSPPrivilegedContainer, metadata: {name: a}, spec: {}}',
        ),
      ],
      verdicts: ['pass'],
    },
    {
      name: 'Gatekeeper, dry run',
      facts: [
        ...inPod(''),
        ...manifests(
          '{apiVersion: constraints.gatekeeper.sh/v1beta1, kind: K8sPSPPrivilegedContainer, metadata: {name: a}, spec: {enforcementAction: dryrun}}',
        ),
      ],
      verdicts: ['unknown'],
    },
    { name: 'nothing was seen', facts: inPod(''), verdicts: ['unknown'] },
    {
      name: 'nothing is there',
      facts: [
        ...inPod('', '', 'admitted'),
        ...listed('admitted', 'Namespace', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'),
      ],
      verdicts: ['fail'],
      saw: /no policy denies/,
    },
    { name: 'no Pods', facts: manifests('{apiVersion: v1, kind: Namespace, metadata: {name: a}}'), verdicts: [] },
  ],
  {
    unshown: 'only a whole listing of a cluster proves that there is none',
  },
);
