import { configuration } from '../../../facts/configuration.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { receiverOf, routesBelow } from '../programs/alertmanager.ts';

export const routesLeadToReceivers = defineCheck({
  id: 'MON-142',
  name: 'routes-lead-to-receivers',
  aspect: 'monitoring/alerting',
  title: 'Every route of Alertmanager leads to a receiver that notifies',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'alerting' }],
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
        if (kind === 'notifies') {
          // Off-hours are usual, but they may be all hours: intervals are not followed.
          const times = ['mute_time_intervals', 'active_time_intervals'].find((key) => !route.get(key).empty);
          if (times === undefined) yield pass(one, name, name.value);
          else
            yield unknown(
              one,
              route.get(times).at,
              `a route notifies "${name.value}" only at times (${times}), which are not followed`,
              {
                toKnow: 'Look whether the intervals leave hours in which nobody is told.',
              },
            );
        } else if (kind === 'undefined')
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
            takesAll(route)
              ? `a route without a matcher takes every alert to "${name.value}", which has no notifier`
              : `a route leads to "${name.value}", which has no notifier: these alerts reach nobody`,
            { severity: takesAll(route) ? 'high' : 'low' },
          );
        else yield unknown(one, at.at, `the receiver "${name.value}" cannot be read`);
      }
    }
  },
});

/** A route without matchers takes all that reaches it, and what comes after it gets nothing unless it continues. */
function takesAll(route: Located): boolean {
  return (
    route.get('continue').value !== true &&
    ['match', 'match_re', 'matchers'].every((key) => {
      const at = route.get(key);
      return at.empty || (at.isList && at.items().length === 0) || (at.isMap && at.entries().length === 0);
    })
  );
}
