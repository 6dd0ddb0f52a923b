import type { Plain } from '../real/kubernetes-client.ts';
import type { SentPod } from './make-valid.ts';

const labels = { app: 'web' };
const selector = { matchLabels: labels };
const templateOf = ({ metadata: { annotations = {} }, spec }: SentPod, restartPolicy: string): Plain => {
  return { metadata: { labels, annotations }, spec: { ...spec, restartPolicy } };
};
const object = (apiVersion: string, kind: string, rest: Plain): Plain => {
  return { apiVersion, kind, metadata: { name: 'web' }, ...rest };
};

/** Objects of every kind with a Pod template, for a Pod. */
export const controllers: Readonly<Record<string, (pod: SentPod) => Plain>> = {
  Deployment: (pod) => object('apps/v1', 'Deployment', { spec: { selector, template: templateOf(pod, 'Always') } }),
  ReplicaSet: (pod) => object('apps/v1', 'ReplicaSet', { spec: { selector, template: templateOf(pod, 'Always') } }),
  DaemonSet: (pod) => object('apps/v1', 'DaemonSet', { spec: { selector, template: templateOf(pod, 'Always') } }),
  StatefulSet: (pod) =>
    object('apps/v1', 'StatefulSet', { spec: { selector, serviceName: 'web', template: templateOf(pod, 'Always') } }),
  ReplicationController: (pod) =>
    object('v1', 'ReplicationController', { spec: { selector: labels, template: templateOf(pod, 'Always') } }),
  Job: (pod) => object('batch/v1', 'Job', { spec: { template: templateOf(pod, 'Never') } }),
  CronJob: (pod) =>
    object('batch/v1', 'CronJob', {
      spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: templateOf(pod, 'Never') } } },
    }),
  PodTemplate: (pod) => object('v1', 'PodTemplate', { template: templateOf(pod, 'Always') }),
};
