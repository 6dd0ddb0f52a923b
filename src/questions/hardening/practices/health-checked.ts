import { image } from '../../../facts/image.ts';
import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import { imageOf } from '../images-used/image-of.ts';

export const healthChecked = defineCheck({
  id: 'HRD-106',
  name: 'health-checked',
  aspect: 'hardening/practices',
  title: 'Something asks whether the container still works',
  severity: 'low',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.27' }],
  remedy: 'Add a probe, a `healthcheck`, or a `HEALTHCHECK` to the Dockerfile.',
  toKnow:
    'State the health check in the manifest, or ask the image as well, as an archive of `docker save`: `plimsoll ask DIR web.tar`.',
  needs: { workloads: workload, images: image },
  *evaluate({ workloads, images }) {
    for (const about of containersOf(workloads)) {
      const { container, workload } = about;
      const { health, role } = container;
      // What runs once and ends, or was attached by hand, is not asked.
      if (role === 'init' || role === 'ephemeral' || ['Job', 'CronJob'].includes(about.subject.kind)) continue;
      const byImage =
        health.value === undefined && workload.orchestrator !== 'kubernetes' ? imageOf(container, images) : null;
      if (byImage !== null)
        yield judge(about, byImage.healthCheck, (has) => (has ? null : 'neither it nor its image has a health check'));
      else yield judge(about, health, ({ disabled }) => (disabled ? 'nothing asks whether it works' : null));
    }
  },
});
