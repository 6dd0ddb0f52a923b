import { podContainersOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const imagePulledEachTime = defineCheck({
  id: 'HRD-417',
  name: 'image-pulled-each-time',
  aspect: 'hardening/practices',
  title: 'An image by a moving tag is asked for at each start',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Name the image by digest or by a version, or set `imagePullPolicy: Always`.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podContainersOf(workloads)) {
      const { image, pullPolicy } = about.container;
      const name = image.value === undefined ? null : parseImageReference(image.value);
      if (name === null) yield unknown(about, image, image.why ?? 'its image is no image reference');
      else if (pullPolicy.value === undefined || !['Always', 'IfNotPresent', 'Never'].includes(pullPolicy.value))
        yield unknown(about, pullPolicy, pullPolicy.why ?? `${pullPolicy.value} is no policy`);
      else if (name.digest !== undefined || (name.tag !== undefined && name.tag !== 'latest')) yield about.fine;
      else if (pullPolicy.value === 'Always') yield pass(about, pullPolicy);
      else
        yield fail(about, [image, pullPolicy], `starts whatever its node has by the tag latest (${pullPolicy.value})`);
    }
  },
});
