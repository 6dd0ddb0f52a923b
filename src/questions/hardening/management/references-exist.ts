import { type Missing, missingOf, referencesOf, refersToNothing } from '../pod-settings/references.ts';
import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { listing, listsAll } from '../../../facts/listing.ts';
import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';

export const referencesExist = defineCheck({
  id: 'HRD-413',
  name: 'references-exist',
  aspect: 'hardening/management',
  title: 'What Pods refer to is there',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Make the object, correct its name, or mark the reference `optional: true`.',
  toKnow: 'Ask the cluster itself, which knows all that it has: `plimsoll ask kube:`.',
  needs: { workloads: workload, objects: kubernetesObject, listings: listing },
  *evaluate({ workloads, objects, listings }) {
    for (const about of podsOf(workloads)) {
      if (refersToNothing(about.workload)) {
        yield about.fine;
        continue;
      }
      let doubt: Missing | undefined;
      let fault: Missing | undefined;
      for (const reference of referencesOf(about.workload)) {
        const missing = missingOf(reference, about, objects);
        if (missing === null) continue;
        if (missing.certain || listsAll(listings, about, reference.kind, about.workload.namespace ?? 'default'))
          fault ??= missing;
        else doubt ??= missing;
      }
      if (fault !== undefined) yield fail(about, fault.at, fault.saw);
      else if (doubt !== undefined) yield unknown(about, doubt.at, doubt.saw);
      else yield about.fine;
    }
  },
});
