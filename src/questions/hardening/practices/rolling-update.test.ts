import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { rollingUpdate } from './rolling-update.ts';

const controller = (spec: string, kind = 'Deployment'): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: a}, spec: {template: {spec: {containers: [{name: a, image: b}]}}, ${spec}}}`,
  );

checkTable(rollingUpdate, [
  { name: 'the default', facts: controller(''), verdicts: ['pass'] },
  { name: 'said', facts: controller('updateStrategy: {type: RollingUpdate}', 'DaemonSet'), verdicts: ['pass'] },
  { name: 'all at once', facts: controller('strategy: {type: Recreate}'), verdicts: ['fail'], saw: /all Pods/ },
  {
    name: 'never',
    facts: controller('updateStrategy: {type: OnDelete}', 'StatefulSet'),
    verdicts: ['fail'],
    saw: /deletes/,
  },
  { name: 'another', facts: controller('strategy: {type: Sometimes}'), verdicts: ['unknown'] },
  { name: 'no mapping', facts: controller('strategy: Recreate'), verdicts: ['unknown'] },
]);
