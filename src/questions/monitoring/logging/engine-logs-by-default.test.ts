import { engineFact } from '../../../../test/checks/engine.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { engineLogsByDefault } from './engine-logs-by-default.ts';

checkTable(engineLogsByDefault, [
  {
    name: 'bounded',
    facts: [engineFact({ loggingDriver: 'json-file', loggingOptions: { 'max-size': '10m' } })],
    verdicts: ['pass'],
  },
  { name: 'sent away', facts: [engineFact({ loggingDriver: 'fluentd' })], verdicts: ['pass'] },
  { name: 'thrown away', facts: [engineFact({ loggingDriver: 'none' })], verdicts: ['fail'], saw: /throws logs away/ },
  {
    name: 'without a bound',
    facts: [engineFact({ loggingDriver: 'json-file', loggingOptions: {} })],
    verdicts: ['fail'],
    saw: /disk is full/,
  },
  { name: 'options not said', facts: [engineFact({ loggingDriver: 'json-file' })], verdicts: ['unknown'] },
  { name: 'driver not said', facts: [engineFact()], verdicts: ['unknown'] },
  { name: 'daemon.json', facts: configured('docker-daemon', '{log-driver: local}'), verdicts: ['pass'] },
  { name: 'daemon.json that says nothing', facts: configured('docker-daemon', '{debug: false}'), verdicts: ['fail'] },
  { name: 'options of the wrong shape', facts: configured('docker-daemon', '{log-opts: 10m}'), verdicts: ['unknown'] },
]);
