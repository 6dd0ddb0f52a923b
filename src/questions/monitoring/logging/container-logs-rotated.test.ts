import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { containerLogsRotated } from './container-logs-rotated.ts';

const service = (driver: string, options: Record<string, string> = {}): ReturnType<typeof workloadFact>[] => [
  workloadFact({ orchestrator: 'docker', containers: [container({ logging: { driver, options } })] }),
];

checkTable(containerLogsRotated, [
  { name: 'bounded', facts: service('json-file', { 'max-size': '10m', 'max-file': '3' }), verdicts: ['pass'] },
  { name: 'the driver local', facts: service('local'), verdicts: ['pass'] },
  { name: 'without a bound', facts: service('json-file'), verdicts: ['fail'], saw: /disk is full/ },
  { name: 'switched off', facts: service('json-file', { 'max-size': '-1' }), verdicts: ['fail'] },
  { name: 'no size', facts: service('json-file', { 'max-size': '${SIZE}' }), verdicts: ['unknown'] },
  { name: 'zero', facts: service('json-file', { 'max-size': '0' }), verdicts: ['unknown'] },
  { name: 'another driver', facts: service('journald'), verdicts: [] },
  { name: 'not said', facts: [workloadFact({ orchestrator: 'compose', containers: [container()] })], verdicts: [] },
]);
