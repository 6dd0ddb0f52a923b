import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, pass } from '../../../model/outcome.ts';

export const noSharedPropagation = defineCheck({
  id: 'RUN-128',
  name: 'no-shared-propagation',
  aspect: 'runtime/isolation',
  title: 'Mounts of a container do not spread to the host',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '5.20' }],
  remedy: 'Mount with private or slave propagation; leave `mountPropagation: Bidirectional` to storage drivers.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      if (container.mounts.length === 0) yield pass(about, container.at);
      for (const { propagation, target } of container.mounts) {
        // Absent, and for volumes that are no bind mount, every runtime takes private propagation.
        if (propagation.value === undefined && propagation.why === undefined) yield pass(about, propagation);
        else {
          yield judge(about, propagation, (mode) =>
            ['shared', 'rshared'].includes(mode)
              ? `what is mounted below ${target} appears on the host (${mode})`
              : null,
          );
        }
      }
    }
  },
});
