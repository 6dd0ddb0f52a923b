import { configuration } from '../../../facts/configuration.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';

export const prometheusSendsAlerts = defineCheck({
  id: 'MON-143',
  name: 'prometheus-sends-alerts',
  aspect: 'monitoring/alerting',
  title: 'Prometheus has rules and an Alertmanager to send alerts to',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'alerting' }],
  remedy: 'Name files under `rule_files` and an Alertmanager under `alerting.alertmanagers`.',
  toKnow: 'Ask the folder that holds prometheus.yml, or look at /rules and /alertmanagers of Prometheus.',
  needs: { configurations: configuration },
  *evaluate({ configurations }) {
    const own = configurations.filter(({ value }) => value.program === 'prometheus');
    for (const one of own) {
      const { root } = one.value;
      const managers = root.down('alerting', 'alertmanagers');
      const rules = root.get('rule_files');
      const wrong = [managers, rules].find((at) => !at.empty && !at.isList);
      const missing = [
        ...(rules.items().length === 0 ? ['no `rule_files`'] : []),
        ...(managers.items().some((one) => namesTarget(one)) ? [] : ['no Alertmanager']),
      ];
      if (wrong !== undefined) yield unknown(one, wrong.at, `${wrong.path} is not a list`);
      else if (missing.length === 0) yield pass(one, [rules.at, managers.at]);
      else if (root.get('remote_write').items().length > 0) {
        yield unknown(
          one,
          root.get('remote_write').at,
          `names ${missing.join(' and ')}; what it writes to may alert in its place`,
        );
      } else yield fail(one, [rules.at, managers.at], `names ${missing.join(' and ')}: its alerts reach nobody`);
    }
    if (own.length > 0) return;
    for (const one of configurations) {
      if (one.value.program === 'alertmanager')
        yield unknown(one, one.value.root.at, 'nothing that was read sends alerts to this Alertmanager');
    }
  },
});

/** Static targets, or any other way to discover them (`kubernetes_sd_configs`, …). */
function namesTarget(manager: Located): boolean {
  return manager.entries().some(([key, list]) => {
    if (key === 'static_configs') return list.items().some((one) => one.get('targets').items().length > 0);
    return key.endsWith('_sd_configs') && list.items().length > 0;
  });
}
