import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import { capabilityName } from '../privileges/capabilities.ts';

export const allCapabilitiesDropped = defineCheck({
  id: 'RUN-103',
  name: 'all-capabilities-dropped',
  aspect: 'runtime/capabilities',
  title: 'All capabilities are dropped before single ones are added',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.4' },
    { standard: 'pod-security', version: 'v1.37', item: 'restricted/capabilities' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.9' },
  ],
  remedy: 'Drop `ALL`, start the program, and add back only what it fails without.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      if (container.privileged.value !== false) {
        yield judge(about, container.privileged, () => 'runs privileged, with every capability');
        continue;
      }
      yield judge(about, container.capabilitiesDropped, (dropped) =>
        dropped.some((name) => capabilityName(name) === 'ALL') ? null : 'keeps the default capabilities of the runtime',
      );
    }
  },
});
