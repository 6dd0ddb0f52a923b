import { configuration } from '../../../facts/configuration.ts';
import { workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { receiverOf } from '../programs/alertmanager.ts';
import { findPrograms } from '../programs/daemon-set.ts';

export const defaultRouteNotifies = defineCheck({
  id: 'MON-141',
  name: 'default-route-notifies',
  aspect: 'monitoring/alerting',
  title: 'The default route of Alertmanager reaches someone',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'alerting' }],
  remedy:
    'Let `route.receiver` name a receiver with at least one notifier, such as `email_configs` or `pagerduty_configs`.',
  toKnow: 'Ask the folder that holds alertmanager.yml, or read it with `amtool config show`.',
  needs: { configurations: configuration, workloads: workload },
  *evaluate({ configurations, workloads }) {
    const own = configurations.filter(({ value }) => value.program === 'alertmanager');
    for (const one of own) {
      const { root } = one.value;
      const name = root.down('route', 'receiver').string();
      if (name.value === undefined) {
        yield unknown(one, name, name.why ?? 'its default route names no receiver');
        continue;
      }
      const { kind, at } = receiverOf(root, name.value);
      if (kind === 'notifies') yield pass(one, [name.at, at.at], name.value);
      else if (kind === 'empty')
        yield fail(
          one,
          [name.at, at.at],
          `the receiver "${name.value}" of the default route has no notifier: alerts reach nobody`,
        );
      else if (kind === 'undefined')
        yield fail(one, name, `the default route names the receiver "${name.value}", which is not defined`);
      else yield unknown(one, at.at, `the receiver "${name.value}" cannot be read`);
    }
    if (own.length > 0) return;
    // Something alerts, or is meant to: where it leads was not read.
    for (const { container, workload: at } of findPrograms(workloads, [alertmanager])) {
      yield unknown(at, container.image, 'runs Alertmanager; its configuration is not among what was read');
    }
    for (const one of configurations) {
      if (one.value.program !== 'prometheus') continue;
      yield unknown(one, one.value.root.get('alerting').at, 'no Alertmanager configuration is among what was read');
    }
  },
});

/** https://quay.io/repository/prometheus/alertmanager, and the copies on Docker Hub. */
const alertmanager = {
  name: 'Alertmanager',
  images: ['prometheus/alertmanager', 'prom/alertmanager', 'bitnami/alertmanager'],
  processes: [],
};
