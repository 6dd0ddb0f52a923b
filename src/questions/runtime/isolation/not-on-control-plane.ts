import { judgePods } from '../../../facts/pod.ts';
import { type Workload, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Located } from '../../../model/located.ts';
import { fail, unknown } from '../../../model/outcome.ts';

const controlPlane = new Set(['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']);

/** A dump of a cluster stands in a file as well, with what the API server and the scheduler wrote. */
function isLive({ object }: Workload): boolean {
  return object !== undefined && !object.down('metadata', 'uid').empty;
}

/** These nodes are tainted NoSchedule; an empty key with Exists is every taint (core/v1 Toleration). */
function toleratesControlPlane(toleration: Located): boolean {
  const [key, effect] = [toleration.get('key').value, toleration.get('effect').value];
  if (effect !== undefined && effect !== null && effect !== '' && effect !== 'NoSchedule') return false;
  if (typeof key === 'string' && key !== '') return controlPlane.has(key);
  return toleration.get('operator').value === 'Exists';
}

export const notOnControlPlane = defineCheck({
  id: 'RUN-405',
  name: 'not-on-control-plane',
  aspect: 'runtime/isolation',
  title: 'Workloads keep off the nodes of the control plane',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nist-800-190', version: '2017', item: '4.3.4' }],
  remedy: 'Remove the toleration or the node that is named.',
  toKnow: 'Correct the manifest; `kubectl apply --dry-run=server` names the fault.',
  needs: { workloads: workload },
  evaluate({ workloads }) {
    return judgePods(workloads, ['tolerations', 'nodeSelector', 'nodeName'], (about) => {
      const { pod, workload: owner, subject, stage } = about;
      const list = pod.get('tolerations');
      const tolerates = list.items().find(toleratesControlPlane);
      const selector = pod.get('nodeSelector');
      const chosen = [...controlPlane].map((label) => selector.get(label)).find(({ empty }) => !empty);
      const node = pod.get('nodeName');
      // What must run on every node is what a DaemonSet is for, and the system needs it there.
      const severity = owner.namespace === 'kube-system' ? 'info' : subject.kind === 'DaemonSet' ? 'low' : 'medium';
      const strange = list.items().find(({ isMap }) => !isMap);
      if (!list.empty && !list.isList) return unknown(about, list.at, 'tolerations is no list');
      if (strange !== undefined) return unknown(about, strange.at, 'a toleration is no mapping');
      if (!selector.empty && !selector.isMap) return unknown(about, selector.at, 'nodeSelector is no mapping');
      if (!node.empty && typeof node.value !== 'string') return unknown(about, node.at, 'nodeName is no text');
      if (tolerates !== undefined)
        return fail(about, tolerates.at, 'may run on nodes of the control plane', { severity });
      if (chosen !== undefined) return fail(about, chosen.at, 'asks for nodes of the control plane', { severity });
      // The scheduler writes the node into every live Pod.
      if (stage === 'declared' && !node.empty && node.value !== '' && !isLive(owner))
        return fail(about, node.at, 'names its node, past the scheduler and all taints', { severity: 'low' });
      return about.fine;
    });
  },
});
