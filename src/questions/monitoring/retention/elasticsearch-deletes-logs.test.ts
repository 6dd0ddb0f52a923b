import { policy, type Policy } from '../../../facts/policy.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { checkTable, factOf, here } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { elasticsearchDeletesLogs } from './elasticsearch-deletes-logs.ts';

const lifecycle = (phases: string): ReturnType<typeof configured> =>
  configured('elasticsearch-lifecycle', `{policy: {phases: ${phases}}}`);
const days = (retention: { least?: number; most?: number }): Fact<Policy> =>
  factOf(policy, { trustedSources: seen<string[]>(undefined, here), retentionDays: seen(retention, here), at: here });

checkTable(elasticsearchDeletesLogs, [
  {
    name: 'after 30 days, where nothing is asked for',
    facts: lifecycle('{hot: {}, delete: {min_age: 30d, actions: {delete: {}}}}'),
    verdicts: ['unknown'],
  },
  {
    name: 'as asked',
    facts: [...lifecycle('{delete: {min_age: 30d, actions: {delete: {}}}}'), days({ most: 30 })],
    verdicts: ['pass'],
  },
  { name: 'at once', facts: lifecycle('{delete: {actions: {delete: {}}}}'), verdicts: ['fail'] },
  {
    name: 'too short',
    facts: [...lifecycle('{delete: {min_age: 30d, actions: {delete: {}}}}'), days({ least: 90 })],
    verdicts: ['fail'],
    saw: /at least 90/,
  },
  { name: 'no delete phase', facts: lifecycle('{hot: {actions: {}}}'), verdicts: ['fail'], saw: /deletes nothing/ },
  {
    name: 'a delete phase that does not delete',
    facts: lifecycle('{delete: {min_age: 30d, actions: {wait_for_snapshot: {policy: a}}}}'),
    verdicts: ['fail'],
  },
  {
    name: 'no duration',
    facts: lifecycle('{delete: {min_age: "{{age}}", actions: {delete: {}}}}'),
    verdicts: ['unknown'],
  },
  { name: 'no phases', facts: lifecycle('[]'), verdicts: ['unknown'] },
]);
