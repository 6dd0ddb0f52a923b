import { checkTable } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { prometheusSendsAlerts } from './prometheus-sends-alerts.ts';

const prometheus = (text: string): ReturnType<typeof configured> => configured('prometheus', text);
const managers = 'alerting: {alertmanagers: [{static_configs: [{targets: [alertmanager:9093]}]}]}';

checkTable(prometheusSendsAlerts, [
  { name: 'both', facts: prometheus(`{rule_files: [rules/*.yml], ${managers}}`), verdicts: ['pass'] },
  { name: 'no rules', facts: prometheus(`{${managers}}`), verdicts: ['fail'], saw: /no `rule_files`/ },
  { name: 'no Alertmanager', facts: prometheus('{rule_files: [a.yml]}'), verdicts: ['fail'], saw: /no Alertmanager/ },
  {
    name: 'an Alertmanager without a target',
    facts: prometheus('{rule_files: [a.yml], alerting: {alertmanagers: [{static_configs: []}]}}'),
    verdicts: ['fail'],
    saw: /no Alertmanager/,
  },
  {
    name: 'discovered',
    facts: prometheus('{rule_files: [a.yml], alerting: {alertmanagers: [{kubernetes_sd_configs: [{role: pod}]}]}}'),
    verdicts: ['pass'],
  },
  { name: 'neither', facts: prometheus('{scrape_configs: []}'), verdicts: ['fail'] },
  {
    name: 'written elsewhere',
    facts: prometheus('{remote_write: [{url: "https://m.example"}]}'),
    verdicts: ['unknown'],
  },
  { name: 'no list', facts: prometheus(`{rule_files: a.yml, ${managers}}`), verdicts: ['unknown'] },
  {
    name: 'only Alertmanager was read',
    facts: configured('alertmanager', '{route: {}, receivers: []}'),
    verdicts: ['unknown'],
  },
]);
