import { checkTable } from '../../../../test/checks/table.ts';
import { objects } from '../../../../test/checks/yaml.ts';
import { sensorOnControlPlane } from './sensor-on-control-plane.ts';

const falco = (tolerations: string, image = 'falcosecurity/falco:0.41.0'): ReturnType<typeof objects> =>
  objects(
    `{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: falco}, spec: {template: {spec: {containers: [{name: a, image: "${image}"}], tolerations: ${tolerations}}}}}`,
  );

checkTable(sensorOnControlPlane, [
  {
    name: 'by key',
    facts: falco('[{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}]'),
    verdicts: ['pass'],
  },
  { name: 'by key, Equal', facts: falco('[{key: node-role.kubernetes.io/control-plane}]'), verdicts: ['pass'] },
  { name: 'every taint', facts: falco('[{operator: Exists}]'), verdicts: ['pass'] },
  { name: 'none', facts: falco('null'), verdicts: ['fail'], saw: /not watched/ },
  { name: 'another effect', facts: falco('[{operator: Exists, effect: NoExecute}]'), verdicts: ['fail'] },
  { name: 'another key', facts: falco('[{key: gpu, operator: Exists}]'), verdicts: ['fail'] },
  {
    name: 'the key of old',
    facts: falco('[{key: node-role.kubernetes.io/master, operator: Exists}]'),
    verdicts: ['fail'],
  },
  { name: 'no list', facts: falco('all'), verdicts: ['unknown'] },
  { name: 'no sensor', facts: falco('null', 'nginx'), verdicts: [] },
]);
