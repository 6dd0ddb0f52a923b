import { retiredComponentOf } from '../pod-settings/retired-components.ts';
import { podContainersOf } from '../../../facts/pod.ts';
import { workload } from '../../../facts/workload.ts';
import { parseImageReference } from '../../../formats/image-reference/image-reference.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';

export const noRetiredComponent = defineCheck({
  id: 'HRD-410',
  name: 'no-retired-component',
  aspect: 'hardening/practices',
  title: 'No part of the cluster is one that nobody mends any more',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'upgrades' }],
  remedy: 'Replace it by what its makers name, or by what does the same and is looked after.',
  toKnow: 'Name the image in the manifest.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of podContainersOf(workloads)) {
      const { image } = about.container;
      if (image.value === undefined) {
        yield unknown(about, image, image.why ?? 'names no image');
        continue;
      }
      const path = parseImageReference(image.value)?.name;
      const found = path === undefined ? undefined : retiredComponentOf(path);
      if (path === undefined) yield unknown(about, image, 'its image is no image reference');
      else if (found === undefined) yield about.fine;
      else
        yield fail(about, image, `is ${found.name}, retired since ${found.since}: ${found.harm}`, {
          severity: found.severity,
          remedy: found.instead,
        });
    }
  },
});
