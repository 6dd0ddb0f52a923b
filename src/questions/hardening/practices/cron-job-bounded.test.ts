import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { cronJobBounded } from './cron-job-bounded.ts';

const cron = (spec: string, job = ''): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {${spec === '' ? '' : `${spec}, `}jobTemplate: {spec: {${job === '' ? '' : `${job}, `}template: {spec: {containers: [{name: a, image: b}]}}}}}}`,
  );

checkTable(cronJobBounded, [
  { name: 'one at a time', facts: cron('concurrencyPolicy: Forbid'), verdicts: ['pass'] },
  { name: 'any number', facts: cron(''), verdicts: ['fail'], saw: /earlier runs/ },
  { name: 'any number, each with an end', facts: cron('', 'activeDeadlineSeconds: 60'), verdicts: ['pass'] },
  { name: 'a deadline too near', facts: cron('startingDeadlineSeconds: 5'), verdicts: ['fail'], saw: /never start/ },
  { name: 'no policy', facts: cron('concurrencyPolicy: Maybe'), verdicts: ['unknown'] },
  { name: 'no text', facts: cron('concurrencyPolicy: 1'), verdicts: ['unknown'] },
]);
