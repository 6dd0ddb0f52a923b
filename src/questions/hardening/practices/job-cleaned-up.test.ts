import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { jobCleanedUp } from './job-cleaned-up.ts';

const job = (spec: string, metadata = ''): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: batch/v1, kind: Job, metadata: {name: a, ${metadata}}, spec: {template: {spec: {containers: [{name: a, image: b}]}}, ${spec}}}`,
  );

checkTable(jobCleanedUp, [
  { name: 'after a time', facts: job('ttlSecondsAfterFinished: 3600'), verdicts: ['pass'] },
  { name: 'never', facts: job(''), verdicts: ['fail'], saw: /for ever/ },
  { name: 'no number', facts: job('ttlSecondsAfterFinished: 1h'), verdicts: ['unknown'] },
  {
    name: 'of a CronJob',
    facts: job('', 'ownerReferences: [{kind: CronJob, name: a, controller: true}]'),
    verdicts: [],
  },
]);
