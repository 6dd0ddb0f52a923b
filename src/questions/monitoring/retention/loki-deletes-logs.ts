import { configuration, type Configuration } from '../../../facts/configuration.ts';
import { policy, type Policy } from '../../../facts/policy.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import type { Located } from '../../../model/located.ts';
import { fail, unknown, type Judgement } from '../../../model/outcome.ts';
import { daysOf } from '../programs/duration.ts';
import { judgeKeeping } from '../programs/keeping.ts';

export const lokiDeletesLogs = defineCheck({
  id: 'MON-162',
  name: 'loki-deletes-logs',
  aspect: 'monitoring/retention',
  title: 'Loki keeps logs for a stated time and then deletes them',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Set `compactor.retention_enabled: true` and `limits_config.retention_period`.',
  toKnow: 'Read the configuration as Loki has it: /config of its HTTP address.',
  needs: { configurations: configuration, policies: policy },
  *evaluate({ configurations, policies }) {
    for (const one of configurations) {
      if (one.value.program === 'loki') yield* judgeLoki(one, policies);
    }
  },
});

/** Off by default; `retention_period` of 0s, the default, means for ever (grafana.com/docs/loki, retention). */
function* judgeLoki(one: Fact<Configuration>, policies: readonly Fact<Policy>[]): Generator<Judgement> {
  const { root } = one.value;
  const legacy = root.get('table_manager');
  const byTable = legacy.get('retention_deletes_enabled').value === true;
  const enabled = root.down('compactor', 'retention_enabled');
  const on = enabled.orDefault(enabled.boolean(), false, 'absent: Loki takes false');
  if (!byTable && on.value !== true) {
    if (on.value === undefined) yield unknown(one, on, on.why ?? 'whether retention is enabled cannot be read');
    else yield fail(one, on, 'deletes nothing: logs live for ever');
    return;
  }
  const period = byTable ? legacy.get('retention_period') : root.down('limits_config', 'retention_period');
  const streams = byTable
    ? []
    : root
        .down('limits_config', 'retention_stream')
        .items()
        .map((stream) => stream.get('period'));
  const periods: Located[] = [period, ...streams];
  for (const at of periods) {
    const text = at.orDefault(at.text(), '0s', 'absent: Loki takes 0s');
    const days = text.value === undefined ? null : daysOf(text.value);
    if (days === null) yield unknown(one, text, `the period "${text.value ?? ''}" is no duration`);
    else if (days === 0) yield fail(one, text, 'keeps logs for ever: its retention period is zero');
    else yield judgeKeeping(one, text, days, policies);
  }
}
