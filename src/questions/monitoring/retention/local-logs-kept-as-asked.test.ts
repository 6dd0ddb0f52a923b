import { policy, type Policy } from '../../../facts/policy.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { checkTable, container, factOf, here, workloadFact } from '../../../../test/checks/table.ts';
import { localLogsKeptAsAsked } from './local-logs-kept-as-asked.ts';

const service = (driver: string, options: Record<string, string> = {}): ReturnType<typeof workloadFact>[] => [
  workloadFact({ orchestrator: 'docker', containers: [container({ logging: { driver, options } })] }),
];
const days = (retention: { least?: number; most?: number }): Fact<Policy> =>
  factOf(policy, { trustedSources: seen<string[]>(undefined, here), retentionDays: seen(retention, here), at: here });

checkTable(
  localLogsKeptAsAsked,
  [
    {
      name: 'never deleted',
      facts: [...service('json-file'), days({ most: 30 })],
      verdicts: ['fail'],
      saw: /at most 30/,
    },
    { name: 'never kept', facts: [...service('none'), days({ least: 30 })], verdicts: ['fail'], saw: /at least 30/ },
    { name: 'bounded by size', facts: [...service('local'), days({ least: 30, most: 90 })], verdicts: ['unknown'] },
    { name: 'never deleted, nothing asked', facts: service('json-file'), verdicts: ['unknown'] },
    { name: 'sent away', facts: [...service('fluentd'), days({ most: 30 })], verdicts: ['unknown'], saw: /elsewhere/ },
    { name: 'none, nothing asked', facts: service('none'), verdicts: [] },
    { name: 'not said', facts: [workloadFact({ orchestrator: 'compose', containers: [container()] })], verdicts: [] },
  ],
  { never: ['pass'], because: 'files are bounded by size, which says nothing of days' },
);
