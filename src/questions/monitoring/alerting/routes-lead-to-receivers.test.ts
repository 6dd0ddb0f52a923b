import { checkTable } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { routesLeadToReceivers } from './routes-lead-to-receivers.ts';

const receivers = 'receivers: [{name: ops, webhook_configs: [{url: "https://ops.example"}]}, {name: "null"}]';
const routes = (text: string): ReturnType<typeof configured> =>
  configured('alertmanager', `{route: {receiver: ops, routes: ${text}}, ${receivers}}`);

checkTable(routesLeadToReceivers, [
  { name: 'a receiver', facts: routes('[{receiver: ops}]'), verdicts: ['pass'] },
  { name: 'inherited', facts: routes('[{matchers: []}]'), verdicts: [] },
  {
    name: 'deep down',
    facts: routes('[{routes: [{receiver: ops}, {receiver: gone}]}]'),
    verdicts: ['pass', 'fail'],
    saw: /"gone"/,
  },
  {
    name: 'dropped',
    facts: routes('[{receiver: "null", matchers: [alertname = Watchdog]}]'),
    verdicts: ['fail'],
    saw: /reach nobody/,
  },
  { name: 'all dropped', facts: routes('[{receiver: "null"}]'), verdicts: ['fail'], saw: /takes every alert/ },
  {
    name: 'dropped, but the next gets them too',
    facts: routes('[{receiver: "null", continue: true}]'),
    verdicts: ['fail'],
    saw: /reach nobody/,
  },
  {
    name: 'only at times',
    facts: routes('[{receiver: ops, active_time_intervals: [never]}]'),
    verdicts: ['unknown'],
    saw: /only at times/,
  },
  { name: 'no name', facts: routes('[{receiver: 7}]'), verdicts: ['unknown'] },
  { name: 'no mapping', facts: routes('[ops]'), verdicts: ['unknown'] },
  {
    name: 'an alias is judged once',
    facts: configured('alertmanager', `{a: &r {receiver: ops}, route: {routes: [*r, *r]}, ${receivers}}`),
    verdicts: ['pass'],
  },
]);
