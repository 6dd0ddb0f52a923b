import { policy } from '../../../facts/policy.ts';
import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';
import { boundOf } from '../programs/log-size.ts';

export const localLogsKeptAsAsked = defineCheck({
  id: 'MON-161',
  name: 'local-logs-kept-as-asked',
  aspect: 'monitoring/retention',
  title: 'Logs that stay on the host are kept as long as plimsoll.yaml asks, and no longer',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Bound the log files with `max-size` and `max-file`, and keep the days that are asked for in a log store.',
  toKnow:
    'Ask the folder with the configuration of the log store, and state the days under `retention` in plimsoll.yaml.',
  needs: { workloads: workload, policies: policy },
  *evaluate({ workloads, policies }) {
    const asked = policies.map(({ value }) => value.retentionDays);
    const least = asked.find(({ value }) => value?.least !== undefined);
    const most = asked.find(({ value }) => value?.most !== undefined);
    for (const about of containersOf(workloads)) {
      const { container, workload: of } = about;
      const { value: logging } = container.logging;
      if (of.orchestrator === 'kubernetes' || logging === undefined) continue;
      if (logging.driver === 'none') {
        if (least !== undefined)
          yield fail(
            about,
            [container.logging, least],
            `keeps no logs; at least ${least.value!.least} days are asked for`,
          );
        continue;
      }
      const bound = boundOf(logging);
      if (bound === 'unbounded' && most !== undefined) {
        yield fail(
          about,
          [container.logging, most],
          `nothing ever deletes its logs; at most ${most.value!.most} days are allowed`,
        );
      } else if (bound === null)
        yield unknown(
          about,
          container.logging,
          `how long ${logging.driver || 'the driver'} keeps its logs is decided elsewhere`,
        );
      else
        yield unknown(
          about,
          container.logging,
          'its log files are bounded by size if at all: for how many days they reach is not known',
        );
    }
  },
});
