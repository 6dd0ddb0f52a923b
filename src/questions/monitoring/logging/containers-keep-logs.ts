import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { judge } from '../../../model/outcome.ts';

export const containersKeepLogs = defineCheck({
  id: 'MON-121',
  name: 'containers-keep-logs',
  aspect: 'monitoring/logging',
  title: 'The logs of containers are not thrown away',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '2.14' },
    { standard: 'nsa-cisa', version: '1.2', item: 'node-logging' },
  ],
  remedy: 'Name a log driver that keeps or sends logs instead of `none`.',
  toKnow: 'Name the driver under `logging`, or ask the running container with `plimsoll ask docker:`.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container, workload: of } = about;
      // In Kubernetes the kubelet keeps the logs of every container; a Pod cannot say otherwise.
      if (of.orchestrator === 'kubernetes') continue;
      const { value } = container.logging;
      const named =
        value?.driver === ''
          ? { ...container.logging, value: undefined, why: 'the driver is that of the engine, which is not known' }
          : container.logging;
      yield judge(about, named, ({ driver }) => (driver === 'none' ? 'its logs are thrown away (driver none)' : null));
    }
  },
});
