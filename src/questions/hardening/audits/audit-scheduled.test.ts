import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { historyFacts } from '../../../../test/checks/history.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import type { Workload } from '../../../facts/workload.ts';
import type { Fact } from '../../../model/fact.ts';
import { auditScheduled } from './audit-scheduled.ts';

const runs = (kind: string, image: string): Fact<Workload> => {
  const one = workloadFact({ name: 'audit', containers: [container({ image })] });
  return { ...one, subject: { ...one.subject, kind } };
};
const cron = (suspend: string): ReturnType<typeof objects> =>
  objects(`apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: audit }\nspec: { suspend: ${suspend} }\n`);

checkTable(auditScheduled, [
  {
    name: 'an operator',
    facts: [runs('Deployment', 'ghcr.io/aquasecurity/trivy-operator:0.24')],
    verdicts: ['pass'],
    saw: /trivy-operator/,
  },
  { name: 'a CronJob', facts: [runs('CronJob', 'aquasec/kube-bench:v0.9'), ...cron('false')], verdicts: ['pass'] },
  {
    name: 'suspended',
    facts: [runs('CronJob', 'aquasec/kube-bench:v0.9'), ...cron('true')],
    verdicts: ['fail'],
    saw: /suspended/,
  },
  {
    name: 'suspended or not',
    facts: [runs('CronJob', 'aquasec/kube-bench:v0.9'), ...cron('maybe')],
    verdicts: ['unknown'],
  },
  { name: 'a Job runs once', facts: [runs('Job', 'aquasec/kube-bench:v0.9')], verdicts: ['unknown'] },
  { name: 'none seen', facts: [runs('Deployment', 'nginx')], verdicts: ['unknown'], saw: /elsewhere/ },
  {
    name: 'none seen, but recorded again and again',
    facts: [runs('Deployment', 'nginx'), ...historyFacts(40, 20, 1)],
    verdicts: [],
  },
  {
    name: 'none seen, and recorded once',
    facts: [runs('Deployment', 'nginx'), ...historyFacts(1)],
    verdicts: ['unknown'],
  },
  { name: 'nothing seen at all', facts: [], verdicts: [] },
]);
