import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { findPrograms, hostPathsOf } from '../programs/daemon-set.ts';
import { collectors } from './collectors.ts';

export const logCollectorSeesLogs = defineCheck({
  id: 'MON-126',
  name: 'log-collector-sees-logs',
  aspect: 'monitoring/logging',
  title: 'The log collector sees the log files of its node',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'node-logging' }],
  remedy:
    'Mount the host path /var/log (with /var/lib/docker/containers where Docker runs the containers) into the collector.',
  toKnow: 'Look into the configuration of the collector for what it reads and receives.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const found of findPrograms(workloads, collectors)) {
      const { program, container, workload: own } = found;
      if (own.value.orchestrator !== 'kubernetes' || !found.everyNode) continue;
      const about = { stage: own.stage, subject: { ...own.subject, container: container.name } };
      const paths = hostPathsOf(found);
      if (paths.some((path) => logPaths.has(path))) yield pass(about, container.at, program.name);
      else if (program.receives)
        yield unknown(
          about,
          container.at,
          `${program.name} mounts no log folder of the node; it may be there for other signals, or be sent the logs`,
        );
      else
        yield fail(
          about,
          container.at,
          `${program.name} mounts no log folder of its node, so it cannot read the logs of containers`,
        );
    }
  },
});

/** Where kubelet, containerd, CRI-O and Docker keep the logs of containers, and the folders above. */
const logPaths = new Set([
  '/',
  '/var',
  '/var/log',
  '/var/log/pods',
  '/var/log/containers',
  '/var/lib',
  '/var/lib/docker',
  '/var/lib/docker/containers',
]);
