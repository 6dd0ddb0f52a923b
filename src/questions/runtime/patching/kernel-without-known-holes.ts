import { engine } from '../../../facts/engine.ts';
import { moment } from '../../../facts/moment.ts';
import { defineCheck } from '../../../model/check.ts';
import { unknown } from '../../../model/outcome.ts';
import { judgeComponent } from '../known-holes/judge-component.ts';
import { kernelHoles } from '../known-holes/table.ts';

export const kernelWithoutKnownHoles = defineCheck({
  id: 'RUN-174',
  name: 'kernel-without-known-holes',
  aspect: 'runtime/patching',
  title: 'The kernel has no known hole by which a container is escaped',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.5.3' }],
  remedy: 'Update it to a release that is past every hole named, and restart the containers.',
  toKnow: 'Ask the security tracker of the distribution that built the kernel, by its version.',
  needs: { engines: engine, moments: moment },
  *evaluate({ engines, moments }) {
    for (const { value, ...about } of engines) {
      const judged = judgeComponent(about, value.kernelVersion, kernelHoles, moments);
      // Being none of the few that are listed proves nothing of a kernel.
      yield judged.verdict === 'pass'
        ? unknown(about, value.kernelVersion, 'none of the few listed holes, which proves nothing of a kernel')
        : judged;
    }
  },
});
