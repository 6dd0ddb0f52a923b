import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';
import { mapSeen } from '../../../model/seen.ts';
import { compareSeverity } from '../../../model/severity.ts';
import { capabilityName, takeover } from '../privileges/capabilities.ts';

export const noTakeoverCapability = defineCheck({
  id: 'RUN-101',
  name: 'no-takeover-capability',
  aspect: 'runtime/capabilities',
  title: 'No capability that takes over the host is added',
  severity: 'critical',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.4' },
    { standard: 'pod-security', version: 'v1.37', item: 'baseline/capabilities' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy: 'Drop `ALL` and add only the capability that the program uses; none of these is needed by an application.',
  toKnow: 'Ask the manifest that states it, or the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container } = about;
      if (container.privileged.value !== false) {
        yield judge(about, container.privileged, () => 'runs privileged, with every capability');
        continue;
      }
      const worst = mapSeen(container.capabilitiesAdded, (added) => {
        const names = added.map(capabilityName).filter((name) => takeover.has(name));
        return names.toSorted((a, b) => compareSeverity(takeover.get(b)!.severity, takeover.get(a)!.severity));
      });
      const severity = takeover.get(worst.value?.[0] ?? '')?.severity ?? 'critical';
      yield judge(
        about,
        worst,
        (names) =>
          names.length === 0 ? null : `adds ${names.map((name) => `${name} (${takeover.get(name)!.harm})`).join(', ')}`,
        worst.value?.length === 0 || worst.value === undefined ? {} : { severity },
      );
    }
  },
});
