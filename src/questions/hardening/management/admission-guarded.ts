import { type KubernetesObject, groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { listing, listsAll } from '../../../facts/listing.ts';
import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

interface Guard {
  readonly kind: string;
  readonly guards: (root: Located) => boolean;
}

/** The usual ways to refuse objects, as their own documentation gives them. */
const kinds: readonly Guard[] = [
  {
    kind: 'Namespace',
    guards: (root) =>
      ['baseline', 'restricted'].includes(
        root.down('metadata', 'labels', 'pod-security.kubernetes.io/enforce').string().value ?? '',
      ),
  },
  {
    kind: 'ValidatingAdmissionPolicyBinding',
    guards: (root) =>
      root
        .down('spec', 'validationActions')
        .items()
        .some(({ value }) => value === 'Deny'),
  },
  { kind: 'ClusterPolicy', guards: kyverno },
  { kind: 'Policy', guards: kyverno },
];

function kyverno(root: Located): boolean {
  if (!/^(policies\.)?kyverno\.io\//.test(root.get('apiVersion').string().value ?? '')) return false;
  const rules = root
    .down('spec', 'rules')
    .items()
    .map((rule) => rule.down('validate', 'failureAction').value);
  return [root.down('spec', 'validationFailureAction').value, ...rules].some(
    (action) => action === 'Enforce' || action === 'enforce',
  );
}

/** Gatekeeper denies unless a constraint says otherwise. */
function isConstraint(value: KubernetesObject): boolean {
  if (groupOf(value) !== 'constraints.gatekeeper.sh') return false;
  const action = value.root.down('spec', 'enforcementAction');
  return action.empty || action.value === 'deny';
}

export const admissionGuarded = defineCheck({
  id: 'HRD-446',
  name: 'admission-guarded',
  aspect: 'hardening/management',
  title: 'Something refuses objects that break the rules',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'admission' },
  ],
  remedy: 'Enforce Pod Security on namespaces, or bind policies that deny.',
  toKnow: 'Ask the cluster itself, which knows all that it has: `plimsoll ask kube:`.',
  needs: { workloads: workload, objects: kubernetesObject, listings: listing },
  *evaluate({ workloads, objects, listings }) {
    const places = new Map(podsOf(workloads).map((about) => [about.stage, about] as const));
    for (const [
      stage,
      {
        workload: owner,
        subject: { source },
      },
    ] of places) {
      const here = { stage, subject: { source, kind: 'Cluster', name: 'admission' } };
      const guard =
        kinds
          .flatMap(({ kind, guards }) =>
            objectsOfKind(objects, kind).filter((one) => one.stage === stage && guards(one.value.root)),
          )
          .at(0) ?? objects.find((one) => one.stage === stage && isConstraint(one.value));
      if (guard !== undefined) yield pass(here, guard.at, `${guard.value.kind} ${guard.value.name}`);
      else if (
        ['Namespace', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'].every((kind) =>
          listsAll(listings, here, kind, ''),
        )
      )
        yield fail(here, owner.at, 'no namespace enforces Pod Security, and no policy denies');
      else yield unknown(here, owner.at, 'nothing among what was read refuses anything');
    }
  },
});
