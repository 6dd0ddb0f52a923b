import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, judge, unknown } from '../../../model/outcome.ts';
import { capabilityName } from '../privileges/capabilities.ts';

export const noRawSockets = defineCheck({
  id: 'RUN-104',
  name: 'no-raw-sockets',
  aspect: 'runtime/capabilities',
  title: 'Raw sockets (NET_RAW) are dropped',
  severity: 'medium',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.4' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.8' },
  ],
  remedy: 'Drop `NET_RAW`, or `ALL`.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      const { privileged, capabilitiesAdded: added, capabilitiesDropped: dropped } = container;
      if (privileged.value !== false) yield judge(about, privileged, () => 'runs privileged, with every capability');
      else if (added.value?.some((name) => ['NET_RAW', 'ALL'].includes(capabilityName(name))) === true) {
        yield fail(about, added, 'adds NET_RAW');
      } else if (added.value === undefined) yield unknown(about, added, added.why ?? 'the source does not say');
      else {
        yield judge(about, dropped, (names) =>
          names.some((name) => ['NET_RAW', 'ALL'].includes(capabilityName(name))) ? null : 'does not drop NET_RAW',
        );
      }
    }
  },
});
