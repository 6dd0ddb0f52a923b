import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { boundOf } from '../programs/log-size.ts';

export const containerLogsRotated = defineCheck({
  id: 'MON-122',
  name: 'container-logs-rotated',
  aspect: 'monitoring/logging',
  title: 'Log files of containers are rotated',
  severity: 'medium',
  since: '0.1.0',
  references: [],
  remedy: 'Set `max-size` and `max-file` in the log options, or use the driver `local`.',
  toKnow: 'Correct `max-size`; it is a number with a unit, such as 10m.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container, workload: of } = about;
      const { value: logging } = container.logging;
      if (of.orchestrator === 'kubernetes' || logging === undefined) continue;
      switch (boundOf(logging)) {
        case 'bounded':
          yield pass(about, container.logging);
          break;
        case 'unbounded':
          yield fail(
            about,
            container.logging,
            `its log file grows until the disk is full (${logging.driver} without max-size)`,
          );
          break;
        case 'unread':
          yield unknown(about, container.logging, `max-size "${logging.options['max-size']}" is no size`);
          break;
      }
    }
  },
});
