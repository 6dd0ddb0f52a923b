import type { Question } from '../../model/question.ts';

/** Is monitoring and logging in place? */
export const monitoring: Question = {
  name: 'monitoring',
  asks: 'Is monitoring and logging in place?',
  aspects: [
    {
      name: 'detection',
      asks: 'Does something watch behaviour in real time, and is it awake?',
      toKnow: 'Ask `docker:` as root on the host, or the folder that deploys the sensor.',
    },
    {
      name: 'logging',
      asks: 'Do all containers\u2019 logs go to one place?',
      toKnow: 'Ask `docker:` or the folder that deploys the log collector.',
    },
    {
      name: 'alerting',
      asks: 'Do violations reach a person?',
      toKnow: 'Ask the folder with the Alertmanager configuration.',
    },
    {
      name: 'retention',
      asks: 'Are logs kept as long as they must be and no longer?',
      toKnow: 'Ask `docker:` or the folder with the configuration of the log store.',
    },
    {
      name: 'audit-trail',
      asks: 'Is it recorded who did what, complete and tamper-evident?',
      toKnow:
        'Ask the folder with the audit policy and the API server\u2019s arguments, or `docker:` as root on the host.',
    },
  ],
  checks: [],
};
