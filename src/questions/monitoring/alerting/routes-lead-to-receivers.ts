import { configuration } from '../../../facts/configuration.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { receiverOf, routesBelow } from '../programs/alertmanager.ts';

export const routesLeadToReceivers = defineCheck({
  id: 'MON-142',
  name: 'routes-lead-to-receivers',
  aspect: 'monitoring/alerting',
  title: 'Every route of Alertmanager leads to a receiver that notifies',
  severity: 'high',
  since: '0.1.0',
  references: [],
  remedy: 'Define the receiver with a notifier, or remove the route.',
  toKnow: 'Correct the route; `amtool check-config` names the fault.',
  needs: { configurations: configuration },
  *evaluate({ configurations }) {
    for (const one of configurations) {
      if (one.value.program !== 'alertmanager') continue;
      for (const route of routesBelow(one.value.root)) {
        const name = route.get('receiver').string();
        if (name.value === undefined) {
          yield unknown(one, route.at, name.why ?? 'a route is not a mapping');
          continue;
        }
        const { kind, at } = receiverOf(one.value.root, name.value);
        if (kind === 'notifies') yield pass(one, name, name.value);
        else if (kind === 'undefined')
          yield fail(
            one,
            name,
            `a route names the receiver "${name.value}", which is not defined: Alertmanager does not start`,
          );
        // Dropping single alerts (the watchdog, say) is usual; that all of them are dropped is for the default route's check.
        else if (kind === 'empty')
          yield fail(
            one,
            [name.at, at.at],
            `a route leads to "${name.value}", which has no notifier: these alerts reach nobody`,
            { severity: 'low' },
          );
        else yield unknown(one, at.at, `the receiver "${name.value}" cannot be read`);
      }
    }
  },
});
