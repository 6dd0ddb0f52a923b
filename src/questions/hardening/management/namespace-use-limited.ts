import { inhabited, within } from '../pod-settings/namespaces.ts';
import { kubernetesObject, objectsOfKind } from '../../../facts/kubernetes-object.ts';
import { listing, listsAll } from '../../../facts/listing.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

const kinds = ['ResourceQuota', 'LimitRange'];

export const namespaceUseLimited = defineCheck({
  id: 'HRD-421',
  name: 'namespace-use-limited',
  aspect: 'hardening/management',
  title: 'Each namespace is limited in what it may use',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'resource-limits' }],
  remedy: 'Give the namespace a ResourceQuota, and a LimitRange for what its Pods do not say.',
  toKnow: 'Ask the cluster itself, which knows all that it has: `plimsoll ask kube:`.',
  needs: { workloads: workload, objects: kubernetesObject, listings: listing },
  *evaluate({ workloads, objects, listings }) {
    for (const here of inhabited(workloads)) {
      const limits = kinds.flatMap((kind) => within(objectsOfKind(objects, kind), here, here.namespace));
      const empty = limits.find(
        ({ value }) => value.root.down('spec', value.kind === 'LimitRange' ? 'limits' : 'hard').empty,
      );
      const limit = limits.find((one) => one !== empty);
      if (limit !== undefined) yield pass(here, limit.at, `${limit.value.kind} ${limit.value.name}`);
      else if (empty !== undefined)
        yield fail(here, empty.at, `${empty.value.kind} ${empty.value.name} limits nothing`);
      else if (kinds.every((kind) => listsAll(listings, here, kind, here.namespace)))
        yield fail(here, here.first.workload.at, 'has neither ResourceQuota nor LimitRange');
      else
        yield unknown(
          here,
          here.first.workload.at,
          `no ResourceQuota and no LimitRange of namespace ${here.namespace} is among what was read`,
        );
    }
  },
});
