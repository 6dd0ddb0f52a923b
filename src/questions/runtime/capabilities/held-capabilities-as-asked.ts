import { linuxContainersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge, unknown } from '../../../model/outcome.ts';
import { capabilityName, mayHold } from '../privileges/capabilities.ts';

export const heldCapabilitiesAsAsked = defineCheck({
  id: 'RUN-105',
  name: 'held-capabilities-as-asked',
  aspect: 'runtime/capabilities',
  title: 'The kernel holds no capability beyond those asked for',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '5.4' },
    { standard: 'nist-800-190', version: '2017', item: '4.4.3' },
  ],
  remedy:
    "Restart the container from its declaration and find out who gave it more; the engine's default or an OCI hook may have.",
  toKnow: 'Ask `plimsoll ask docker:` as root on the host that runs the container.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of linuxContainersOf(workloads)) {
      const { container, workload } = about;
      if (about.stage !== 'running' || workload.orchestrator !== 'docker') continue;
      const { privileged, capabilitiesAdded: added, capabilitiesDropped: dropped, capabilitiesHeld: held } = container;
      const asked = { privileged: privileged.value, added: added.value, dropped: dropped.value };
      if (asked.privileged === undefined || asked.added === undefined || asked.dropped === undefined) {
        yield unknown(about, [held, privileged, added, dropped], 'what was asked for is not known');
        continue;
      }
      const known = { privileged: asked.privileged, added: asked.added, dropped: asked.dropped };
      yield judge(about, held, (names) => {
        const beyond = names.map(capabilityName).filter((name) => !mayHold(name, known));
        return beyond.length === 0 ? null : `the kernel also holds ${beyond.join(', ')}`;
      });
    }
  },
});
