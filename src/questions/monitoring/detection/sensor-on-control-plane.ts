import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { programOfImage } from '../programs/program.ts';
import { sensors } from './sensors.ts';

export const sensorOnControlPlane = defineCheck({
  id: 'MON-103',
  name: 'sensor-on-control-plane',
  aspect: 'monitoring/detection',
  title: 'The sensor runs on the nodes of the control plane too',
  severity: 'low',
  since: '0.1.0',
  references: [],
  remedy: 'Add a toleration for `node-role.kubernetes.io/control-plane` with effect NoSchedule, or for every taint.',
  toKnow: 'Correct the tolerations; `kubectl apply --dry-run=server` names the fault.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const one of objects) {
      if (one.value.kind !== 'DaemonSet' || !one.value.apiVersion.startsWith('apps/')) continue;
      const pod = one.value.root.down('spec', 'template', 'spec');
      const images = pod
        .get('containers')
        .items()
        .map((container) => container.get('image').string().value);
      if (!images.some((image) => programOfImage(image, sensors) !== undefined)) continue;
      const list = pod.get('tolerations');
      if (!list.empty && (!list.isList || list.items().some((item) => !item.isMap)))
        yield unknown(one, list.at, 'its tolerations cannot be read');
      else if (list.items().some((item) => tolerates(item))) yield pass(one, list.at);
      else yield fail(one, list.at, 'tolerates no taint of the control plane: those nodes are not watched');
    }
  },
});

/** By the matching of taints and tolerations (core/v1 Toleration): no key with Exists matches every taint. */
function tolerates(toleration: Located): boolean {
  const key = toleration.get('key').string().value ?? '';
  const exists = toleration.get('operator').value === 'Exists';
  const effect = toleration.get('effect').string().value ?? '';
  const value = toleration.get('value').string().value ?? '';
  if (effect !== '' && effect !== 'NoSchedule') return false;
  return key === '' ? exists : key === 'node-role.kubernetes.io/control-plane' && (exists || value === '');
}
