import { configuration } from '../../../facts/configuration.ts';
import { policy } from '../../../facts/policy.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, unknown } from '../../../model/outcome.ts';
import { daysOf } from '../programs/duration.ts';
import { judgeKeeping } from '../programs/keeping.ts';

export const elasticsearchDeletesLogs = defineCheck({
  id: 'MON-163',
  name: 'elasticsearch-deletes-logs',
  aspect: 'monitoring/retention',
  title: 'Each lifecycle policy of Elasticsearch deletes after a stated time',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Add a `delete` phase with `min_age` and the action `delete` to the lifecycle policy.',
  toKnow: 'Read the policy as Elasticsearch has it: `GET _ilm/policy`.',
  needs: { configurations: configuration, policies: policy },
  *evaluate({ configurations, policies }) {
    for (const one of configurations) {
      if (one.value.program !== 'elasticsearch-lifecycle') continue;
      const phases = one.value.root.down('policy', 'phases');
      const phase = phases.get('delete');
      const age = phase.get('min_age');
      const text = age.orDefault(age.string(), '0ms', 'absent: Elasticsearch takes 0ms');
      const days = text.value === undefined ? null : daysOf(text.value);
      if (!phases.isMap) yield unknown(one, phases.at, 'its phases cannot be read');
      else if (phase.empty || !phase.get('actions').get('delete').exists)
        yield fail(one, phase.at, 'deletes nothing: it has no delete phase with the action delete');
      else if (days === null) yield unknown(one, text, `min_age "${text.value ?? ''}" is no duration`);
      else yield judgeKeeping(one, text, days, policies);
    }
  },
});
