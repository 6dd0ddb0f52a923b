import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { findPrograms, hostPathsOf } from '../programs/daemon-set.ts';
import { sensors } from './sensors.ts';

export const sensorCanWatch = defineCheck({
  id: 'MON-102',
  name: 'sensor-can-watch',
  aspect: 'monitoring/detection',
  title: 'The sensor has the rights and host paths that watching needs',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'nist-800-190', version: '2017', item: '4.4.4' },
    { standard: 'nsa-cisa', version: '1.2', item: 'threat-detection' },
  ],
  remedy:
    'Deploy the sensor with its maker\u2019s own manifests, which grant the capabilities and mount the paths of the host.',
  toKnow: 'Ask the manifest of the sensor, or its running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const found of findPrograms(workloads, sensors)) {
      // A sensor that is no DaemonSet may only read events of the API server, which needs no rights on a node.
      if (!found.program.kernel || !found.everyNode) continue;
      const { program, container, workload: own } = found;
      const about = { stage: own.stage, subject: { ...own.subject, container: container.name } };
      const { privileged, capabilitiesAdded } = container;
      const granted = capabilitiesAdded.value?.some((name) => kernelRights.has(name)) === true;
      const sees = hostPathsOf(found).length > 0 || own.value.hostPid.value === true;
      if (privileged.value !== true && !granted) {
        const open = [privileged, capabilitiesAdded].find(({ value }) => value === undefined);
        if (open === undefined)
          yield fail(
            about,
            [privileged, capabilitiesAdded],
            `${program.name} is neither privileged nor has a capability to look into the kernel`,
          );
        else yield unknown(about, open, open.why ?? 'which rights it has is not said');
      } else if (sees) yield pass(about, granted ? capabilitiesAdded : privileged, program.name);
      else
        yield fail(
          about,
          container.at,
          `${program.name} mounts no path of the host and shares no process list: it sees only itself`,
        );
    }
  },
});

/** Capabilities by which eBPF programs are loaded and processes watched (capabilities(7)). */
const kernelRights = new Set(['ALL', 'SYS_ADMIN', 'BPF', 'PERFMON', 'SYS_PTRACE', 'SYS_MODULE']);
