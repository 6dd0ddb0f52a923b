import { podsOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';

/** kubernetes.io/docs/concepts/overview/working-with-objects/common-labels, and what was usual before. */
const names = ['app.kubernetes.io/name', 'app', 'k8s-app', 'app.kubernetes.io/component', 'component', 'name'];

export const podsSayWhatTheyAre = defineCheck({
  id: 'HRD-439',
  name: 'pods-say-what-they-are',
  aspect: 'hardening/practices',
  title: 'Pods say by a label what they belong to',
  severity: 'info',
  since: '0.1.0',
  references: [],
  remedy: 'Label the template with `app.kubernetes.io/name` (or `app`).',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podsOf(workloads)) {
      const { template, labels, at } = about.workload;
      if (names.some((name) => Object.hasOwn(labels, name))) {
        yield about.fine;
        continue;
      }
      const place = template?.down('metadata', 'labels');
      if (place !== undefined && !place.empty && !place.isMap) yield unknown(about, place.at, 'labels are no mapping');
      else yield fail(about, place?.at ?? at, 'has no label that names what it belongs to');
    }
  },
});
