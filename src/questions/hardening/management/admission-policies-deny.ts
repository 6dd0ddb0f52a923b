import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { listing, listsAll } from '../../../facts/listing.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

const correct = 'Correct the object; `kubectl apply --dry-run=server` names the fault.';

export const admissionPoliciesDeny = defineCheck({
  id: 'HRD-448',
  name: 'admission-policies-deny',
  aspect: 'hardening/management',
  title: 'Admission policies are bound and deny',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'admission' }],
  remedy:
    'Bind the policy with `validationActions: [Deny]`, `failurePolicy: Fail` and `parameterNotFoundAction: Deny`.',
  toKnow: 'Ask the cluster itself, which knows all that it has: `plimsoll ask kube:`.',
  needs: { objects: kubernetesObject, listings: listing },
  *evaluate({ objects, listings }) {
    const bindings = Map.groupBy(
      objectsOfKind(objects, 'ValidatingAdmissionPolicyBinding'),
      ({ stage, value }) => `${stage} ${value.root.down('spec', 'policyName').string().value ?? ''}`,
    );
    for (const one of objectsOfKind(objects, 'ValidatingAdmissionPolicy')) {
      const policy = one.value.root.down('spec', 'failurePolicy');
      const own = bindings.get(`${one.stage} ${one.value.name}`) ?? [];
      const denying = own.filter(({ value }) =>
        value.root
          .down('spec', 'validationActions')
          .items()
          .some((action) => action.value === 'Deny'),
      );
      const lenient = denying
        .map(({ value }) => value.root.down('spec', 'paramRef', 'parameterNotFoundAction'))
        .find(({ value }) => value === 'Allow');
      const unread = own.find(({ value }) => !value.root.down('spec', 'validationActions').isList);
      if (policy.value === 'Ignore') yield fail(one, policy.at, 'lets through what it cannot decide');
      else if (!policy.empty && policy.value !== 'Fail')
        yield unknown(one, policy.at, 'its failurePolicy is neither Fail nor Ignore', { toKnow: correct });
      else if (own.length === 0 && listsAll(listings, one, 'ValidatingAdmissionPolicyBinding', ''))
        yield fail(one, one.at, 'is bound by nothing, so it is never asked');
      else if (own.length === 0) yield unknown(one, one.at, 'no binding of it is among what was read');
      else if (denying.length === 0 && unread !== undefined)
        yield unknown(one, unread.at, `what ${unread.value.name} does cannot be read`, { toKnow: correct });
      else if (denying.length === 0)
        yield fail(
          one,
          own[0]!.at,
          `${own.map(({ value }) => value.name).join(', ')}: warns or records, and refuses nothing`,
        );
      else if (lenient !== undefined)
        yield fail(one, lenient.at, 'lets everything through while its parameters are missing');
      else yield pass(one, [one.at, denying[0]!.at]);
    }
  },
});
