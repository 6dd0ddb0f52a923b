import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { seen } from '../../../model/seen.ts';
import { daemonSet } from '../../../../test/checks/daemon-set.ts';
import { checkTable, container, here, workloadFact } from '../../../../test/checks/table.ts';
import { logCollectorSeesLogs } from './log-collector-sees-logs.ts';

const mounting = (image: string, path: string): Fact<Workload> =>
  daemonSet(
    {
      image,
      mounts: [
        {
          volume: 'logs',
          target: path,
          readOnly: seen(true, here),
          propagation: seen<string>(undefined, here),
          at: here,
        },
      ],
    },
    { volumes: [{ name: 'logs', kind: 'hostPath', hostPath: seen(path, here), at: here }] },
  );

checkTable(logCollectorSeesLogs, [
  { name: '/var/log', facts: [mounting('fluent/fluent-bit', '/var/log')], verdicts: ['pass'] },
  { name: 'with a slash', facts: [mounting('grafana/promtail', '/var/log/pods/')], verdicts: ['pass'] },
  {
    name: 'another folder',
    facts: [mounting('fluent/fluent-bit', '/var/logs')],
    verdicts: ['fail'],
    saw: /cannot read/,
  },
  { name: 'no folder', facts: [daemonSet({ image: 'timberio/vector:0.50' })], verdicts: ['fail'] },
  {
    name: 'one that also receives',
    facts: [daemonSet({ image: 'otel/opentelemetry-collector-contrib' })],
    verdicts: ['unknown'],
  },
  {
    name: 'an aggregator',
    facts: [workloadFact({ containers: [container({ image: 'timberio/vector' })] })],
    verdicts: [],
  },
]);
