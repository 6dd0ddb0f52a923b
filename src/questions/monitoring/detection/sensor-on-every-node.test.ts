import { daemonSet } from '../../../../test/checks/daemon-set.ts';
import { checkTable, container, workloadFact } from '../../../../test/checks/table.ts';
import { configured, objects } from '../../../../test/checks/yaml.ts';
import { sensorOnEveryNode } from './sensor-on-every-node.ts';

const falco = { image: 'docker.io/falcosecurity/falco:0.41.0' };
const set = (pod: string): ReturnType<typeof objects> =>
  objects(`{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: web}, spec: {template: {spec: ${pod}}}}`);
const web = workloadFact({ name: 'web', containers: [container({ image: 'nginx' })] });

checkTable(
  sensorOnEveryNode,
  [
    { name: 'Falco as DaemonSet', facts: [daemonSet(falco), web], verdicts: ['pass'] },
    { name: 'none', facts: [web], verdicts: ['unknown'], saw: /no sensor is among/ },
    {
      name: 'not on every node',
      facts: [workloadFact({ containers: [container(falco)] })],
      verdicts: ['unknown'],
      saw: /Falco is a Pod/,
    },
    {
      name: 'kept idle',
      facts: [daemonSet({ ...falco, command: ['/bin/sleep', 'inf'] })],
      verdicts: ['unknown'],
      saw: /told to run `sleep`/,
    },
    {
      name: 'started by a shell',
      facts: [daemonSet({ ...falco, command: ['sh', '-c'], arguments: ['exec /usr/bin/falco'] })],
      verdicts: ['pass'],
    },
    {
      name: 'a shell that starts something else',
      facts: [daemonSet({ ...falco, command: ['sh', '-c', 'true'] })],
      verdicts: ['unknown'],
    },
    {
      name: 'on Linux nodes',
      facts: [daemonSet(falco), ...set('{nodeSelector: {kubernetes.io/os: linux}}')],
      verdicts: ['pass'],
    },
    {
      name: 'on chosen nodes',
      facts: [daemonSet(falco), ...set('{nodeSelector: {gpu: "yes"}}')],
      verdicts: ['unknown'],
      saw: /nodeSelector chooses/,
    },
    {
      name: 'on nodes chosen by affinity',
      facts: [
        daemonSet(falco),
        ...set(
          '{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: pool, operator: In, values: [a]}]}]}}}}',
        ),
      ],
      verdicts: ['unknown'],
      saw: /affinity chooses/,
    },
    { name: 'as init container only', facts: [daemonSet({ ...falco, role: 'init' })], verdicts: ['unknown'] },
    {
      name: 'beside Compose services',
      facts: [workloadFact({ orchestrator: 'compose', containers: [container(falco)] })],
      verdicts: ['pass'],
    },
    { name: 'a Compose project without', facts: [workloadFact({ orchestrator: 'compose' })], verdicts: ['unknown'] },
    {
      name: 'a configuration only',
      facts: configured('falco', '{rules_files: [a]}'),
      verdicts: ['unknown'],
      saw: /whether Falco runs/,
    },
    {
      name: 'running containers belong to their engine',
      facts: [workloadFact({ orchestrator: 'docker' }, 'running')],
      verdicts: [],
    },
  ],
  { never: ['fail'], because: 'that a sensor is not in a folder does not tell that it is not on the node' },
);
