import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { defaultRouteNotifies } from './default-route-notifies.ts';

const alertmanager = (text: string): ReturnType<typeof configured> => configured('alertmanager', text);
const server = workloadFact({ containers: [container({ image: 'quay.io/prometheus/alertmanager:v0.28.0' })] });

checkTable(defaultRouteNotifies, [
  {
    name: 'an address',
    facts: alertmanager('{route: {receiver: ops}, receivers: [{name: ops, email_configs: [{to: a@b.example}]}]}'),
    verdicts: ['pass'],
  },
  {
    name: 'no notifier',
    facts: alertmanager('{route: {receiver: ops}, receivers: [{name: ops}]}'),
    verdicts: ['fail'],
    saw: /reach nobody/,
  },
  {
    name: 'an empty list',
    facts: alertmanager('{route: {receiver: "null"}, receivers: [{name: "null", slack_configs: []}]}'),
    verdicts: ['fail'],
  },
  {
    name: 'not defined',
    facts: alertmanager('{route: {receiver: ops}, receivers: [{name: dev}]}'),
    verdicts: ['fail'],
    saw: /not defined/,
  },
  { name: 'no receiver named', facts: alertmanager('{route: {}, receivers: []}'), verdicts: ['unknown'] },
  {
    name: 'notifiers of the wrong shape',
    facts: alertmanager('{route: {receiver: ops}, receivers: [{name: ops, email_configs: a@b.example}]}'),
    verdicts: ['unknown'],
  },
  {
    name: 'receivers of the wrong shape',
    facts: alertmanager('{route: {receiver: ops}, receivers: ops}'),
    verdicts: ['unknown'],
  },
  { name: 'only the server was read', facts: [server], verdicts: ['unknown'], saw: /its configuration/ },
  { name: 'only Prometheus was read', facts: configured('prometheus', '{scrape_configs: []}'), verdicts: ['unknown'] },
  { name: 'nothing of it', facts: [workloadFact({})], verdicts: [] },
]);
