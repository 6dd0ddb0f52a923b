import { groupOf, kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const noAdminDeviceClaim = defineCheck({
  id: 'RUN-404',
  name: 'no-admin-device-claim',
  aspect: 'runtime/isolation',
  title: 'No claim takes devices for administration',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy:
    'Remove `adminAccess`, or keep such claims to a namespace of the driver, labelled `resource.kubernetes.io/admin-access: "true"`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const kind of ['ResourceClaim', 'ResourceClaimTemplate']) {
      for (const one of objectsOfKind(objects, kind)) {
        if (groupOf(one.value) !== 'resource.k8s.io') continue;
        const spec = kind === 'ResourceClaim' ? one.value.root.get('spec') : one.value.root.down('spec', 'spec');
        const requests = spec.down('devices', 'requests');
        // v1beta1 has it in the request itself, later versions below `exactly`.
        const said = requests.items().flatMap((item) => [item.get('adminAccess'), item.down('exactly', 'adminAccess')]);
        const unread = said.find((at) => !at.empty && at.boolean().value === undefined);
        const admin = said.find(({ value }) => value === true);
        if (admin !== undefined) yield fail(one, admin.at, 'takes devices that others use, past all limits');
        else if (!requests.empty && !requests.isList) yield unknown(one, requests.at, 'requests is no list');
        else if (unread !== undefined) yield unknown(one, unread.at, `adminAccess ${unread.boolean().why}`);
        else yield pass(one, one.at);
      }
    }
  },
});
