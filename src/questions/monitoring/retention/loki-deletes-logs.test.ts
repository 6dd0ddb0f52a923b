import { policy, type Policy } from '../../../facts/policy.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { checkTable, factOf, here } from '../../../../test/checks/table.ts';
import { configured } from '../../../../test/checks/yaml.ts';
import { lokiDeletesLogs } from './loki-deletes-logs.ts';

const loki = (text: string): ReturnType<typeof configured> => configured('loki', text);
const days = (retention: { least?: number; most?: number }): Fact<Policy> =>
  factOf(policy, { trustedSources: seen<string[]>(undefined, here), retentionDays: seen(retention, here), at: here });
const month = '{compactor: {retention_enabled: true}, limits_config: {retention_period: 744h}}';

checkTable(lokiDeletesLogs, [
  { name: 'a month, where nothing is asked for', facts: loki(month), verdicts: ['unknown'], saw: /31 days/ },
  { name: 'a second', facts: loki(month.replace('744h', '1s')), verdicts: ['fail'], saw: /less than a day/ },
  { name: 'as asked', facts: [...loki(month), days({ least: 30, most: 31 })], verdicts: ['pass'] },
  { name: 'too short', facts: [...loki(month), days({ least: 90 })], verdicts: ['fail'], saw: /31 days; at least 90/ },
  { name: 'too long', facts: [...loki(month), days({ most: 7 })], verdicts: ['fail'], saw: /at most 7/ },
  {
    name: 'off by default',
    facts: loki('{limits_config: {retention_period: 744h}}'),
    verdicts: ['fail'],
    saw: /for ever/,
  },
  {
    name: 'on without a period',
    facts: loki('{compactor: {retention_enabled: true}}'),
    verdicts: ['fail'],
    saw: /zero/,
  },
  {
    name: 'a stream of its own',
    facts: [
      days({ least: 7 }),
      ...loki(
        '{compactor: {retention_enabled: true}, limits_config: {retention_period: 30d, retention_stream: [{selector: "{a=\\"b\\"}", period: 0s}]}}',
      ),
    ],
    verdicts: ['pass', 'fail'],
  },
  {
    name: 'the table manager of old',
    facts: [days({ least: 7 }), ...loki('{table_manager: {retention_deletes_enabled: true, retention_period: 672h}}')],
    verdicts: ['pass'],
  },
  {
    name: 'a variable',
    facts: loki('{compactor: {retention_enabled: true}, limits_config: {retention_period: "${DAYS}"}}'),
    verdicts: ['unknown'],
  },
  { name: 'no boolean', facts: loki('{compactor: {retention_enabled: "${ON}"}}'), verdicts: ['unknown'] },
]);
