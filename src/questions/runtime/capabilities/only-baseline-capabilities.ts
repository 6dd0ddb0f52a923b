import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import { mapSeen } from '../../../model/seen.ts';
import { baseline, capabilityName } from '../privileges/capabilities.ts';

export const onlyBaselineCapabilities = defineCheck({
  id: 'RUN-102',
  name: 'only-baseline-capabilities',
  aspect: 'runtime/capabilities',
  title: 'Only capabilities of the Pod Security baseline are added',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.4' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/capabilities' },
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.2.9' },
  ],
  remedy: 'Remove the added capability, or state in a waiver why this container needs it.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      if (container.privileged.value !== false) {
        yield judge(about, container.privileged, () => 'runs privileged, with every capability');
        continue;
      }
      const beyond = mapSeen(container.capabilitiesAdded, (added) =>
        added.map(capabilityName).filter((name) => !baseline.has(name)),
      );
      // Docker and containerd give NET_RAW anyway, so asking for it adds little.
      const mild = beyond.value?.length === 1 && beyond.value[0] === 'NET_RAW';
      const fault = (names: readonly string[]): string | null =>
        names.length === 0 ? null : `adds ${names.join(', ')}`;
      yield judge(about, beyond, fault, mild ? { severity: 'medium' } : {});
    }
  },
});
