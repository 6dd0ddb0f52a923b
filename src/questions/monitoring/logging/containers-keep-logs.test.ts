import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { containersKeepLogs } from './containers-keep-logs.ts';

const service = (driver?: string): ReturnType<typeof workloadFact>[] => [
  workloadFact({
    orchestrator: 'compose',
    containers: [container(driver === undefined ? {} : { logging: { driver, options: {} } })],
  }),
];

checkTable(containersKeepLogs, [
  { name: 'json-file', facts: service('json-file'), verdicts: ['pass'] },
  { name: 'none', facts: service('none'), verdicts: ['fail'], saw: /thrown away/ },
  { name: 'not said', facts: service(), verdicts: ['unknown'] },
  { name: 'options only', facts: service(''), verdicts: ['unknown'], saw: /of the engine/ },
  { name: 'Kubernetes', facts: [workloadFact({ containers: [container()] })], verdicts: [] },
]);
